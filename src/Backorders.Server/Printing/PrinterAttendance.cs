using Backorders.Server.Mapping;
using Backorders.Server.Printing.Jobs;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Printing;

/// <summary>An agent's stream: its printers are attended while it is open, and it is told for which of them jobs wait.</summary>
internal sealed partial class PrinterAttendance(PrintDesk desk, PrintBell bell, CommandGate gate, AuditLog audit, ILogger<PrinterAttendance> logger)
{
    public async Task RunAsync(V1.AttendPrintersRequest request, Caller caller, IServerStreamWriter<V1.AttendPrintersResponse> responses, CancellationToken cancellation)
    {
        string warehouse = gate.Warehouse(caller, request.Warehouse).Value;
        string attendance = Guid.NewGuid().ToString("D");
        Border border = default;
        IReadOnlyList<AttendedPrinter> printers = PrintForms.Announced(ref border, request, caller.Id, attendance);
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }

        await BeginAsync(caller, warehouse, printers).ConfigureAwait(false);
        try
        {
            await TellAsync(warehouse, request.Agent, attendance, responses, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await LeaveAsync(warehouse, request.Agent, attendance).ConfigureAwait(false);
        }
    }

    /// <summary>What changes the printers of the building is on record; an agent that comes again with the same ones changes nothing.</summary>
    private async Task BeginAsync(Caller caller, string warehouse, IReadOnlyList<AttendedPrinter> printers)
    {
        string agent = printers[0].Agent;
        IReadOnlyList<AttendedPrinter> before = await desk.PrintersAsync(warehouse).ConfigureAwait(false);
        string told = Tell(printers);
        if (told == Tell(before.Where(p => p.Agent == agent && p.KeyId == caller.Id)))
        {
            await desk.AttendAsync(printers).ConfigureAwait(false);
        }
        else
        {
            await audit.CarryOutAsync(caller, nameof(PrintingService.AttendPrinters), ("print agent", agent), told, async () =>
            {
                await desk.AttendAsync(printers).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
        }

        LogAttended(agent, caller.Id, told, warehouse);
    }

    private async Task TellAsync(string warehouse, string agent, string attendance, IServerStreamWriter<V1.AttendPrintersResponse> responses, CancellationToken cancellation)
    {
        long seenAt = gate.Waiting.GetTimestamp();
        bool isDue = true;
        while (true)
        {
            Task rung = bell.Next;
            IReadOnlyList<string> waiting = await desk.WaitingAsync(warehouse, attendance).ConfigureAwait(false);
            if (waiting.Count > 0 || isDue)
            {
                if (isDue && !await desk.SeenAsync(warehouse, attendance).ConfigureAwait(false))
                {
                    throw RefusalStatus.Create(
                        StatusCode.Aborted, $"Agent '{agent}' has opened another stream, which attends its printers now: run one agent of that name.", "AGENT_TAKEN_OVER", ("agent", agent));
                }

                await responses.WriteAsync(new V1.AttendPrintersResponse { Attendance = attendance, Waiting = { waiting } }, cancellation).ConfigureAwait(false);
                seenAt = isDue ? gate.Waiting.GetTimestamp() : seenAt;
            }

            await Task.WhenAny(rung, Task.Delay(PrintRules.LookEvery, gate.Waiting, cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            isDue = gate.Waiting.GetElapsedTime(seenAt) >= PrintRules.SeenEvery;
        }
    }

    private async Task LeaveAsync(string warehouse, string agent, string attendance)
    {
        try
        {
            if (await desk.LeaveAsync(warehouse, attendance).ConfigureAwait(false))
            {
                LogLeft(agent, warehouse);
            }
        }
        catch (RpcException e)
        {
            LogNotLeft(agent, warehouse, PrintRules.AwayAfter.TotalSeconds, e.Status.Detail);
        }
    }

    private static string Tell(IEnumerable<AttendedPrinter> printers) => string.Join("; ", printers.OrderBy(p => p.Name, StringComparer.Ordinal).Select(
        p => $"{p.Name} ({(V1.LabelSize)p.Size}, {p.DotsPerMm} dots/mm{(p.Places.Count > 0 ? $", at {string.Join(", ", p.Places)}" : string.Empty)})"));
}
