using System.Diagnostics.Metrics;
using Backorders.Domain;
using Backorders.Domain.Questions;
using Backorders.Engine.Cluster;
using Backorders.Journal;
using Microsoft.Extensions.Logging;

namespace Backorders.Engine;

/// <summary>
/// The engine's door: what a host submits, asks and follows. Every answer that leaves it rests on durable turns only.
/// </summary>
/// <remarks>All members may be called from any thread. Nothing here blocks.</remarks>
public sealed partial class BackordersEngine : IAsyncDisposable
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
        Warehouses = [.. options.Warehouses.Select(w => w.Id)];
        clock = seat?.Waiting ?? time;
        router = new(options.Warehouses, withEmpty: seat is { Store.IsShared: true });
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

    /// <summary>Where the engine stands: as far as its slowest shard here, and stopped as soon as one shard can never be served.</summary>
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

    /// <summary>Why the engine is not ready, for a person; null when all is well.</summary>
    public string? Trouble => ownership.Trouble ?? router.Loops.Select(l => l.Trouble).FirstOrDefault(t => t is not null);

    /// <summary>The warehouses that the host opened.</summary>
    public IReadOnlyList<WarehouseId> Warehouses { get; }

    /// <summary>Invariants found broken since the start, when <see cref="EngineOptions.CheckInvariantsEvery"/> asks for checks; must read 0.</summary>
    public long InvariantFaults => router.Loops.Sum(l => l.InvariantFaults);

    /// <summary>Takes every shard, reads its journal and opens the host's warehouses. Returns when all of them take commands.</summary>
    /// <param name="cancellation">Gives up: the engine is then stopped.</param>
    /// <exception cref="JournalException">A shard's journal cannot be used; the message says why.</exception>
    /// <exception cref="InvalidOperationException">A warehouse's description was refused.</exception>
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

    /// <summary>Takes no new command, finishes those that were taken, writes snapshots and stops.</summary>
    /// <param name="cancellation">Finishes no longer but stops at once, as <see cref="DisposeAsync"/> does.</param>
    public async Task StopAsync(CancellationToken cancellation)
    {
        stopping = true;
        await ownership.StopAsync(cancellation);
    }

    /// <summary>
    /// Puts a command into its warehouse's queue. That happens within this call: a caller that submits one after the other without awaiting keeps its
    /// order. The task ends when the outcome is durable; it does not fail, for everything that can go wrong is a refusal.
    /// </summary>
    /// <param name="request">The command.</param>
    /// <returns>What became of it.</returns>
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

    /// <summary>
    /// Asks a warehouse something, in order with its commands; the answer is handed out when everything it saw is durable. It is read off between two turns,
    /// on the warehouse's own loop; <see cref="Question{TAnswer}"/> says what a question may do there.
    /// </summary>
    /// <typeparam name="T">What is asked for.</typeparam>
    /// <param name="warehouse">Which.</param>
    /// <param name="question">The question.</param>
    /// <returns>The answer, or a refusal. The task fails only with what <paramref name="question"/> throws.</returns>
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

    /// <summary>
    /// Follows a warehouse's turns, in order and without a gap: first those in the journal, then each as it becomes durable. A slow follower is never
    /// waited for; it reads the journal until it has caught up. Ends when the engine stops, or when the warehouse is served here no more.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="afterSeq">The last turn that is known already; 0 for all of them.</param>
    /// <param name="cancellation">Ends the following.</param>
    /// <returns>
    /// Turns, and heartbeats that say how far the follower has got: the first when it has caught up for the first time, then one every
    /// <see cref="EngineOptions.HeartbeatEvery"/>, whether there are turns or not, so that a follower who is interested in few of them still moves on.
    /// </returns>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The journal does not reach that far: thrown when the first item is asked for.</exception>
    public IAsyncEnumerable<FeedItem> FollowAsync(WarehouseId warehouse, long afterSeq, CancellationToken cancellation)
    {
        ShardSlot slot = router.Find(warehouse);
        return slot.Loop is { } loop
            ? new TurnFollower(journal, loop.Shard, loop.Feed, options, time, warehouse).FollowAsync(afterSeq, cancellation)
            : AsyncEnumerable.Empty<FeedItem>();
    }

    /// <summary>Reads what a warehouse went through, beside its loop and without any word to it.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public HistoryReader ReadHistory(WarehouseId warehouse) => new(journal, router.Find(warehouse).Shard, warehouse, options.ReadPageRows);

    /// <summary>How often tasks have become ready; to be read before a pull, and given to <see cref="WaitForWorkAsync"/> after an empty one.</summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="owner">Whose tasks; null for anybody's.</param>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public long WorkVersion(WarehouseId warehouse, OwnerId? owner) => router.Find(warehouse).Work[warehouse].VersionOf(owner);

    /// <summary>
    /// Waits until tasks have become ready since <paramref name="seenVersion"/> was read; at once when they have already. Also ends when the warehouse comes to
    /// this node or leaves it. A task may be gone again when it ends: it is a reason to look, not a promise.
    /// </summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="owner">Whose tasks; null for anybody's.</param>
    /// <param name="seenVersion">What <see cref="WorkVersion"/> said before the pull that came back empty.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The version to wait with the next time.</returns>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public Task<long> WaitForWorkAsync(WarehouseId warehouse, OwnerId? owner, long seenVersion, CancellationToken cancellation) =>
        router.Find(warehouse).Work[warehouse].WaitAsync(owner, seenVersion, cancellation);

    /// <summary>The last durable turn of the shard that holds the warehouse; 0 when it is not served here.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public long HighWater(WarehouseId warehouse) => router.Find(warehouse).Loop?.Feed.Durable ?? 0;

    /// <summary>Stops at once, as a crash would: what was not durable is lost, and whoever waits is told that the store is unavailable.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping = true;
        await ownership.StopAsync(new CancellationToken(true));
    }
}
