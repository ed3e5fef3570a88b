using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Server.Security;
using Google.Protobuf;

namespace Backorders.Server.Mapping;

/// <summary>Closes a message at the border: with its key, its digest and who sent it, it is ready for its warehouse.</summary>
internal static class Envelope
{
    /// <param name="border">What was found wrong so far.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="warehouse">Where it is to be done.</param>
    /// <param name="key">Names it across retries.</param>
    /// <param name="kind">The call, so that one key cannot stand for two different commands.</param>
    /// <param name="message">What was sent.</param>
    /// <param name="command">What it means.</param>
    public static Parsed Close(
        ref Border border, Caller caller, WarehouseId warehouse, CommandKey key, string kind, IMessage message, Command command) =>
        (border.Refused ?? caller.RefuseWarehouse(warehouse)) is { } refused
            ? new Parsed(null, refused, kind)
            : new Parsed(new CommandRequest(warehouse, key, key.IsNone ? CommandDigest.None : CommandDigests.Of(kind, message), caller.Id, command)
            {
                Origin = Origin(kind, caller),
            },
            null,
            kind);

    /// <summary>How a call came in.</summary>
    public static TurnOrigin Origin(string call, Caller caller) => new(call, caller.Address, (int)caller.Roles);

    /// <summary>The key of a command with a request id.</summary>
    public static CommandKey Key(Caller caller, string requestId) => CommandKey.ForRequest(caller.Owner ?? default, requestId);
}
