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
    /// <returns>
    /// The answers, and the names of the nodes that gave none in time. Both are empty for a node alone, and for a call that another node asks.
    /// </returns>
    public Task<(IReadOnlyList<T> Answers, IReadOnlyList<string> Missing)> AskAsync<T>(ServerCallContext context, IMessage request, MessageParser<T> answers)
        where T : class, IMessage<T> => AskAsync(context, request, answers, nodeId: null, Patience);

    /// <summary>Asks one other node, or all of them, as the other form.</summary>
    /// <param name="context">The call.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answers">Reads an answer.</param>
    /// <param name="nodeId">Which node; null for all.</param>
    /// <param name="patience">How long each may take.</param>
    public async Task<(IReadOnlyList<T> Answers, IReadOnlyList<string> Missing)> AskAsync<T>(
        ServerCallContext context, IMessage request, MessageParser<T> answers, string? nodeId, TimeSpan patience)
        where T : class, IMessage<T>
    {
        if (router.Calls is not { } calls || CallRouter.IsDirect(context))
        {
            return ([], []);
        }

        (IReadOnlyList<WarehouseAnswer> told, IReadOnlyList<string> missing) =
            await calls.AskOthersAsync(context.Method, request, Caller.Of(context).ToRights(), patience, nodeId).WaitAsync(context.CancellationToken).ConfigureAwait(false);
        return ([.. told.Where(t => t.Message is not null).Select(t => CarriedMessage.Open(t.Message!, answers.ParseFrom))], missing);
    }
}
