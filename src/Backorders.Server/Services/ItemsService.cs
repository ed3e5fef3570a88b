using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Operations;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>The catalogue.</summary>
internal sealed class ItemsService(CommandGate gate) : V1.Items.ItemsBase
{
    public override Task<V1.DefineItemsResponse> DefineItems(V1.DefineItemsRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        return gate.RunAsync(SetupMessages.DefineItems(request, caller, caller.RequireOwner()), caller, Answer);
    }

    private static V1.DefineItemsResponse Answer(CommandOutcome outcome) => new()
    {
        Defined = outcome.FindOrNull<ItemsDefined>()?.Items.Count ?? 0, DecidedAt = outcome.At.ToTimestamp(), Cursor = outcome.Seq,
    };
}
