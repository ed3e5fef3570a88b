using Backorders.Domain;
using Backorders.Journal;
using Microsoft.Extensions.Logging;

namespace Backorders.Engine;

/// <summary>Stub.</summary>
public sealed class BackordersEngine : IAsyncDisposable
{
    /// <summary>Builds an engine; nothing runs before <see cref="StartAsync"/>.</summary>
    /// <param name="options">How it runs; read once.</param>
    /// <param name="journal">Where turns are made durable. The caller disposes of it, after the engine.</param>
    /// <param name="time">The only clock.</param>
    /// <param name="loggers">Where its logs go.</param>
    /// <param name="instruments">Where it counts; null to count nowhere.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names every mistake.</exception>
    public BackordersEngine(EngineOptions options, IJournal journal, TimeProvider time, ILoggerFactory loggers, EngineInstruments? instruments = null) =>
        throw new NotImplementedException();

    /// <summary>Where the engine stands.</summary>
    public EngineState State => throw new NotImplementedException();

    /// <summary>Why the engine is not ready, for a person; null when all is well.</summary>
    public string? Trouble => throw new NotImplementedException();

    /// <summary>The warehouses that the host opened.</summary>
    public IReadOnlyList<WarehouseId> Warehouses => throw new NotImplementedException();

    /// <summary>Takes every shard, reads its journal and opens the host's warehouses. Returns when all of them take commands.</summary>
    public Task StartAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Takes no new command, finishes those that were taken, writes snapshots and stops.</summary>
    public Task StopAsync(CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>Puts a command into its warehouse's queue.</summary>
    public Task<CommandOutcome> SubmitAsync(CommandRequest request) => throw new NotImplementedException();

    /// <summary>Asks a warehouse something, in order with its commands.</summary>
    public Task<QueryOutcome<T>> QueryAsync<T>(WarehouseId warehouse, Func<Warehouse, Instant, T> question) => throw new NotImplementedException();

    /// <summary>Follows a warehouse's turns, in order, without a gap.</summary>
    public IAsyncEnumerable<FeedItem> FollowAsync(WarehouseId warehouse, long afterSeq, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>How often work has become available; to be read before a pull, and given to <see cref="WaitForWorkAsync"/> after an empty one.</summary>
    public long WorkVersion(WarehouseId warehouse) => throw new NotImplementedException();

    /// <summary>Waits until work has become available since <paramref name="seenVersion"/> was read.</summary>
    public Task<long> WaitForWorkAsync(WarehouseId warehouse, long seenVersion, CancellationToken cancellation) => throw new NotImplementedException();

    /// <summary>The last durable turn of the shard that holds the warehouse.</summary>
    public long HighWater(WarehouseId warehouse) => throw new NotImplementedException();

    /// <summary>SHA-256 over the warehouse's saved state, and the turn it was taken at.</summary>
    public Task<QueryOutcome<string>> GetStateHashAsync(WarehouseId warehouse) => throw new NotImplementedException();

    /// <summary>Stops at once, as a crash would: what was not durable is lost, and whoever waits is told that the store is unavailable.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
