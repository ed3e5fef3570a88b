using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Port;

/// <summary>A command on its way to its warehouse.</summary>
/// <param name="Warehouse">Where it is to be carried out.</param>
/// <param name="Key">Names it across retries; <see cref="CommandKey.None"/> when it is never repeated, and then every try is a new command.</param>
/// <param name="Digest">What it says; compared when the key was used before.</param>
/// <param name="Actor">Who gives it, for the audit; may be empty.</param>
/// <param name="Command">What is to be done.</param>
public sealed record CommandRequest(WarehouseId Warehouse, CommandKey Key, CommandDigest Digest, string Actor, Command Command)
{
    /// <summary>How it came in, for the audit; null when the node gives it itself.</summary>
    public TurnOrigin? Origin { get; init; }
}
