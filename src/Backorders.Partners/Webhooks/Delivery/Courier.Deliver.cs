using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Delivery;

internal sealed partial class Courier
{
    /// <summary>Delivers, as often as it takes. False when the endpoint was suspended over it.</summary>
    private async Task<bool> DeliverAsync(DeliveryBatch batch, CancellationToken cancellation)
    {
        string id = batch.IdFor(endpoint, position.Warehouse);
        byte[] body = batch.BodyFor(endpoint, position.Warehouse);
        if (position.PendingTo != batch.Cursor)
        {
            await SaveAsync(position with
            {
                PendingTo = batch.Cursor, Attempts = 0, Rejections = 0, FirstFailedAt = null, NextTryAt = null, LastError = string.Empty,
            }).ConfigureAwait(false);
        }

        while (true)
        {
            await WaitAsync(cancellation).ConfigureAwait(false);
            SendResult result = await TryAsync(batch, id, body, cancellation).ConfigureAwait(false);
            switch (result.Outcome)
            {
                case DeliveryOutcome.Delivered:
                    await SaveAsync(position.AtRest(batch.Cursor)).ConfigureAwait(false);
                    return true;
                case DeliveryOutcome.Rejected when batch.Count > 1:
                    return await DeliverSinglyAsync(batch, result, cancellation).ConfigureAwait(false);
                case DeliveryOutcome.Rejected when position.Rejections + 1 >= host.Options.RejectionsMax:
                    return await SetAsideAsync(batch, id, body, result, cancellation).ConfigureAwait(false);
                case DeliveryOutcome.Gone:
                    await SaveAsync(position with { LastError = result.Error }).ConfigureAwait(false);
                    return await GiveUpAsync(SuspensionReason.Gone, result.Error, cancellation).ConfigureAwait(false);
                default:
                    if (await RetryLaterAsync(result).ConfigureAwait(false))
                    {
                        continue;
                    }

                    SuspensionReason why = result.Outcome == DeliveryOutcome.NotAllowed ? SuspensionReason.AddressNotAllowed : SuspensionReason.Failing;
                    return await GiveUpAsync(why, result.Error, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<SendResult> TryAsync(DeliveryBatch batch, string id, byte[] body, CancellationToken cancellation)
    {
        DateTimeOffset at = host.Clock.GetUtcNow();
        SendResult result = await host.Sender.SendAsync(endpoint, id, body, cancellation).ConfigureAwait(false);
        host.Note(endpoint, new DeliveryAttempt(
            id, position.Warehouse, batch.FirstCursor, batch.Cursor, at, position.Attempts + 1, result.Outcome, result.HttpStatus, result.Error, result.Duration));
        host.Instruments?.Tried(endpoint.Id, result, batch.Count);
        return result;
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        if (position.NextTryAt is { } due && due - host.Clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, host.Clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Notes the failure and when to try again; false when the window is over.</summary>
    private async Task<bool> RetryLaterAsync(SendResult result)
    {
        DateTimeOffset now = host.Clock.GetUtcNow();
        int attempts = position.Attempts + 1;
        DateTimeOffset since = position.FirstFailedAt ?? now;
        DateTimeOffset next = now + host.Retries.WaitAfter(attempts, result.RetryAfter);
        await SaveAsync(position with
        {
            Attempts = attempts, Rejections = position.Rejections + (result.Outcome == DeliveryOutcome.Rejected ? 1 : 0), FirstFailedAt = since, NextTryAt = next,
            LastError = result.Error,
        }).ConfigureAwait(false);
        TryFailed(endpoint.Id, position.Warehouse, attempts, result.Error, next);
        return now - since < TimeSpan.FromHours(host.Options.RetryWindowHours);
    }

    /// <summary>One of several contents was rejected: sent one at a time, only that one is set aside, and not all of them with it.</summary>
    private async Task<bool> DeliverSinglyAsync(DeliveryBatch batch, SendResult result, CancellationToken cancellation)
    {
        await SaveAsync(position.AtRest(position.Cursor) with
        {
            SinglyUpTo = batch.Cursor, LastError = result.Error, SetAsideInRow = position.SetAsideInRow,
        }).ConfigureAwait(false);
        foreach (WebhookDecision decision in batch.Decisions)
        {
            if (!await DeliverAsync(DeliveryBatch.Of(decision), cancellation).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> SetAsideAsync(DeliveryBatch batch, string id, byte[] body, SendResult result, CancellationToken cancellation)
    {
        int attempts = position.Attempts + 1;
        int inRow = position.SetAsideInRow + 1;
        DeliveryPosition behind = position.AtRest(batch.Cursor) with { SetAsideInRow = inRow };
        DeadLetter letter = new(endpoint.Id, id, position.Warehouse, batch.Cursor, host.Clock.GetUtcNow(), attempts, result.HttpStatus, result.Error, body);
        if (!await host.Store.SetAsideAsync(letter, behind).ConfigureAwait(false))
        {
            throw new PositionMovedException();
        }

        MoveTo(behind.Stored());
        SetAside(endpoint.Id, position.Warehouse, batch.Cursor, attempts, result.Error);
        host.Instruments?.SetAside(endpoint.Id);
        return inRow < host.Options.SetAsideInRowMax || await GiveUpAsync(SuspensionReason.Rejecting, result.Error, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> GiveUpAsync(SuspensionReason reason, string because, CancellationToken cancellation)
    {
        await host.SuspendAsync(endpoint, reason, because, cancellation).ConfigureAwait(false);
        return false;
    }
}
