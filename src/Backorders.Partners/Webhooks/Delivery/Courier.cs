using Backorders.Partners.Webhooks.Endpoints;
using Microsoft.Extensions.Logging;

namespace Backorders.Partners.Webhooks.Delivery;

/// <summary>
/// Delivers one warehouse's decisions to one endpoint: in order, one delivery at a time, each until it is taken or given up. It has the feed read for it, holds
/// one delivery at most, and is on no warehouse's way; an endpoint that is slow or dead holds up no other.
/// </summary>
/// <remarks>
/// A delivery's range is stored before its first try, and the cursor after an answer of 2xx: whatever happens in between, the same delivery comes again with the
/// same id. Cancelling ends a try that is under way; whether the receiver took it is then not known, and it comes again. A position is stored only in the place
/// of the one that this courier read or stored last: one that was overtaken, by a change or by the courier of the warehouse's next node, reads it anew.
/// </remarks>
internal sealed partial class Courier
{
    /// <summary>After so many decisions that the filter kept back the cursor is stored, so that a restart does not read them all again.</summary>
    private const long UnsavedMax = 1_000;

    private const int TroubleSecondsMax = 32;

    private readonly CourierHost host;
    private readonly ILogger log;
    private WebhookEndpoint endpoint = null!;
    private DeliveryPosition position;
    private DeliveryPosition stored;
    private bool doubt;
    private CancellationTokenSource? stop;
    private Task running = Task.CompletedTask;

    public Courier(CourierHost host, DeliveryPosition position)
    {
        (this.host, log, this.position, stored) = (host, host.Log, position, position);
    }

    /// <summary>Where it stands.</summary>
    public DeliveryPosition Position => Volatile.Read(ref position);

    /// <summary>The same as it was read or stored last.</summary>
    public DeliveryPosition Stored => Volatile.Read(ref stored);

    /// <summary>Whether it has been started and has not ended.</summary>
    public bool IsRunning => !running.IsCompleted;

    /// <summary>Begins to deliver; ends by itself when the warehouse is served here no more. Not while it runs.</summary>
    public void Start(WebhookEndpoint of)
    {
        endpoint = of;
        doubt = host.Store.IsShared;
        stop?.Dispose();
        stop = CancellationTokenSource.CreateLinkedTokenSource(host.Feed.ServedHere(position.Warehouse));
        CancellationToken token = stop.Token;
        running = Task.Run(() => RunAsync(token), CancellationToken.None);
    }

    /// <summary>Asks it to end, without waiting.</summary>
    public void RequestStop() => stop?.Cancel();

    public async Task StopAsync()
    {
        RequestStop();
        await running.ConfigureAwait(false);
        stop?.Dispose();
        stop = null;
    }

    private void MoveTo(DeliveryPosition to)
    {
        Volatile.Write(ref stored, to);
        Volatile.Write(ref position, to);
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        int troubleSeconds = 1;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (!doubt || await RefreshAsync().ConfigureAwait(false))
                {
                    await FollowAsync(cancellation).ConfigureAwait(false);
                }

                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (CursorBeyondJournalException e)
            {
                await host.SuspendAsync(endpoint, SuspensionReason.CursorBeyondJournal, e.Message, cancellation).ConfigureAwait(false);
                return;
            }
            catch (PositionMovedException)
            {
                Overtaken(endpoint.Id, position.Warehouse);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever the host's journal or the own store throws: nothing is lost, for the cursor has not moved.
                FeedTrouble(endpoint.Id, position.Warehouse, e);
            }

            doubt = true;
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(troubleSeconds), host.Clock, cancellation).ConfigureAwait(false);
                troubleSeconds = Math.Min(troubleSeconds * 2, TroubleSecondsMax);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Goes on where the store stands, if that is not where this courier left it. False when the endpoint was changed or is gone: whoever changed it decides.</summary>
    private async Task<bool> RefreshAsync()
    {
        if (await host.Store.FindAsync(endpoint.Id).ConfigureAwait(false) is not { } found || (host.Store.IsShared && found.Endpoint.Version != endpoint.Version)
            || found.Positions.FirstOrDefault(p => p.Warehouse == position.Warehouse) is not { } there)
        {
            return false;
        }

        if (there.Version != stored.Version)
        {
            MoveTo(there);
        }

        doubt = false;
        return true;
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using IAsyncEnumerator<WebhookDecision> feed =
            host.Feed.FollowAsync(endpoint, position.Warehouse, position.Cursor, ends.Token).GetAsyncEnumerator(ends.Token);
        Task<bool> next = feed.MoveNextAsync().AsTask();
        try
        {
            DeliveryBatch batch = new();
            while (true)
            {
                if (batch.Count > 0 && IsWhole(batch, moreIsThere: next.IsCompletedSuccessfully))
                {
                    if (!await DeliverAsync(batch, cancellation).ConfigureAwait(false))
                    {
                        return;
                    }

                    batch = new();
                }

                if (!await next.ConfigureAwait(false))
                {
                    return;
                }

                WebhookDecision decision = feed.Current;
                if (!decision.Json.IsEmpty)
                {
                    batch.Add(decision);
                }
                else if (batch.Count == 0)
                {
                    await PassAsync(decision.Cursor).ConfigureAwait(false);
                }

                next = feed.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A feed must not be let go of while it is asked for more.
            await ends.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A range that was fixed before is collected to its end; a new one ends where nothing more is there yet, or where it is full.</summary>
    private bool IsWhole(DeliveryBatch batch, bool moreIsThere)
    {
        if (position.PendingTo > position.Cursor)
        {
            return batch.Cursor >= position.PendingTo;
        }

        return !moreIsThere
            || batch.Cursor <= position.SinglyUpTo
            || batch.Count >= host.Options.DecisionsPerDeliveryMax
            || batch.Bytes >= host.Options.BytesPerDeliveryMax;
    }

    /// <summary>The filter kept everything back: nothing to deliver up to here.</summary>
    private async Task PassAsync(long cursor)
    {
        if (cursor <= position.Cursor || (position.PendingTo > position.Cursor && cursor < position.PendingTo))
        {
            return;
        }

        DeliveryPosition passed = position.AtRest(cursor) with { SetAsideInRow = position.SetAsideInRow };
        if (cursor - stored.Cursor >= UnsavedMax)
        {
            await SaveAsync(passed).ConfigureAwait(false);
        }
        else
        {
            Volatile.Write(ref position, passed);
        }
    }

    private async Task SaveAsync(DeliveryPosition to)
    {
        if (!await host.Store.PutAsync(to).ConfigureAwait(false))
        {
            throw new PositionMovedException();
        }

        MoveTo(to.Stored());
    }

    /// <summary>Somebody else has stored the position since.</summary>
    private sealed class PositionMovedException : Exception;
}
