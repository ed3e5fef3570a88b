using Backorders.V1;
using Google.Rpc;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>What came with a refusal.</summary>
public sealed record RefusedCall(ErrorInfo ErrorInfo, TimeSpan? RetryDelay, string Message)
{
    /// <summary>Null when the call was not refused by a service.</summary>
    public static RefusedCall? Of(RpcException e) => e.GetErrorInfo() is { } info ? new RefusedCall(info, e.GetRetryDelay(), e.Status.Detail) : null;
}
