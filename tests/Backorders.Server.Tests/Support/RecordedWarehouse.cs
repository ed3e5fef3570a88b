using System.Runtime.CompilerServices;
using Backorders.Actors.Port;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Tests;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Rows;

namespace Backorders.Server.Tests;

/// <summary>
/// A warehouse that has had a random history: its turns as the journal holds them, and itself as it stands at their end. Whoever follows it from a cursor hears the rest
/// of the turns; whoever asks it hears what it knows today. It is also its own read model, which knows the SKU of every line that there ever was.
/// </summary>
internal sealed class RecordedWarehouse : IWarehouses, IReadModelQueries
{
    private readonly Scenario scenario = new(checkReplica: false);
    private readonly List<CommittedTurn> turns = [];
    private readonly Dictionary<LineKey, Sku> lines = [];

    /// <param name="seed">Draws the commands.</param>
    /// <param name="commands">How many.</param>
    /// <param name="at">Called with each cursor, and the warehouse as it stands there.</param>
    public RecordedWarehouse(int seed, int commands, Action<long, Warehouse>? at = null)
    {
        RandomCommands random = new(seed, scenario);
        for (int i = 0; i < commands; i++)
        {
            Command next = random.Next();
            while (scenario.Warehouse.NextDue <= scenario.Now)
            {
                Record(scenario.Do(new AdvanceTime()));
            }

            Record(scenario.Try(next).Events);
            at?.Invoke(turns.Count, scenario.Warehouse);
        }
    }

    public IReadOnlyList<CommittedTurn> Turns => turns;

    /// <summary>The state at the end.</summary>
    public Warehouse Now => scenario.Warehouse;

    public IReadOnlyList<WarehouseId> Ids => [Now.Id];

    /// <summary>Makes the journal one of a former version: without what events did not say then.</summary>
    public void Rewrite(Func<Event, Event> change)
    {
        for (int i = 0; i < turns.Count; i++)
        {
            turns[i] = turns[i] with { Events = [.. turns[i].Events.Select(change)] };
        }
    }

    public Task<QueryOutcome<T>> AskAsync<T>(WarehouseId warehouse, Question<T> question) =>
        Task.FromResult(new QueryOutcome<T>(null, question.Answer(Now, scenario.Now), scenario.Now, turns.Count));

    public async IAsyncEnumerable<FeedItem> FollowAsync(WarehouseId warehouse, long afterSeq, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        foreach (CommittedTurn turn in turns.Skip((int)afterSeq))
        {
            yield return new FeedItem(turn, turn.Seq);
        }
    }

    public long HighWater(WarehouseId warehouse) => turns.Count;

    public ValueTask<LineRow?> FindLineAsync(WarehouseId warehouse, LineKey line, CancellationToken cancellation) =>
        ValueTask.FromResult(lines.TryGetValue(line, out Sku sku) ? new LineRow { Key = line, Sku = sku, Ordered = 0, EnqueuedAt = default } : null);

    public Task<CommandOutcome> SubmitAsync(CommandRequest request) => throw new NotSupportedException();

    public IWarehouseHistory ReadHistory(WarehouseId warehouse) => throw new NotSupportedException();

    public Task<long> ReadHighWaterAsync(WarehouseId warehouse, CancellationToken cancellation) => throw new NotSupportedException();

    public long WorkVersion(WarehouseId warehouse, OwnerId? owner) => throw new NotSupportedException();

    public Task<long> WaitForWorkAsync(WarehouseId warehouse, OwnerId? owner, long seenVersion, CancellationToken cancellation) => throw new NotSupportedException();

    ValueTask<IReadOnlyList<(Instant Quarter, Counts Counts)>> IReadModelQueries.ListCountsAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation) =>
        throw new NotSupportedException();

    ValueTask<IReadOnlyList<TaskTimes>> IReadModelQueries.ListTaskTimesAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation) =>
        throw new NotSupportedException();

    ValueTask<IReadOnlyList<LineWait>> IReadModelQueries.ListWaitsAsync(WarehouseId warehouse, OwnerId? owner, Instant from, Instant to, CancellationToken cancellation) =>
        throw new NotSupportedException();

    ValueTask<IReadOnlyList<QueueDepth>> IReadModelQueries.ListQueuesAsync(WarehouseId warehouse, OwnerId? owner, int max, CancellationToken cancellation) => throw new NotSupportedException();

    ValueTask<IReadOnlyList<DiscrepancyRow>> IReadModelQueries.ListDiscrepanciesAsync(WarehouseId warehouse, DiscrepancyFilter filter, CancellationToken cancellation) =>
        throw new NotSupportedException();

    ValueTask<IReadOnlyList<DemandSample>> IReadModelQueries.ListDemandAsync(WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation) =>
        throw new NotSupportedException();

    ValueTask<IReadOnlyList<LeadTimeSample>> IReadModelQueries.ListLeadTimesAsync(WarehouseId warehouse, OwnerId owner, Sku? sku, Instant from, Instant to, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private void Record(IReadOnlyList<Event> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        turns.Add(new CommittedTurn(Now.Id, turns.Count + 1, scenario.Now, default, "test", events));
        foreach (Event change in events)
        {
            foreach ((LineKey line, Sku sku) in change switch
            {
                OrderAccepted e => e.Lines.Select(l => (new LineKey(e.Order, l.LineNo), l.Sku)),
                LineAdded e => [(new LineKey(e.Order, e.Line.LineNo), e.Line.Sku)],
                LineSubstituted e => [(new LineKey(e.Line.Order, e.By.LineNo), e.By.Sku)],
                _ => [],
            })
            {
                lines[line] = sku;
            }
        }
    }
}
