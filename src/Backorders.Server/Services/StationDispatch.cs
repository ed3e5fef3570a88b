using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Server.Mapping;
using Backorders.Server.Mapping.Stations;
using Backorders.Server.Security;

namespace Backorders.Server.Services;

/// <summary>Carries out one message of a station's stream, exactly as the unary call of the same name does.</summary>
internal static class StationDispatch
{
    /// <summary>Submits before it first waits. Fills the answer, or returns why not.</summary>
    public static Task<Refused?> CarryOutAsync(
        CommandGate gate, TaskDesk desk, Caller caller, WarehouseId warehouse, StationId station, V1.WorkRequest message, V1.WorkResponse answer)
    {
        string here = warehouse.Value;
        switch (message.MessageCase)
        {
            case V1.WorkRequest.MessageOneofCase.Pull:
                V1.PullTasksRequest pull = message.Pull;
                (pull.Warehouse, pull.Station, pull.Wait) = (Or(pull.Warehouse, here), Or(pull.Station, station.Value), null);
                return PullAsync(desk, pull.Station == station.Value ? StationMessages.Pull(pull, caller) : OtherStation(station), caller, answer);
            case V1.WorkRequest.MessageOneofCase.Start:
                message.Start.Warehouse = Or(message.Start.Warehouse, here);
                return RunAsync(gate, caller, StationMessages.Start(message.Start, caller), o => answer.Started = StationAnswers.Start(o));
            case V1.WorkRequest.MessageOneofCase.ConfirmPick:
                message.ConfirmPick.Warehouse = Or(message.ConfirmPick.Warehouse, here);
                return RunAsync(
                    gate, caller, StationMessages.Confirm(message.ConfirmPick, caller), o => answer.Confirmed = StationAnswers.Confirm(o, message.ConfirmPick.Quantity));
            case V1.WorkRequest.MessageOneofCase.ReportShort:
                message.ReportShort.Warehouse = Or(message.ReportShort.Warehouse, here);
                return RunAsync(gate, caller, StationMessages.Short(message.ReportShort, caller), o => answer.Short = StationAnswers.Short(o));
            case V1.WorkRequest.MessageOneofCase.ReportDamage:
                message.ReportDamage.Warehouse = Or(message.ReportDamage.Warehouse, here);
                return RunAsync(gate, caller, StationMessages.Damage(message.ReportDamage, caller), o => answer.Damaged = StationAnswers.Damage(o));
            case V1.WorkRequest.MessageOneofCase.Pack:
                message.Pack.Warehouse = Or(message.Pack.Warehouse, here);
                return RunAsync(gate, caller, StationMessages.Pack(message.Pack, caller), o => answer.Packed = StationAnswers.Pack(o));
            case V1.WorkRequest.MessageOneofCase.Ship:
                message.Ship.Warehouse = Or(message.Ship.Warehouse, here);
                return ShipAsync(desk, StationMessages.Ship(message.Ship, caller), caller, answer);
            case V1.WorkRequest.MessageOneofCase.ReturnTask:
                message.ReturnTask.Warehouse = Or(message.ReturnTask.Warehouse, here);
                return RunAsync(gate, caller, StationMessages.Return(message.ReturnTask, caller), o => answer.Returned = StationAnswers.Return(o));
            case V1.WorkRequest.MessageOneofCase.Heartbeat:
                V1.HeartbeatRequest heartbeat = message.Heartbeat;
                (heartbeat.Warehouse, heartbeat.Station) = (Or(heartbeat.Warehouse, here), Or(heartbeat.Station, station.Value));
                return RunAsync(
                    gate, caller, heartbeat.Station == station.Value ? StationMessages.Heartbeat(heartbeat, caller) : OtherStation(station),
                    o => answer.Heartbeat = StationAnswers.Heartbeat(o));
            default:
                return Task.FromResult<Refused?>(Refused.Because(
                    Refusal.InvalidValue, message.MessageCase == V1.WorkRequest.MessageOneofCase.Hello ? "A station says hello once." : "The message is empty.",
                    ("message", message.MessageCase)));
        }
    }

    private static string Or(string given, string otherwise) => given.Length > 0 ? given : otherwise;

    private static Parsed OtherStation(StationId station) => new(
        null, Refused.Because(Refusal.InvalidValue, $"This stream is station {station}'s; leave the station out or use another stream.", ("station", station)), nameof(StationsService.PullTasks));

    private static async Task<Refused?> RunAsync(CommandGate gate, Caller caller, Parsed parsed, Action<CommandOutcome> fill)
    {
        CommandOutcome outcome = await gate.SubmitAsync(parsed, caller).ConfigureAwait(false);
        if (outcome.Refused is null)
        {
            fill(outcome);
        }

        return outcome.Refused;
    }

    private static async Task<Refused?> PullAsync(TaskDesk desk, Parsed parsed, Caller caller, V1.WorkResponse answer)
    {
        (CommandOutcome outcome, V1.PullTasksResponse? pulled) = await desk.PullAsync(parsed, caller).ConfigureAwait(false);
        answer.Pulled = pulled;
        return outcome.Refused;
    }

    private static async Task<Refused?> ShipAsync(TaskDesk desk, Parsed parsed, Caller caller, V1.WorkResponse answer)
    {
        (CommandOutcome outcome, V1.ShipResponse? shipped) = await desk.ShipAsync(parsed, caller).ConfigureAwait(false);
        answer.Shipped = shipped;
        return outcome.Refused;
    }
}
