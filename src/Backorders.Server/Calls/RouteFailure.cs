using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Refusals;
using Grpc.Core;

namespace Backorders.Server.Calls;

/// <summary>Tells a call that came to the wrong place, or to a place that is gone, from one that was answered.</summary>
internal static class RouteFailure
{
    private static readonly string NotOwner = RefusalStatus.NameOf(Refusal.NotOwner);
    private static readonly string NotReady = RefusalStatus.NameOf(Refusal.NotReady);

    /// <summary>Whether the warehouse was not served where the call was answered: the same call may be sent to whoever serves it.</summary>
    public static bool WasMoved(RpcException e) =>
        V1.RefusalDetails.GetErrorInfo(e) is { Domain: RefusalStatus.ErrorDomain } info && (info.Reason == NotOwner || info.Reason == NotReady);

    /// <summary>
    /// Whether another node could not be reached, went away in the middle, or shuts down. What it did with the call is not known; the call carries its key.
    /// </summary>
    public static bool WasLost(RpcException e) => e.Trailers.GetRpcStatus(ignoreParseError: true) is null && V1.LostCall.Is(e);

    /// <summary>The same for an answer within a stream.</summary>
    public static bool WasMoved(V1.Refused? refused) => refused?.Reason is V1.Refusal.NotOwner or V1.Refusal.NotReady;

    /// <summary>The same for an outcome of this node.</summary>
    public static bool WasMoved(Refused? refused) => refused?.Reason is Refusal.NotOwner or Refusal.NotReady;
}
