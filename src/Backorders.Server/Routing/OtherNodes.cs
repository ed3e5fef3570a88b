using Backorders.Actors.Port;
using Backorders.Server.Calls;
using Backorders.Server.Security;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Routing;

/// <summary>Asks all other live nodes for what only they know.</summary>
internal sealed class OtherNodes(CallRouter router)
{
    /// <summary>How long other nodes may take. Nodes are close to each other, and a partial answer soon is better than a complete one late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks every other node what this one was asked, with the same rights.</summary>
    /// <param name="context">The call.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answers">Reads an answer.</param>
    /// <param name="patience">How long each node may take; null for a time that suits a look.</param>
    /// <returns>
    /// The answers, and the names of the nodes that gave none in time. Both are empty for a node alone, and for a call that another node asks.
    /// </returns>
    public async Task<(IReadOnlyList<T> Answers, IReadOnlyList<string> Missing)> AskAsync<T>(
        ServerCallContext context, IMessage request, MessageParser<T> answers, TimeSpan? patience = null)
        where T : class, IMessage<T>
    {
        if (router.Calls is not { } calls || CallRouter.IsDirect(context))
        {
            return ([], []);
        }

        (IReadOnlyList<WarehouseAnswer> told, IReadOnlyList<string> missing) =
            await calls.AskOthersAsync(context.Method, request, Caller.Of(context).ToRights(), patience ?? Patience).WaitAsync(context.CancellationToken).ConfigureAwait(false);
        return ([.. told.Where(t => t.Message is not null).Select(t => CarriedMessage.Open(t.Message!, answers.ParseFrom))], missing);
    }
}
