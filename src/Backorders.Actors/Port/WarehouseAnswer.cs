using Backorders.Domain.Values;


namespace Backorders.Actors.Port;

/// <summary>What became of a <see cref="WarehouseRequest"/>.</summary>
/// <param name="Message">
/// The public answer: a <c>Google.Protobuf.IMessage</c> when it was made at this node, its bytes when another node made it; null when the request was refused.
/// </param>
/// <param name="Status">The gRPC status code; 0 for success.</param>
/// <param name="Detail">What was wrong, for a person.</param>
/// <param name="RichStatus"><c>google.rpc.Status</c> with its details; null for none.</param>
/// <param name="IsMoved">Whether the warehouse was not served where the request came: the same request may be sent to whoever serves it.</param>
public sealed record WarehouseAnswer(object? Message, int Status = 0, string Detail = "", byte[]? RichStatus = null, bool IsMoved = false)
{
    /// <summary>Why this node itself refused the request, which then reached nobody; null when it did not.</summary>
    public Refused? Refused { get; init; }

    /// <summary>The answer to a request that reached nobody.</summary>
    public static WarehouseAnswer Refuse(Refused refused) => new((object?)null) { Refused = refused };
}
