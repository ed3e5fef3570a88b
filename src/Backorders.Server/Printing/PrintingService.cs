using System.Security.Cryptography;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Partners.Labels;
using Backorders.Partners.Labels.Layout;
using Backorders.Server.Mapping;
using Backorders.Server.Printing.Jobs;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Server.Services;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Server.Printing;

/// <summary>Labels on printers: what pages ask for, and what print agents take.</summary>
internal sealed class PrintingService(CommandGate gate, PrintDesk desk, LabelReader labels, LabelDesk building, PrinterAttendance attendances, AuditLog audit) : V1.Printing.PrintingBase
{
    public override async Task<V1.ListPrintersResponse> ListPrinters(V1.ListPrintersRequest request, ServerCallContext context)
    {
        string warehouse = gate.Warehouse(Caller.Of(context), request.Warehouse).Value;
        IReadOnlyList<AttendedPrinter> printers = await desk.PrintersAsync(warehouse).ConfigureAwait(false);
        return new V1.ListPrintersResponse { Printers = { printers.Select(p => PrintForms.Printer(p, desk.IsAttended(p))) } };
    }

    public override async Task<V1.DrawLabelResponse> DrawLabel(V1.DrawLabelRequest request, ServerCallContext context)
    {
        Border border = default;
        if (request.Format == V1.LabelFormat.Unspecified || !Enum.IsDefined(request.Format))
        {
            border.Note(Refusal.InvalidValue, "format", $"is {(request.Format == 0 ? "missing" : "not known")}; ZPL, SVG or PNG");
        }

        LabelSize size = PrintForms.Size(ref border, request.Size, "size");
        int dotsPerMm = PrintForms.DotsPerMm(ref border, request.DotsPerMm, "dots_per_mm");
        Throw(border);
        ReadLabel label = await labels.ReadAsync(request.Warehouse, request.Label, Caller.Of(context), nameof(DrawLabel)).ConfigureAwait(false);
        (byte[] content, string type) = Label.Make(label.Content, (LabelFormat)request.Format, size, dotsPerMm);
        return new V1.DrawLabelResponse { Content = UnsafeByteOperations.UnsafeWrap(content), ContentType = type };
    }

    public override async Task<V1.PrintLabelResponse> PrintLabel(V1.PrintLabelRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        WarehouseId warehouse = gate.Warehouse(caller, request.Warehouse);
        Border border = default;
        string id = border.RequestId(request.RequestId);
        PrintForms.Name(ref border, request.Printer, "printer", PrintRules.NameMax);
        int copies = request.Copies == 0 ? 1 : border.Within(request.Copies, 1, Label.CopiesMax, "copies");
        Throw(border);
        string digest = Convert.ToHexStringLower(SHA256.HashData(request.ToByteArray()));
        if (await desk.FindRepeatedAsync(warehouse.Value, id, digest, caller.Owner?.Value ?? string.Empty).ConfigureAwait(false) is { } repeated)
        {
            return new V1.PrintLabelResponse { Job = PrintForms.Job(repeated) };
        }

        ReadLabel label = await labels.ReadAsync(request.Warehouse, request.Label, caller, nameof(PrintLabel)).ConfigureAwait(false);
        AttendedPrinter printer = await desk.RequireAsync(warehouse.Value, request.Printer).ConfigureAwait(false);
        LabelContent content = request.Reprint ? await AsCopyAsync(warehouse, label).ConfigureAwait(false) : label.Content;
        (byte[] zpl, _) = Label.Make(content, LabelFormat.Zpl, (LabelSize)printer.Size, printer.DotsPerMm, copies);
        PrintJob job = await desk.AddAsync(new PrintJob
        {
            Warehouse = warehouse.Value, Id = id, Printer = printer.Name, Subject = label.Subject, Owner = label.Owner, KeyId = caller.Id, IsCopy = request.Reprint, Copies = copies, Digest = digest,
            Zpl = zpl, MadeAt = default, ExpiresAt = default,
        }).ConfigureAwait(false);
        return new V1.PrintLabelResponse { Job = PrintForms.Job(job) };
    }

