namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>What happens in warehouses, as it is told to an endpoint. The host provides it; deliveries know nothing of what is in it.</summary>
public interface IWebhookFeed
{
    /// <summary>The last durable decision of a warehouse; 0 when another node serves it.</summary>
    long HighWater(string warehouse);

    /// <summary>Fires when a warehouse is served by this node no more, and has fired already when it is not now: deliveries are made by the node that serves the warehouse.</summary>
    CancellationToken ServedHere(string warehouse) => CancellationToken.None;

    /// <summary>
    /// Follows a warehouse from a cursor on, in order and without a gap, as far as the endpoint's owner and filter let it. Ends when the host stops, or when it serves
    /// the warehouse no more. Items without
    /// content say how far it has got. May throw whatever the host's store throws; it is then followed anew after a while.
    /// </summary>
    /// <param name="endpoint">Whose filter applies.</param>
    /// <param name="warehouse">Where.</param>
    /// <param name="afterCursor">The last decision that is known.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <exception cref="CursorBeyondJournalException">The journal does not reach that far.</exception>
    IAsyncEnumerable<WebhookDecision> FollowAsync(WebhookEndpoint endpoint, string warehouse, long afterCursor, CancellationToken cancellation);
}
