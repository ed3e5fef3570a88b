using Akka.Actor;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Ids;
using Microsoft.Extensions.Logging;

namespace Backorders.Actors.Warehouses;

/// <summary>
/// Builds a warehouse's state beside its actors, before the persistent one starts: rows are read and decoded on one core and folded on another, no timeout of Akka's is
/// over it, and what is left for the actor's own recovery is what came meanwhile. Used by the gateway alone; the work is done on the pool.
/// </summary>
internal sealed partial class StateLoader(WarehouseId warehouse, WarehouseParts parts) : IDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly ILogger log = parts.Loggers.CreateLogger<StateLoader>();

    /// <summary>Whether a state is being built.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Begins to build the state at the journal's end.</summary>
    /// <param name="gateway">Hears the end by <see cref="Done"/>.</param>
    public void Begin(IActorRef gateway)
    {
        IsUnderWay = true;
        Task.Run(LoadAsync).PipeTo(gateway);
    }

    /// <summary>The one that was under way has ended.</summary>
    public void NoteDone() => IsUnderWay = false;

    /// <summary>Gives up what is under way.</summary>
    public void Dispose() => ending.Cancel();

    private async Task<Done> LoadAsync()
    {
        try
        {
            using IDisposable turn = await parts.Kept.EnterLoadAsync(ending.Token).ConfigureAwait(false);
            StateReader reader = new(parts.Store.Rows, warehouse, passedOver: (row, e) => SnapshotPassedOver(warehouse.Value, row, e));
            return new(await reader.LoadLatestAsync(ending.Token).ConfigureAwait(false), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new(null, e);
        }
    }

    /// <summary>A state was built, or could not be.</summary>
    /// <param name="State">The state; null when it could not be built.</param>
    /// <param name="Failure">Why not.</param>
    internal sealed record Done(FoldedState? State, Exception? Failure)
    {
        /// <summary>Whether the journal itself is wrong, so that no other try does better.</summary>
        public bool IsDamaged => Failure is JournalCorruptException or JournalVersionException or FormatException;
    }
}
