using System.Threading.Channels;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Stations;
using Backorders.Server.Metrics;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// One station at work over one stream: answers in the order of its messages, and in between, offers of tasks up to its capacity
/// (see <see cref="SeatedOffers"/>). Everything that goes out passes one bounded queue; when it is full, reading stops and the client waits.
/// </summary>
internal sealed class StationWork(
    CommandGate gate, Caller caller, int pendingMax, StreamCounter counter, StationWork.Supply supply, StationWork.CarryOut carryOut, CancellationToken cancellation)
{
    public const int CapacityMax = 1_000;

    private readonly Channel<Task<V1.WorkResponse>> outgoing = Channel.CreateBounded<Task<V1.WorkResponse>>(
        new BoundedChannelOptions(pendingMax) { SingleReader = true });

    private WarehouseId warehouse;
    private StationId station;
    private SeatedOffers? offers;

    /// <summary>Makes what keeps the station supplied.</summary>
    public delegate SeatedOffers Supply(WarehouseId warehouse, StationId station, int capacity, ChannelWriter<Task<V1.WorkResponse>> outgoing);

    /// <summary>Has a message carried out at the warehouse's node, and its answer made, refused or not. Puts it into the warehouse's queue before it first waits.</summary>
    public delegate Task<V1.WorkResponse> CarryOut(WarehouseId warehouse, StationId station, V1.WorkRequest message);

    /// <summary>Reads the first message of a station's stream.</summary>
    /// <returns>Where it works, and how many tasks it wants to hold.</returns>
    public static (WarehouseId Warehouse, StationId Station, int Capacity) ReadHello(CommandGate gate, Caller caller, V1.WorkRequest first)
    {
        Border border = default;
        if (first.Hello is not { } hello)
        {
            throw RefusalStatus.ToException(Refused.Because(Refusal.InvalidValue, "The first message of a station must be its hello.", ("message", first.MessageCase)));
        }

        border.Text(first.Correlation, "correlation");
        WarehouseId warehouse = border.Warehouse(hello.Warehouse);
        StationId station = border.Station(hello.Station);
        border.Within(hello.Capacity, 0, CapacityMax, "capacity");
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        gate.Warehouse(caller, hello.Warehouse);
        return (warehouse, station, hello.Capacity);
    }

    /// <summary>Serves a stream whose first message has been read.</summary>
    public async Task RunAsync(V1.WorkRequest first, IAsyncStreamReader<V1.WorkRequest> requests, IServerStreamWriter<V1.WorkResponse> responses)
    {
        (warehouse, station, int capacity) = ReadHello(gate, caller, first);
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task writing = WriteAsync(responses, ending);
        Task offering = Task.CompletedTask;
        try
        {
            offers = supply(warehouse, station, capacity, outgoing.Writer);
            await WelcomeAsync(first.Correlation, offers).ConfigureAwait(false);
            offering = offers.RunAsync(ending.Token);
            while (await MoveNextAsync(requests, writing).ConfigureAwait(false))
            {
                // Its place among what goes out is taken first: what it sets off may be known before the answer is.
                TaskCompletionSource<V1.WorkResponse> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
                await outgoing.Writer.WriteAsync(answer.Task, cancellation).ConfigureAwait(false);
                _ = AnswerAsync(requests.Current, answer);
            }
        }
        catch (ChannelClosedException)
        {
            // The writing half has failed; it says why.
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await offering.ConfigureAwait(false);
            offers?.Leave();
            outgoing.Writer.TryComplete();
            await writing.ConfigureAwait(false);
        }
    }

    private async Task WelcomeAsync(string correlation, SeatedOffers from)
    {
        StationWelcome found = await from.OpenAsync(cancellation).ConfigureAwait(false);
        await WriteAsync(new V1.WorkResponse
        {
            Correlation = correlation, Welcome = new V1.WorkWelcome { LeaseSeconds = found.LeaseSeconds, Held = found.Held.Count },
        }).ConfigureAwait(false);
        if (found.Held.Count > 0)
        {
            await WriteAsync(new V1.WorkResponse { Offer = new V1.WorkOffer { Again = true, Offers = { found.Held.Select(StationAnswers.Again) } } }).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(V1.WorkRequest message, TaskCompletionSource<V1.WorkResponse> place)
    {
        try
        {
            place.SetResult(await AnswerAsync(message).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            place.SetException(e);
        }
    }

    /// <summary>The command is submitted before this returns; the answer comes when it is durable.</summary>
    private async Task<V1.WorkResponse> AnswerAsync(V1.WorkRequest message)
    {
        V1.WorkResponse answer = message.Correlation.Length > Limits.TextMax ? Refuse(
                message, Refused.Because(Refusal.InvalidText, $"correlation: at most {Limits.TextMax} characters.", ("correlation", Limits.TextMax)))
            : message.MessageCase == V1.WorkRequest.MessageOneofCase.Capacity ? SetCapacity(message)
            : await carryOut(warehouse, station, message).ConfigureAwait(false);
        counter.Answered(answer.Refused is not null);
        offers!.NoteAnswer(answer);
        return answer;
    }

    private static V1.WorkResponse Refuse(V1.WorkRequest message, Refused refused) => new() { Correlation = message.Correlation, Refused = RefusalStatus.ToMessage(refused) };

    private V1.WorkResponse SetCapacity(V1.WorkRequest message)
    {
        Border border = default;
        border.Within(message.Capacity.Capacity, 0, CapacityMax, "capacity");
        if (border.Refused is { } refused)
        {
            return Refuse(message, refused);
        }

        offers!.Capacity = message.Capacity.Capacity;
        return new V1.WorkResponse { Correlation = message.Correlation, Capacity = message.Capacity.Clone() };
    }

    private async ValueTask<bool> MoveNextAsync(IAsyncStreamReader<V1.WorkRequest> requests, Task writing)
    {
        Task<bool> move = requests.MoveNext(cancellation);
        return move.IsCompletedSuccessfully || await Task.WhenAny(move, writing).ConfigureAwait(false) == move ? await move.ConfigureAwait(false) : false;
    }

    private ValueTask WriteAsync(V1.WorkResponse message) => outgoing.Writer.WriteAsync(Task.FromResult(message), cancellation);

    private async Task WriteAsync(IServerStreamWriter<V1.WorkResponse> responses, CancellationTokenSource ending)
    {
        SharedFlushes<V1.WorkResponse> together = new(responses);
        try
        {
            await foreach (Task<V1.WorkResponse> next in outgoing.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                V1.WorkResponse response = await next.ConfigureAwait(false);
                bool isNextReady = outgoing.Reader.TryPeek(out Task<V1.WorkResponse>? following) && following.IsCompletedSuccessfully;
                await together.WriteAsync(response, isNextReady).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            outgoing.Writer.TryComplete(e);
            await ending.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }
}
