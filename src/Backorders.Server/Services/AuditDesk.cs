using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Audit;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Operations;
using Backorders.Server.Refusals;
using Backorders.Server.Security;

namespace Backorders.Server.Services;

/// <summary>
/// Tells who did what: turns, read off the journals when they are asked for, and the audit's own rows between them. A warehouse's turns are read backwards from where the page begins; a
/// call reads a bounded part of them, so that a question about one key in a year of scans comes in several calls and holds up nobody.
/// </summary>
internal sealed class AuditDesk(CommandGate gate, IWarehouseRoutes routes, AuditTrail trail) : IDisposable
{
    /// <summary>Turns that one call reads, in all warehouses together: two seconds of a processor.</summary>
    private const long TurnsMax = 200_000;

    /// <summary>Turns that are read at once, backwards.</summary>
    private const long ChunkTurns = 5_000;

    private readonly SemaphoreSlim places = new(2);

    /// <summary>One page.</summary>
    public async Task<V1.ListAuditResponse> ListAsync(V1.ListAuditRequest request, Caller caller, CancellationToken cancellation)
    {
        IReadOnlyCollection<WarehouseId> warehouses;
        if (request.Warehouse.Length > 0)
        {
            warehouses = [gate.Warehouse(caller, request.Warehouse)];
        }
        else
        {
            ClusterDesk.RequireEverywhere(caller);
            warehouses = [.. gate.Warehouses.Ids];
        }

        Border border = default;
        AuditQuery query = AuditMessages.Query(ref border, request);
        int size = AuditMessages.Size(ref border, request);
        ReportDesk.Check(border);
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => ReadAsync(query, warehouses, size, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or AuditStoreException)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.StoreUnavailable, e.Message));
        }
        finally
        {
            places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    private async Task<V1.ListAuditResponse> ReadAsync(AuditQuery query, IReadOnlyCollection<WarehouseId> warehouses, int size, CancellationToken cancellation)
    {
        List<(AuditPlace Place, V1.AuditRecord Record)> found = [];

        // What lies before this place was not looked at everywhere.
        AuditPlace? floor = null;
        IReadOnlyList<AuditRecord> rows = await trail.ListAsync(query, size + 1, cancellation).ConfigureAwait(false);
        found.AddRange(rows.Select(r => (AuditPlace.OfRow(r), AuditForms.Row(r))));
        if (rows.Count > size)
        {
            floor = found[^1].Place;
        }

        if (query.Outcome is null or AuditOutcome.Done)
        {
            foreach (WarehouseId warehouse in warehouses)
            {
                AuditPlace? reached = await ReadTurnsAsync(query, warehouse, size + 1, TurnsMax / warehouses.Count, found, cancellation).ConfigureAwait(false);
                floor = reached is { } place && (floor is null || place.CompareTo(floor.Value) > 0) ? place : floor;
            }
        }

        found.Sort((a, b) => b.Place.CompareTo(a.Place));
        (AuditPlace Place, V1.AuditRecord Record)[] known = [.. found.Where(f => floor is null || f.Place.CompareTo(floor.Value) >= 0)];
        AuditPlace? next = known.Length > size ? known[size - 1].Place : floor;
        return new V1.ListAuditResponse
        {
            Records = { known.Take(size).Select(k => k.Record) }, NextPageToken = next is { } more ? AuditMessages.Token(more) : string.Empty, LookedBackTo = next?.At.ToTimestamp(),
        };
    }

    /// <summary>Reads a warehouse's turns backwards until there are enough, or as many were read as one call may.</summary>
    /// <returns>The place of the oldest turn that was read; null when all that are asked for were.</returns>
    private async Task<AuditPlace?> ReadTurnsAsync(
        AuditQuery query, WarehouseId warehouse, int want, long budget, List<(AuditPlace, V1.AuditRecord)> found, CancellationToken cancellation)
    {
        IWarehouseHistory history = gate.Warehouses.ReadHistory(warehouse);
        long end = await EndAsync(history, query.Before, warehouse, cancellation).ConfigureAwait(false);
        long start = end == 0 || query.From.UnixMicroseconds == 0 ? 0 : await history.FindBeforeAsync(query.From, end, cancellation).ConfigureAwait(false);
        AuditPlace? reached = null;
        for (int count = 0; end > start && count < want && budget > 0; budget -= ChunkTurns)
        {
            long after = Math.Max(start, end - ChunkTurns);
            List<CommittedTurn> chunk = [];
            await history.ReadAsync(
                after, end,
                (page, _) =>
                {
                    chunk.AddRange(page);
                    return Task.CompletedTask;
                },
                cancellation).ConfigureAwait(false);
            foreach (CommittedTurn turn in chunk.Where(t => AuditForms.IsWanted(query, t)))
            {
                found.Add((AuditPlace.OfTurn(turn.At, warehouse.Value, turn.Seq), AuditForms.Turn(turn)));
                count++;
            }

            reached = AuditPlace.OfTurn(chunk[0].At, warehouse.Value, chunk[0].Seq);
            end = after;
        }

        return end > start ? reached : null;
    }

    /// <summary>The last turn that stands before a place.</summary>
    private async Task<long> EndAsync(IWarehouseHistory history, AuditPlace before, WarehouseId warehouse, CancellationToken cancellation)
    {
        long last = routes.RouteOf(warehouse).Place == RoutePlace.Here
            ? gate.Warehouses.HighWater(warehouse)
            : await gate.Warehouses.ReadHighWaterAsync(warehouse, cancellation).ConfigureAwait(false);
        if (last == 0 || before.At == Instant.Never)
        {
            return last;
        }

        if (before.TurnOf(warehouse.Value) is { } seq)
        {
            return Math.Min(seq - 1, last);
        }

        Instant until = AuditPlace.OfTurn(before.At, warehouse.Value, 0).CompareTo(before) < 0 ? before.At + TimeSpan.FromMicroseconds(1) : before.At;
        return await history.FindBeforeAsync(until, last, cancellation).ConfigureAwait(false);
    }
}
