using System.Diagnostics.Metrics;
using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Engine.Cluster;
using Backorders.Journal;
using Microsoft.Extensions.Logging;

namespace Backorders.Engine;

/// <summary>
/// The engine's door: warehouses on shard loops in this process, with a journal beneath them.
/// </summary>
public sealed partial class BackordersEngine : IWarehouseHost
{
    private readonly EngineOptions options;
    private readonly IJournal journal;
    private readonly TimeProvider time;
    private readonly ShardRouter router;
    private readonly IOwnership ownership;
    private readonly TimeProvider clock;
    private bool stopping;

    /// <summary>Builds an engine; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it runs; not to be changed afterwards.</param>
    /// <param name="journal">Where turns are made durable. The caller disposes of it, after the engine.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="loggers">Where its logs go.</param>
    /// <param name="instruments">Where it counts; null to count nowhere.</param>
    /// <param name="seat">This node's place among those that share the store; null when it shares it with nobody.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every mistake.</exception>
    public BackordersEngine(EngineOptions options, IJournal journal, TimeProvider time, ILoggerFactory loggers, EngineInstruments? instruments = null, ClusterSeat? seat = null)
    {
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new ArgumentException("The engine's options cannot be used. " + string.Join(" ", wrong), nameof(options));
        }

        (this.options, this.journal, this.time) = (options, journal, time);
        ILogger log = loggers.CreateLogger<BackordersEngine>();
        Ids = [.. options.Warehouses.Select(w => w.Id)];
        clock = seat?.Waiting ?? time;
        router = new(options.Warehouses, withEmpty: seat is { Store.IsShared: true });
        IsShared = seat is { Store.IsShared: true };
        if (seat is { Store.IsShared: true })
        {
            NodeLease lease = new(seat.Timing.OwnDeadline, seat.Waiting);
            ownership = new ClusterAgent(
                seat, router.Slots, new LoopStarter(options, journal, time, log, instruments, lease), lease, loggers.CreateLogger<ClusterAgent>(), instruments);
        }
        else
        {
            ownership = new SoleOwnership(router.Slots, new LoopStarter(options, journal, time, log, instruments, null), seat?.Store);
        }

        instruments?.ObserveMailboxDepth(() => router.Loops.Select(
            loop => new Measurement<int>(loop.MailboxCount, new KeyValuePair<string, object?>("shard", loop.Shard))));
    }

    /// <inheritdoc/>
    public EngineState State
    {
        get
        {
            EngineState[] loops = [.. router.Loops.Select(l => l.State)];
            if (stopping)
            {
                return loops.All(l => l == EngineState.Stopped) ? EngineState.Stopped : EngineState.Stopping;
            }

            // Among other nodes a loop may end because its shard went elsewhere; alone, one that has ended never comes back.
            bool isAlone = ownership is SoleOwnership;
            return ownership.State == EngineState.Stopped || (isAlone && loops.Contains(EngineState.Stopped))
                ? EngineState.Stopped
                : loops.Append(ownership.State).Min();
        }
    }

    /// <inheritdoc/>
    public string? Trouble => ownership.Trouble ?? router.Loops.Select(l => l.Trouble).FirstOrDefault(t => t is not null);

    /// <inheritdoc/>
    public IReadOnlyList<WarehouseId> Ids { get; }

    /// <inheritdoc/>
    public long InvariantFaults => router.Loops.Sum(l => l.InvariantFaults);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellation)
    {
        try
        {
            await ownership.StartAsync(cancellation);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellation)
    {
        stopping = true;
        await ownership.StopAsync(cancellation);
    }

    /// <inheritdoc/>
    public Task<CommandOutcome> SubmitAsync(CommandRequest request)
    {
        if (FindLoop(request.Warehouse, out Refused elsewhere) is not { } loop)
        {
            return Task.FromResult(CommandOutcome.Refuse(elsewhere));
        }

        CommandItem item = new(request);
        loop.Take(item);
        return item.Task;
    }

    /// <inheritdoc/>
    public Task<QueryOutcome<T>> AskAsync<T>(WarehouseId warehouse, Question<T> question)
    {
        if (FindLoop(warehouse, out Refused elsewhere) is not { } loop)
        {
            return Task.FromResult(new QueryOutcome<T>(elsewhere, default, default, 0));
        }

        QueryItem<T> item = new(warehouse, question);
        loop.Take(item);
        return item.Task;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<FeedItem> FollowAsync(WarehouseId warehouse, long afterSeq, CancellationToken cancellation)
    {
        ShardSlot slot = router.Find(warehouse);
        return slot.Loop is { } loop
            ? new TurnFollower((after, max, cancel) => ReadAsync(loop.Shard, after, max, cancel), loop.Feed, options, time, warehouse).FollowAsync(afterSeq, cancellation)
            : AsyncEnumerable.Empty<FeedItem>();
    }

    private async Task<IReadOnlyList<StoredTurn>> ReadAsync(int shard, long afterSeq, int turnsMax, CancellationToken cancellation) =>
    [
        .. (await journal.ReadAsync(shard, afterSeq, turnsMax, cancellation))
            .Select(row => new StoredTurn(row.Seq, TurnCodec.Decode(row.Body.Span), row.Hash, row.Body.Length)),
    ];

    /// <inheritdoc/>
    public IWarehouseHistory ReadHistory(WarehouseId warehouse) =>
        new HistoryReader(journal, router.Find(warehouse).Shard, warehouse, options.ReadPageRows);

    /// <inheritdoc/>
    public long WorkVersion(WarehouseId warehouse, OwnerId? owner) => router.Find(warehouse).Work[warehouse].VersionOf(owner);

    /// <inheritdoc/>
    public Task<long> WaitForWorkAsync(WarehouseId warehouse, OwnerId? owner, long seenVersion, CancellationToken cancellation) =>
        router.Find(warehouse).Work[warehouse].WaitAsync(owner, seenVersion, cancellation);

    /// <inheritdoc/>
    public long HighWater(WarehouseId warehouse) => router.Find(warehouse).Loop?.Feed.Durable ?? 0;

    /// <inheritdoc/>
    public async Task<long> ReadHighWaterAsync(WarehouseId warehouse, CancellationToken cancellation) =>
        (await journal.ReadHeadAsync(router.Find(warehouse).Shard, cancellation)).LastSeq;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        stopping = true;
        await ownership.StopAsync(new CancellationToken(true));
    }
}
