using System.Diagnostics.Metrics;
using Backorders.Domain;
using Backorders.Domain.Commands;
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
    private bool stopping;

    /// <summary>Builds an engine; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it runs; not to be changed afterwards.</param>
    /// <param name="journal">Where turns are made durable. The caller disposes of it, after the engine.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="loggers">Where its logs go.</param>
    /// <param name="instruments">Where it counts; null to count nowhere.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every mistake.</exception>
    public BackordersEngine(EngineOptions options, IJournal journal, TimeProvider time, ILoggerFactory loggers, EngineInstruments? instruments = null)
    {
        if (options.Check() is { Count: > 0 } wrong)
        {
            throw new ArgumentException("The engine's options cannot be used. " + string.Join(" ", wrong), nameof(options));
        }

        (this.options, this.journal, this.time) = (options, journal, time);
        ILogger log = loggers.CreateLogger<BackordersEngine>();
        Warehouses = [.. options.Warehouses.Select(w => w.Id)];
        router = new(Warehouses, (shard, warehouses) => new ShardLoop(shard, warehouses, options, journal, time, log, instruments));
        instruments?.ObserveMailboxDepth(() => router.Loops.Select(
            loop => new Measurement<int>(loop.MailboxCount, new KeyValuePair<string, object?>("shard", loop.Shard))));
    }

    /// <summary>Where the engine stands: as far as its slowest shard, and stopped as soon as one shard is sealed.</summary>
    public EngineState State
    {
        get
        {
            EngineState least = router.Loops.Min(l => l.State);
            bool ended = stopping ? least == EngineState.Stopped : router.Loops.Exists(l => l.State == EngineState.Stopped);
            return ended ? EngineState.Stopped : stopping ? EngineState.Stopping : least;
        }
    }

    /// <summary>Why the engine is not ready, for a person; null when all is well.</summary>
    public string? Trouble => router.Loops.Select(l => l.Trouble).FirstOrDefault(t => t is not null);

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
            foreach (ShardLoop loop in router.Loops)
            {
                loop.Start();
            }

            foreach (ShardLoop loop in router.Loops)
            {
                await loop.Ready.WaitAsync(cancellation);
            }

            foreach (WarehouseSetup setup in options.Warehouses)
            {
                OpenWarehouse open = new(setup.TimeZone, setup.Doors, setup.Lanes);
                CommandOutcome outcome = await SubmitAsync(new(setup.Id, CommandKey.None, CommandDigest.None, "node", open)).WaitAsync(cancellation);
                if (outcome.Refused is { } refused)
                {
                    throw new InvalidOperationException($"Warehouse '{setup.Id}' cannot be opened: {refused.Message}");
                }
            }
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
        foreach (ShardLoop loop in router.Loops)
        {
            loop.RequestStop();
        }

        using CancellationTokenRegistration hurry = cancellation.Register(() => router.Loops.ForEach(l => l.Abort()));
        await Task.WhenAll(router.Loops.Select(l => l.Completion));
    }

    /// <summary>
    /// Puts a command into its warehouse's queue. That happens within this call: a caller that submits one after the other without awaiting keeps its
    /// order. The task ends when the outcome is durable; it does not fail, for everything that can go wrong is a refusal.
    /// </summary>
    /// <param name="request">The command.</param>
    /// <returns>What became of it.</returns>
    public Task<CommandOutcome> SubmitAsync(CommandRequest request)
    {
        if (!router.TryFind(request.Warehouse, out ShardLoop? loop))
        {
            return Task.FromResult(CommandOutcome.Refuse(ShardRouter.Unknown(request.Warehouse)));
        }

        CommandItem item = new(request);
        loop.Take(item);
        return item.Task;
    }

    /// <summary>
    /// Asks a warehouse something, in order with its commands; the answer is handed out when everything it saw is durable. The question runs on the
    /// warehouse's own loop: it must be short, must not change anything, and must return nothing that belongs to the warehouse.
    /// </summary>
    /// <typeparam name="T">What is asked for.</typeparam>
    /// <param name="warehouse">Which.</param>
    /// <param name="question">Gets the warehouse and the time.</param>
    /// <returns>The answer, or a refusal. The task fails only with what <paramref name="question"/> throws.</returns>
    public Task<QueryOutcome<T>> QueryAsync<T>(WarehouseId warehouse, Func<Warehouse, Instant, T> question)
    {
        if (!router.TryFind(warehouse, out ShardLoop? loop))
        {
            return Task.FromResult(new QueryOutcome<T>(ShardRouter.Unknown(warehouse), default, default, 0));
        }

        QueryItem<T> item = new(warehouse, question);
        loop.Take(item);
        return item.Task;
    }

    /// <summary>
    /// Follows a warehouse's turns, in order and without a gap: first those in the journal, then each as it becomes durable. A slow follower is never
    /// waited for; it reads the journal until it has caught up. Ends when the engine stops.
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
        ShardLoop loop = router.Find(warehouse);
        return new TurnFollower(journal, loop.Shard, loop.Feed, options, time, warehouse).FollowAsync(afterSeq, cancellation);
    }

    /// <summary>Reads what a warehouse went through, beside its loop and without any word to it.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public HistoryReader ReadHistory(WarehouseId warehouse) => new(journal, router.Find(warehouse).Shard, warehouse, options.ReadPageRows);

    /// <summary>How often work has become available; to be read before a pull, and given to <see cref="WaitForWorkAsync"/> after an empty one.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public long WorkVersion(WarehouseId warehouse) => router.Find(warehouse).WorkOf(warehouse).Version;

    /// <summary>Waits until work has become available since <paramref name="seenVersion"/> was read; at once when it has already.</summary>
    /// <param name="warehouse">Which.</param>
    /// <param name="seenVersion">What <see cref="WorkVersion"/> said before the pull that came back empty.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The version to wait with the next time.</returns>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public Task<long> WaitForWorkAsync(WarehouseId warehouse, long seenVersion, CancellationToken cancellation) =>
        router.Find(warehouse).WorkOf(warehouse).WaitAsync(seenVersion, cancellation);

    /// <summary>The last durable turn of the shard that holds the warehouse.</summary>
    /// <exception cref="ArgumentException">The warehouse is not one of this system's.</exception>
    public long HighWater(WarehouseId warehouse) => router.Find(warehouse).Feed.Durable;

    /// <summary>SHA-256 over the warehouse's saved state, in hexadecimal, and the turn it was taken at: what a verifier must find in the journal.</summary>
    public Task<QueryOutcome<string>> GetStateHashAsync(WarehouseId warehouse) => QueryAsync(warehouse, static (w, _) => SnapshotCodec.StateHash(w));

    /// <summary>Stops at once, as a crash would: what was not durable is lost, and whoever waits is told that the store is unavailable.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping = true;
        router.Loops.ForEach(l => l.Abort());
        await Task.WhenAll(router.Loops.Select(l => l.Completion));
    }
}
