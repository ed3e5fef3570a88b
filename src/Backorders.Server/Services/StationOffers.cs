using System.Threading.Channels;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Stations;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>Offers to a station that reports by single calls, as pages do: the half of <see cref="StationWork"/> that speaks. It sits on the same seat.</summary>
internal sealed class StationOffers(CommandGate gate, Caller caller, int pendingMax, StationWork.Supply supply, TimeProvider waiting, CancellationToken cancellation)
{
    /// <summary>A page that has heard nothing for three times as long opens another stream.</summary>
    public static readonly TimeSpan SignEvery = TimeSpan.FromSeconds(10);

    private readonly Channel<Task<V1.WorkResponse>> outgoing = Channel.CreateBounded<Task<V1.WorkResponse>>(
        new BoundedChannelOptions(pendingMax) { SingleReader = true, SingleWriter = true });

    private Task<Task<V1.WorkResponse>>? reading;

    /// <summary>Reads who works where, and how many tasks it wants to hold.</summary>
    /// <exception cref="RpcException">Something of it cannot be.</exception>
    public static (WarehouseId Warehouse, StationId Station, int Capacity) Read(CommandGate gate, Caller caller, V1.OfferTasksRequest request)
    {
        Border border = default;
        WarehouseId warehouse = border.Warehouse(request.Warehouse);
        StationId station = border.Station(request.Station);
        border.Within(request.Capacity, 0, StationWork.CapacityMax, "capacity");
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        gate.Warehouse(caller, request.Warehouse);
        return (warehouse, station, request.Capacity);
    }

    /// <summary>Offers until the client ends it, or another stream of the station takes the seat.</summary>
    public async Task RunAsync(V1.OfferTasksRequest request, IServerStreamWriter<V1.OfferTasksResponse> responses)
    {
        (WarehouseId warehouse, StationId station, int capacity) = Read(gate, caller, request);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        SeatedOffers offers = supply(warehouse, station, capacity, outgoing.Writer);
        Task offering = Task.CompletedTask;
        try
        {
            StationWelcome found = await offers.OpenAsync(cancellation).ConfigureAwait(false);
            await WriteAsync(responses, new V1.OfferTasksResponse { LeaseSeconds = found.LeaseSeconds, Again = true, Offers = { found.Held.Select(StationAnswers.Again) } }).ConfigureAwait(false);
            offering = offers.RunAsync(ending.Token);
            while (true)
            {
                V1.OfferTasksResponse next = new();
                if (await NextAsync().ConfigureAwait(false) is { Offer: { } offer })
                {
                    next.Again = offer.Again;
                    next.Offers.AddRange(offer.Offers);
                }

                await WriteAsync(responses, next).ConfigureAwait(false);
            }
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await offering.ConfigureAwait(false);
            offers.Leave();
        }
    }

    /// <summary>The next offer; null when it is time for a sign of life.</summary>
    private async Task<V1.WorkResponse?> NextAsync()
    {
        // A read that a sign of life overtook goes on: what it brings is the next offer.
        reading ??= outgoing.Reader.ReadAsync(cancellation).AsTask();
        try
        {
            Task<V1.WorkResponse> next = await reading.WaitAsync(SignEvery, waiting, cancellation).ConfigureAwait(false);
            reading = null;
            return await next.ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private Task WriteAsync(IServerStreamWriter<V1.OfferTasksResponse> responses, V1.OfferTasksResponse message)
    {
        message.SentAt = gate.Now.ToTimestamp();
        return responses.WriteAsync(message, cancellation);
    }
}
