using Grpc.Core;

namespace Backorders.V1;

/// <summary>Where one call goes.</summary>
/// <param name="Warehouse">The warehouse whose owner is wanted; null when any node will do.</param>
/// <param name="Address">The node.</param>
/// <param name="Invoker">Calls to it.</param>
/// <param name="IsStraight">Whether it shall answer itself or name the owner; else it may pass the call on.</param>
internal readonly record struct NodeChoice(string? Warehouse, string Address, CallInvoker Invoker, bool IsStraight)
{
    private const string RouteHeader = "backorders-route";

    /// <summary>The options to call with: a header of the caller's own choice stands.</summary>
    public CallOptions With(CallOptions options)
    {
        if (!IsStraight || options.Headers?.Get(RouteHeader) is not null)
        {
            return options;
        }

        Metadata headers = [.. options.Headers ?? []];
        headers.Add(RouteHeader, "direct");
        return options.WithHeaders(headers);
    }
}
