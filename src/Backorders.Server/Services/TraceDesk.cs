using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.ReadModel;
using Backorders.ReadModel.Rows;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Events;
using Backorders.Server.ReadModel;
using Backorders.Server.Refusals;
using Backorders.Server.Security;

namespace Backorders.Server.Services;

/// <summary>
/// Reads off the journal what shaped a line: from the turn that accepted it, which is found by its time, to its end. Runs beside the warehouse; a few at once,
/// and each for a bounded part of the journal, so that a desk that asks much holds up nobody but itself.
/// </summary>
internal sealed class TraceDesk(CommandGate gate, ReadModelHost rows) : IDisposable
{
    /// <summary>Turns that one call reads: about a second.</summary>
    private const long TurnsMax = 200_000;

    private readonly SemaphoreSlim places = new(2);

    public async Task<V1.LineTrace> TraceAsync(V1.TraceLineRequest request, Caller caller, CancellationToken cancellation)
    {
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        Border border = default;
        LineKey line = new(new OrderKey(caller.RequireOwner(), border.OrderNo(request.OrderNo)), request.LineNo);

        // Asked of the warehouse: a shard that is gone, or is still being read, has no high water, which is not the same as an empty history.
        QueryOutcome<Instant> known = await gate.AskAsync(caller, request.Warehouse, new TellTime()).ConfigureAwait(false);
        if (request.AfterCursor < 0 || request.AfterCursor > known.Seq)
        {
            border.Note(Refusal.InvalidValue, "after_cursor", "is not one that this warehouse gave");
        }

        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        (Sku sku, Instant accepted, Instant closed) = await FindAsync(caller, request.Warehouse, warehouse, line, cancellation).ConfigureAwait(false);
        await places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => ReadAsync(warehouse, line, sku, accepted, closed, request.AfterCursor, known.Seq, cancellation), cancellation).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    /// <summary>The line in memory, else among the rows, which keep what memory has let go.</summary>
    private async Task<(Sku Sku, Instant Accepted, Instant Closed)> FindAsync(
        Caller caller, string name, WarehouseId warehouse, LineKey line, CancellationToken cancellation)
    {
        QueryOutcome<LineView?> found = await gate.AskAsync(caller, name, new FindLine(line)).ConfigureAwait(false);
        if (found.Value is { } view)
        {
            return (view.Sku, view.EnqueuedAt, Instant.Never);
        }

        await rows.CatchUpAsync(warehouse, cancellation).ConfigureAwait(false);
        LineRow? row = await ReportDesk.ReadAsync(() => rows.Queries.FindLineAsync(warehouse, line, cancellation)).ConfigureAwait(false);
        return row is not null
            ? (row.Sku, row.EnqueuedAt, row.ClosedAt)
            : throw await gate.NotFoundAsync(
                caller, nameof(EventsService.TraceLine), name, Refusal.UnknownLine, $"{line.Order.Owner} has no line {line.LineNo} of an order {line.Order.OrderNo} here.",
                ("order_no", line.Order.OrderNo), ("line_no", line.LineNo)).ConfigureAwait(false);
    }

    private async Task<V1.LineTrace> ReadAsync(
        WarehouseId warehouse, LineKey line, Sku sku, Instant accepted, Instant closed, long after, long last, CancellationToken cancellation)
    {
        IWarehouseHistory history = gate.Warehouses.ReadHistory(warehouse);
        long first = await history.FindBeforeAsync(accepted, last, cancellation).ConfigureAwait(false);
        if (closed != Instant.Never)
        {
            last = await history.FindBeforeAsync(closed + TimeSpan.FromMicroseconds(1), last, cancellation).ConfigureAwait(false);
        }

        LineTracer tracer = new(line, sku, after);
        long end = Math.Min(last, Math.Max(first, after) + TurnsMax);
        long reached = first;
        await history.ReadAsync(
            first, end,
            (page, seq) =>
            {
                foreach (CommittedTurn turn in page)
                {
                    tracer.Take(turn);
                }

                reached = seq;
                return Task.CompletedTask;
            },
            cancellation).ConfigureAwait(false);
        return tracer.Tell(reached, complete: reached >= last);
    }
}
