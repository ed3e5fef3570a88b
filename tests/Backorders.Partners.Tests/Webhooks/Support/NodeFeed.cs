using Backorders.Partners.Webhooks;
using System.Runtime.CompilerServices;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Tests.Webhooks;

/// <summary>A history that several nodes share, as one of them is told it: only while it serves the warehouse.</summary>
internal sealed class NodeFeed(ScriptedFeed shared) : IWebhookFeed
{
    private CancellationTokenSource served = Ended();

    public ScriptedFeed Shared => shared;

    /// <summary>Gives the warehouse to this node, or takes it away.</summary>
    public bool Serves
    {
        get => !served.IsCancellationRequested;
        set
        {
            if (value && !Serves)
            {
                served = new CancellationTokenSource();
            }
            else if (!value)
            {
                served.Cancel();
            }
        }
    }

    public long HighWater(string warehouse) => Serves ? shared.HighWater(warehouse) : 0;

    public CancellationToken ServedHere(string warehouse) => served.Token;

    public async IAsyncEnumerable<WebhookDecision> FollowAsync(
        WebhookEndpoint endpoint, string warehouse, long afterCursor, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Serves)
        {
            await foreach (WebhookDecision decision in shared.FollowAsync(endpoint, warehouse, afterCursor, cancellation))
            {
                yield return decision;
            }
        }
    }

    private static CancellationTokenSource Ended()
    {
        CancellationTokenSource ended = new();
        ended.Cancel();
        return ended;
    }
}
