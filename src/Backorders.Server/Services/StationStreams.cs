using Backorders.Domain;
using Backorders.Grpc.Errors;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// The streams of stations that this node serves: one for each station and key at a time. A station that connects again may have left a stream behind whose
/// connection died in silence; as long as that one is served, a task may be leased to it that nobody hears of, and the station's heartbeats keep the lease alive.
/// So a new stream ends the older one, and begins when that leases nothing any more.
/// </summary>
internal sealed class StationStreams
{
    private readonly Lock gate = new();
    private readonly Dictionary<Key, Place> places = [];

    /// <summary>Takes a station's place from the stream that has it, and waits until that one leases nothing any more.</summary>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async Task<Place> TakeAsync(Caller caller, WarehouseId warehouse, StationId station, CancellationToken cancellation)
    {
        Key key = new(caller.Id, caller.Owner, warehouse, station);
        Place? older;
        Place place;
        lock (gate)
        {
            older = places.GetValueOrDefault(key);
            places[key] = place = new Place(this, key, older?.Idle ?? Task.CompletedTask);
        }

        if (older is not null)
        {
            await older.LoseAsync().ConfigureAwait(false);
            try
            {
                await older.Idle.WaitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                place.Leave();
                throw;
            }
        }

        return place;
    }

    /// <summary>What the client of a stream that has lost its place is told.</summary>
    public static RpcException Refuse(WarehouseId warehouse, StationId station) => RichStatus.Create(
        StatusCode.Aborted, $"Station {station} has opened another stream with the same key, and works over one at a time.", "STATION_TAKEN_OVER",
        RefusalStatus.ErrorDomain, [KeyValuePair.Create("warehouse", warehouse.Value), KeyValuePair.Create("station", station.Value)]);

    private void Remove(Place place)
    {
        lock (gate)
        {
            if (places.GetValueOrDefault(place.Of) == place)
            {
                places.Remove(place.Of);
            }
        }
    }

    /// <summary>Whose stream it is: keys, and owners that one key acts for, have tasks of their own.</summary>
    internal readonly record struct Key(string CallerId, OwnerId? Owner, WarehouseId Warehouse, StationId Station);

    /// <summary>One stream's place.</summary>
    internal sealed class Place
    {
        private readonly StationStreams streams;
        private readonly CancellationTokenSource lost = new();
        private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Place(StationStreams streams, Key of, Task olderIsIdle)
        {
            (this.streams, Of) = (streams, of);

            // One that gives up while it waits for the older one must not let a newer one begin before that.
            Idle = Task.WhenAll(olderIsIdle, left.Task);
        }

        public Key Of { get; }

        /// <summary>Ends when neither this stream nor one before it leases anything any more.</summary>
        public Task Idle { get; }

        /// <summary>Fires when a newer stream of the same station has come.</summary>
        public CancellationToken Lost => lost.Token;

        public Task LoseAsync() => lost.CancelAsync();

        /// <summary>This stream leases nothing any more. May be called more than once.</summary>
        public void Leave()
        {
            streams.Remove(this);
            left.TrySetResult();
        }
    }
}
