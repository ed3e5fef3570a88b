using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>Short forms for what a call was refused with.</summary>
public static class RefusedCalls
{
    /// <summary>Makes a call that must be refused, and returns the reason, the code and the details.</summary>
    public static async Task<(string Reason, StatusCode Code, RefusedCall Status)> RefusedAsync<T>(AsyncUnaryCall<T> call)
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        RefusedCall status = RefusedCall.Of(e) ?? throw new InvalidOperationException($"No details came with {e.Status}.");
        Assert.Equal("backorders", status.ErrorInfo.Domain);
        Assert.Empty(ToldSecrets.In($"{e.Status.Detail} {status.ErrorInfo} {string.Join(' ', e.Trailers.Where(t => !t.IsBinary).Select(t => t.Value))}"));
        return (status.ErrorInfo.Reason, e.StatusCode, status);
    }

    /// <summary>Makes a call that must be refused with this reason and code.</summary>
    public static async Task<RefusedCall> RefusedAsync<T>(AsyncUnaryCall<T> call, string reason, StatusCode code)
    {
        (string said, StatusCode with, RefusedCall status) = await RefusedAsync(call);
        Assert.Equal((reason, code), (said, with));
        return status;
    }
}
