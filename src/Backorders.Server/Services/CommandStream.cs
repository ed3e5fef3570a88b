using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Server.Calls;
using Backorders.Server.Mapping;
using Backorders.Server.Routing;
using Backorders.Server.Security;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// A stream in which every message is a command of some warehouse, wherever that is served: what the services' streams of scans, orders and notices share. One object is one
/// caller's.
/// </summary>
/// <typeparam name="TRequest">A command.</typeparam>
/// <typeparam name="TResponse">Its answer, or why it was refused.</typeparam>
/// <param name="gate">The way to the warehouses.</param>
/// <param name="caller">Whose stream it is.</param>
internal sealed class CommandStream<TRequest, TResponse>(CommandGate gate, Caller caller) : ICarriedStream
    where TRequest : class, IMessage<TRequest>, new()
    where TResponse : class, IMessage<TResponse>, new()
{
    private static readonly MessageParser<TRequest> Requests = new(static () => new TRequest());
    private static readonly MessageParser<TResponse> Responses = new(static () => new TResponse());

    /// <summary>The path of its method in the contract.</summary>
    public required string Path { get; init; }

    /// <summary>The warehouse that a message names.</summary>
    public required Func<TRequest, string> Warehouse { get; init; }

    /// <summary>Reads the command in a message; once more for the record when it was refused.</summary>
    public required Func<TRequest, Parsed> Parse { get; init; }

    /// <summary>The answer for what became of a message, carried out or refused.</summary>
    public required Func<TRequest, CommandOutcome, TResponse> Answer { get; init; }

    /// <summary>Runs until the client has said all and has been told all.</summary>
    public Task RunAsync(
        CallRouter router, IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context, int pendingMax)
    {
        if (router.Calls is not { } calls || CallRouter.IsDirect(context))
        {
            // The outcome says of each message whether its warehouse is here.
            return new AnswerPipe<TRequest, CommandOutcome, TResponse>(Submit, NoteAsync, Answer, pendingMax).RunAsync(requests, responses, context.CancellationToken);
        }

        CallerRights rights = caller.ToRights();
        return new AnswerPipe<TRequest, TResponse, TResponse>(Send, static (_, _) => default, static (_, answer) => answer, pendingMax).RunAsync(requests, responses, context.CancellationToken);

        // What names no warehouse, or one that the key is not good for, is refused here like any such message.
        Task<TResponse> Send(TRequest request) => !WarehouseId.TryCreate(Warehouse(request), out WarehouseId warehouse)
            || caller.RefuseWarehouse(warehouse) is not null || router.Routes.RouteOf(warehouse).Place == RoutePlace.Unknown
            ? AnswerHereAsync(request)
            : OpenAsync(request, calls.SendAsync(new WarehouseRequest(warehouse, Path, request, rights), router.Patience));
    }

    /// <inheritdoc/>
    public async Task<WarehouseAnswer> CarryOutAsync(object message)
    {
        TRequest request = CarriedMessage.Open(message, Requests.ParseFrom);
        CommandOutcome outcome = await Submit(request).ConfigureAwait(false);
        await NoteAsync(request, outcome).ConfigureAwait(false);
        return new WarehouseAnswer(Answer(request, outcome), IsMoved: RouteFailure.WasMoved(outcome.Refused));
    }

    /// <summary>Puts a message into its warehouse's queue on this node before it returns.</summary>
    private Task<CommandOutcome> Submit(TRequest request) => gate.Submit(Parse(request));

    /// <summary>Puts a refused command on record. It is read again for that: what is carried out, as most is, has nothing to wait for and nothing to keep.</summary>
    private ValueTask NoteAsync(TRequest request, CommandOutcome outcome) => outcome.Refused is { } refused ? gate.NoteAsync(Parse(request), caller, refused) : default;

    private async Task<TResponse> AnswerHereAsync(TRequest request)
    {
        CommandOutcome outcome = await Submit(request).ConfigureAwait(false);
        await NoteAsync(request, outcome).ConfigureAwait(false);
        return Answer(request, outcome);
    }

    private async Task<TResponse> OpenAsync(TRequest request, Task<WarehouseAnswer> sending)
    {
        WarehouseAnswer answer = await sending.ConfigureAwait(false);
        return answer.Refused is { } refused ? Answer(request, CommandOutcome.Refuse(refused))
            : answer.Message is { } message ? CarriedMessage.Open(message, Responses.ParseFrom)
            : throw PassedCall.ToException(answer);
    }
}
