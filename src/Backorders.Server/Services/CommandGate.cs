using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;
using Backorders.Server.Common;
using Backorders.Server.Mapping;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Grpc.Core;

namespace Backorders.Server.Services;

/// <summary>
/// The way from a service to a warehouse and back: a parsed message goes to its warehouse (<see cref="IWarehouses"/>), and its outcome
/// becomes a response or a status. Submitting is synchronous, so the messages of one stream are decided in the order in which they came.
/// </summary>
internal sealed class CommandGate(IWarehouses warehouses, NodeClock clock, AuditLog audit)
{
    /// <summary>The warehouses, for what is not a caller's own command or question.</summary>
    public IWarehouses Warehouses => warehouses;

    /// <summary>The time by which the node decides.</summary>
    public Instant Now => Instant.From(clock.Decisions.GetUtcNow());

    /// <summary>The time that connections wait by.</summary>
    public TimeProvider Waiting => clock.Waiting;

    /// <summary>Carries a command out and makes the response, or throws its status.</summary>
    public async Task<TResponse> RunAsync<TResponse>(Parsed parsed, Caller caller, Func<CommandOutcome, TResponse> answer)
    {
        CommandOutcome outcome = await Submit(parsed).ConfigureAwait(false);
        if (outcome.Refused is { } refused)
        {
            await NoteAsync(parsed, caller, refused).ConfigureAwait(false);
            throw RefusalStatus.ToException(refused);
        }

        return answer(outcome);
    }

    /// <summary>Asks a warehouse something, or throws why that is not possible.</summary>
    public async Task<QueryOutcome<T>> AskAsync<T>(Caller caller, string warehouse, Question<T> question)
    {
        WarehouseId id = Warehouse(caller, warehouse);
        QueryOutcome<T> outcome = await warehouses.AskAsync(id, question).ConfigureAwait(false);
        return outcome.Refused is { } refused ? throw RefusalStatus.ToException(refused) : outcome;
    }

    /// <summary>A warehouse that the caller may use, or throws.</summary>
    public WarehouseId Warehouse(Caller caller, string text)
    {
        Border border = default;
        WarehouseId id = border.Warehouse(text);
        if ((border.Refused ?? caller.RefuseWarehouse(id)) is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        return warehouses.Ids.Contains(id)
            ? id
            : throw RefusalStatus.ToException(Refused.Because(Refusal.UnknownWarehouse, $"Warehouse {id} is not one of this system's.", ("warehouse", id)));
    }

    /// <summary>Submits a command before it returns; what did not cross the border is answered at once. Whoever answers it puts a refusal on record first (<see cref="NoteAsync"/>).</summary>
    public Task<CommandOutcome> Submit(Parsed parsed) =>
        parsed.Request is { } request ? warehouses.SubmitAsync(request) : Task.FromResult(CommandOutcome.Refuse(parsed.Refused!));

    /// <summary>Submits a command before this first waits; what did not cross the border is answered at once. What is refused is noted before it is answered.</summary>
    public async Task<CommandOutcome> SubmitAsync(Parsed parsed, Caller caller)
    {
        CommandOutcome outcome = await Submit(parsed).ConfigureAwait(false);
        if (outcome.Refused is { } refused)
        {
            await NoteAsync(parsed, caller, refused).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>Puts a refused command on record: as another owner's when it asked for that, else with what its warehouse said.</summary>
    public async ValueTask NoteAsync(Parsed parsed, Caller caller, Refused refused)
    {
        if (!(parsed.Request is { } request && await ExamineAsync(request.Warehouse, caller, parsed.Call, refused).ConfigureAwait(false)))
        {
            audit.CommandRefused(caller, parsed.Call, parsed.Request, refused);
        }
    }

    /// <summary>The status of a question about something that is not there; on record when it is another owner's.</summary>
    /// <param name="caller">Who asked.</param>
    /// <param name="call">The name of the call.</param>
    /// <param name="warehouse">Where.</param>
    /// <param name="reason">What is not there.</param>
    /// <param name="message">The same for a person.</param>
    /// <param name="details">What it is about.</param>
    public async Task<RpcException> NotFoundAsync(Caller caller, string call, string warehouse, Refusal reason, string message, params (string Name, object? Value)[] details)
    {
        Refused refused = Refused.Because(reason, message, details);
        await ExamineAsync(Warehouse(caller, warehouse), caller, call, refused).ConfigureAwait(false);
        return RefusalStatus.ToException(refused);
    }

    /// <summary>Writes an audit record when what was not found belongs to another owner, and says whether it does.</summary>
    private async ValueTask<bool> ExamineAsync(WarehouseId warehouse, Caller caller, string call, Refused refused)
    {
        if (caller.Owner is not { } owner || ForeignThing.Of(refused) is not { } thing)
        {
            return false;
        }

        QueryOutcome<OwnerId?> found = await warehouses.AskAsync(warehouse, thing.WhoElse(owner)).ConfigureAwait(false);
        if (found.Value is not { } other)
        {
            return false;
        }

        audit.OthersAskedFor(caller, call, thing.What, thing.Number, other.Value, warehouse.Value);
        return true;
    }
}
