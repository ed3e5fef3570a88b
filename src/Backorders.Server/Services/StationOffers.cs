using System.Threading.Channels;
using Backorders.Domain.Questions;
using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Server.Mapping;
using Backorders.Server.Security;

namespace Backorders.Server.Services;

/// <summary>
/// Keeps a station supplied: whenever it holds fewer tasks than its capacity and there is work, tasks are leased to it and offered. Looks again after each of
/// the station's messages and when the warehouse says that work has come; asks nothing in between.
/// </summary>
internal sealed class StationOffers(
    CommandGate gate, TaskDesk desk, Caller caller, WarehouseId warehouse, StationId station, int capacity, ChannelWriter<Task<V1.WorkResponse>> outgoing,
    Action leasesNoMore) : IStationSupply
{
    /// <summary>How long to leave a warehouse alone that is busy or not ready.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Holds at most one wish to look again: several are one.</summary>
    private readonly Channel<bool> wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private int wanted = capacity;

    /// <summary>How many tasks the station wants to hold that it has not picked yet.</summary>
    public int Capacity
    {
        get => Volatile.Read(ref wanted);
        set => Volatile.Write(ref wanted, value);
    }

    /// <summary>Something about the station has changed, perhaps.</summary>
    public void NoteAnswer(V1.WorkResponse answer) => wishes.Writer.TryWrite(true);

    public void Leave() => leasesNoMore();

    public async Task<StationWelcome> OpenAsync(CancellationToken ending)
    {
        QueryOutcome<StationWelcome> found = await gate.Warehouses.AskAsync(warehouse, new WelcomeStation(station)).ConfigureAwait(false);
        return found.Refused is { } refused
            ? throw RefusalStatus.ToException(refused)
            : found.Value! with { Held = [.. found.Value!.Held.Where(t => caller.Owner is not { } owner || t.Item.Owner == owner)] };
    }

    public async Task RunAsync(CancellationToken ending)
    {
        try
        {
            while (!ending.IsCancellationRequested)
            {
                long seen = gate.Warehouses.WorkVersion(warehouse, caller.Owner);
                (int room, int offered, bool troubled) = await OfferAsync(ending).ConfigureAwait(false);
                if (troubled)
                {
                    await Task.Delay(Pause, gate.Waiting, ending).ConfigureAwait(false);
                }
                else if (room <= 0 || offered >= room)
                {
                    await wishes.Reader.ReadAsync(ending).ConfigureAwait(false);
                }
                else
                {
                    await WaitAsync(seen, ending).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has ended.
        }
        catch (ChannelClosedException)
        {
            // The writing half has failed; it says why.
        }
    }

    private async ValueTask<(int Room, int Offered, bool Troubled)> OfferAsync(CancellationToken ending)
    {
        if (Capacity == 0)
        {
            return (0, 0, false);
        }

        QueryOutcome<StationLoad> found = await gate.Warehouses.AskAsync(warehouse, new CheckStation(station, caller.Owner)).ConfigureAwait(false);
        if (found.Value is not { } load)
        {
            return (Capacity, 0, true);
        }

        int room = Capacity - load.Unpicked;
        if (room <= 0 || !load.HasReadyTask)
        {
            return (room, 0, false);
        }

        Parsed pull = new(new CommandRequest(warehouse, CommandKey.None, CommandDigest.None, caller.Id, new PullTasks(station, caller.Owner, room)), null);
        (_, V1.PullTasksResponse? answer) = await desk.PullAsync(pull).ConfigureAwait(false);
        if (answer is null)
        {
            return (room, 0, true);
        }

        if (answer.Offers.Count > 0)
        {
            await outgoing.WriteAsync(Task.FromResult(new V1.WorkResponse { Offer = new V1.WorkOffer { Offers = { answer.Offers } } }), ending).ConfigureAwait(false);
        }

        return (room, answer.Offers.Count, false);
    }

    /// <summary>Waits for work, or for a message of the station.</summary>
    private async ValueTask WaitAsync(long seen, CancellationToken ending)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(ending);
        Task work = gate.Warehouses.WaitForWorkAsync(warehouse, caller.Owner, seen, either.Token);
        Task wish = wishes.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(work, wish).ConfigureAwait(false);
        wishes.Reader.TryRead(out _);
        await either.CancelAsync().ConfigureAwait(false);
        ending.ThrowIfCancellationRequested();
    }
}
