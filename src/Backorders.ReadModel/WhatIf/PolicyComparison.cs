using System.Buffers;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.ReadModel.WhatIf;

/// <summary>
/// Plays a window of a warehouse's history under another policy and sets it beside what was recorded, and beside the same window played under the policy that
/// was in force: the model's own baseline, so that both played columns carry the same error.
/// </summary>
/// <remarks>
/// <para>Use: <see cref="Learn"/> with every turn of the window, in order; then <see cref="PlayAsync"/> with the same turns again, page by page; then
/// <see cref="Finish"/>. The window is read twice because a task's end lies after its beginning. Pure: no clock, no I/O, no randomness; the same window
/// and policies give the same result.</para>
/// <para>Memory: two warehouses with what is open in them, and some hundred bytes for each task of the window.</para>
/// </remarks>
public sealed class PolicyComparison
{
    private readonly WarehouseId id;
    private readonly ReadOnlyMemory<byte> start;
    private readonly Instant from;
    private readonly OwnerId? only;
    private readonly SetPolicy proposed;
    private readonly WorkRecord record;
    private readonly Scorecard recorded;
    private readonly List<SimulatedWarehouse> played = [];
    private long turns;

    /// <param name="start">The state before the window's first turn; not changed, and not used after this call.</param>
    /// <param name="from">When the window begins; no earlier than the last turn in <paramref name="start"/>.</param>
    /// <param name="proposed">What shall decide all through the window; its version is given by the warehouse.</param>
    /// <param name="only">Whose orders and goods are counted; null for all owners'. What is played is always the whole building.</param>
    public PolicyComparison(Warehouse start, Instant from, SetPolicy proposed, OwnerId? only)
    {
        ArrayBufferWriter<byte> bytes = new();
        start.Save(bytes);
        (id, this.start, this.from, this.proposed, this.only) = (start.Id, bytes.WrittenMemory, from, proposed, only);
        record = new WorkRecord(start.ListOpenTasks());
        recorded = new Scorecard(only);
        foreach (Domain.Views.OrderView order in start.ListOpenOrders())
        {
            recorded.Begin(order);
        }
    }

    /// <summary>Whether a policy could be set when the window begins; else the refusal, which names everything that is wrong with it.</summary>
    /// <param name="policy">The proposed policy.</param>
    /// <param name="start">The state before the window; not changed.</param>
    /// <param name="from">When the window begins.</param>
    public static Refused? Check(SetPolicy policy, Warehouse start, Instant from)
    {
        ArrayBufferWriter<byte> bytes = new();
        start.Save(bytes);
        Warehouse copy = Warehouse.Load(start.Id, bytes.WrittenSpan);
        if (!copy.IsOpen)
        {
            copy.Execute(new OpenWarehouse("UTC", [new DoorId("D")], [new LaneId("L")]), from);
        }

        return copy.Execute(policy, from).Refused;
    }

    /// <summary>Takes a turn of the window, to learn how the stations worked.</summary>
    public void Learn(in HistoryTurn turn)
    {
        record.Learn(turn);
        turns++;
    }

    /// <summary>Plays the next turns of the window in all columns at the same time.</summary>
    /// <param name="page">The turns, in order, after those of the call before.</param>
    public async Task PlayAsync(IReadOnlyList<HistoryTurn> page)
    {
        if (played.Count == 0)
        {
            Begin();
        }

        Task[] columns = [.. played.Select(w => Task.Run(() => Play(w, page)))];
        foreach (HistoryTurn turn in page)
        {
            recorded.Take(turn.Events, turn.At);
        }

        await Task.WhenAll(columns);
    }

    /// <summary>The window ends.</summary>
    /// <param name="to">When; no earlier than its last turn.</param>
    public ComparisonResult Finish(Instant to)
    {
        if (played.Count == 0)
        {
            Begin();
        }

        return new ComparisonResult(from, to, turns, recorded.Close(to), played[0].Finish(to), played[1].Finish(to));
    }

    private void Begin()
    {
        record.Close();
        played.Add(Column(null));
        played.Add(Column(proposed));
    }

    private SimulatedWarehouse Column(SetPolicy? policy) => new(Warehouse.Load(id, start.Span), record, policy, new Scorecard(only), from);

    private static void Play(SimulatedWarehouse warehouse, IReadOnlyList<HistoryTurn> page)
    {
        foreach (HistoryTurn turn in page)
        {
            warehouse.Play(turn);
        }
    }
}
