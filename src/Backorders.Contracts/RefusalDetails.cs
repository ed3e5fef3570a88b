using Google.Rpc;
using Grpc.Core;

namespace Backorders.V1;

/// <summary>What a refused call says besides its status: the parts of its <c>google.rpc.Status</c> that every refusal of Backorders may carry.</summary>
public static class RefusalDetails
{
    /// <summary>The reason's name and its details; null when the call was not refused by a service, or its details cannot be read.</summary>
    public static ErrorInfo? GetErrorInfo(this RpcException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Trailers.GetRpcStatus(ignoreParseError: true)?.GetDetail<ErrorInfo>();
    }

    /// <summary>After what time the same request may be sent again; null when that does not help, or nothing was said.</summary>
    public static TimeSpan? GetRetryDelay(this RpcException refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Trailers.GetRpcStatus(ignoreParseError: true)?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan();
    }
}