    public override async Task<V1.GetPrintJobResponse> GetPrintJob(V1.GetPrintJobRequest request, ServerCallContext context)
    {
        Caller caller = Caller.Of(context);
        string warehouse = gate.Warehouse(caller, request.Warehouse).Value;
        Border border = default;
        string id = border.RequestId(request.RequestId);
        Throw(border);
        PrintJob job = await desk.FindAsync(warehouse, id).ConfigureAwait(false) ?? throw PrintDesk.Unknown(id);
        if (caller.Owner is { } owner && job.Owner != owner.Value)
        {
            audit.OthersAskedFor(caller, nameof(GetPrintJob), "print job", id, job.Owner, warehouse);
            throw PrintDesk.Unknown(id);
        }

        return new V1.GetPrintJobResponse { Job = PrintForms.Job(job) };
    }

    public override Task AttendPrinters(V1.AttendPrintersRequest request, IServerStreamWriter<V1.AttendPrintersResponse> responseStream, ServerCallContext context) =>
        attendances.RunAsync(request, Caller.Of(context), responseStream, context.CancellationToken);

    public override async Task<V1.TakePrintJobResponse> TakePrintJob(V1.TakePrintJobRequest request, ServerCallContext context)
    {
        string warehouse = gate.Warehouse(Caller.Of(context), request.Warehouse).Value;
        Border border = default;
        PrintForms.Name(ref border, request.Printer, "printer", PrintRules.NameMax);
        Id(ref border, request.Attendance, "attendance");
        Id(ref border, request.TakeId, "take_id");
        Throw(border);
        return await desk.TakeAsync(warehouse, request.Printer, request.Attendance, request.TakeId).ConfigureAwait(false) is { } job
            ? new V1.TakePrintJobResponse { RequestId = job.Id, Zpl = UnsafeByteOperations.UnsafeWrap(job.Zpl), Labels = job.Copies }
            : new V1.TakePrintJobResponse();
    }

    public override async Task<V1.EndPrintJobResponse> EndPrintJob(V1.EndPrintJobRequest request, ServerCallContext context)
    {
        string warehouse = gate.Warehouse(Caller.Of(context), request.Warehouse).Value;
        Border border = default;
        string id = border.RequestId(request.RequestId);
        Id(ref border, request.TakeId, "take_id");
        border.Text(request.Detail, "detail");
        if (request.Outcome is not (V1.PrintJobState.Printed or V1.PrintJobState.Failed or V1.PrintJobState.Unknown))
        {
            border.Note(Refusal.InvalidValue, "outcome", "PRINTED, FAILED or UNKNOWN");
        }

        Throw(border);
        await desk.EndAsync(warehouse, id, request.TakeId, (PrintState)request.Outcome, request.Detail).ConfigureAwait(false);
        return new V1.EndPrintJobResponse();
    }

    private async Task<LabelContent> AsCopyAsync(WarehouseId warehouse, ReadLabel label)
    {
        Instant? first = await desk.FirstAsync(warehouse.Value, label.Owner, label.Subject).ConfigureAwait(false);
        string note = first is { } at ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"COPY, first printed {building.InBuilding(warehouse, at):yyyy-MM-dd HH:mm}") : "COPY";
        return label.Content with { CopyNote = note };
    }

    private static void Id(ref Border border, string text, string field)
    {
        if (!Guid.TryParseExact(text, "D", out _))
        {
            border.Note(Refusal.InvalidId, field, text.Length == 0 ? "is missing" : "is not a UUID in the form 8-4-4-4-12");
        }
    }

    private static void Throw(in Border border)
    {
        if (border.Refused is { } refused)
        {
            throw RefusalStatus.ToException(refused);
        }
    }
}
