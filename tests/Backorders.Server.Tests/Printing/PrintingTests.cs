using Backorders.Server.Security;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests.Printing;

/// <summary>Labels on printers, at a running node: from the page's request to the agent's bytes.</summary>
public sealed class PrintingTests : IAsyncLifetime
{
    private TestNode node = null!;
    private BackordersClient agent = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync(options => options.Warehouses[0].Gs1CompanyPrefix = "7610425", keys: ("agent", null, Role.PrintAgent));
        agent = node.Client("agent");
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task PrintLabel_OfATask_ReachesItsPrintersAgentAtOnce_AndIsPrintedOnce()
    {
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1", "DOCK-2");
        PrintLabelRequest request = OfTask(await TaskAsync("A-1"));
        PrintJob asked = (await node.Acme.Printing.PrintLabelAsync(request)).Job;
        Assert.Equal((PrintJobState.Waiting, "DOCK-1", false), (asked.State, asked.Printer, asked.IsCopy));
        await attending.WaitAsync("DOCK-1");
        Assert.Equal(string.Empty, (await attending.TakeAsync("DOCK-2")).RequestId);

        string zpl = await attending.PrintAsync("DOCK-1");
        Assert.Contains("^FDA-1 / 1^FS", zpl);
        Assert.Contains("^PW800", zpl); // 100 mm at 8 dots: what the printer is
        Assert.DoesNotContain("COPY", zpl);
        PrintJob job = (await node.Acme.Printing.GetPrintJobAsync(new GetPrintJobRequest { Warehouse = TestNode.Warehouse, RequestId = request.RequestId })).Job;
        Assert.Equal(PrintJobState.Printed, job.State);
        Assert.Equal(job, (await node.Acme.Printing.PrintLabelAsync(request)).Job);
        Assert.Equal(string.Empty, (await attending.TakeAsync("DOCK-1")).RequestId);
    }

    [Fact]
    public async Task PrintLabel_OfWhatWasPrinted_IsRefused_AndAReprintSaysThatItIsACopy()
    {
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        long task = await TaskAsync("A-1");
        await node.Acme.Printing.PrintLabelAsync(OfTask(task));
        var waiting = await RefusedAsync(node.Acme.Printing.PrintLabelAsync(OfTask(task)), "ALREADY_PRINTED", StatusCode.FailedPrecondition);
        Assert.Equal(("WAITING", "DOCK-1"), (waiting.ErrorInfo!.Metadata["state"], waiting.ErrorInfo.Metadata["printer"]));
        await attending.PrintAsync("DOCK-1");
        var printed = await RefusedAsync(node.Acme.Printing.PrintLabelAsync(OfTask(task)), "ALREADY_PRINTED", StatusCode.FailedPrecondition);
        Assert.Equal("PRINTED", printed.ErrorInfo!.Metadata["state"]);

        PrintLabelRequest again = OfTask(task);
        (again.Reprint, again.Copies) = (true, 2);
        Assert.True((await node.Acme.Printing.PrintLabelAsync(again)).Job.IsCopy);
        string zpl = await attending.PrintAsync("DOCK-1");
        Assert.Contains("^FDCOPY, first printed 20", zpl);
        Assert.Contains("^PQ2\n^XZ", zpl);
    }

    [Fact]
    public async Task PrintLabel_OfWhatFailed_MayBeAskedForAgain_AndIsNoCopy()
    {
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        PrintLabelRequest first = OfTask(await TaskAsync("A-1"));
        await node.Acme.Printing.PrintLabelAsync(first);
        await attending.PrintAsync("DOCK-1", PrintJobState.Failed, "The printer cannot print: it is out of labels.");
        PrintJob failed = (await node.Acme.Printing.PrintLabelAsync(first)).Job;
        Assert.Equal((PrintJobState.Failed, "The printer cannot print: it is out of labels."), (failed.State, failed.Detail));
        Printer printer = Assert.Single((await node.Acme.Printing.ListPrintersAsync(new ListPrintersRequest { Warehouse = TestNode.Warehouse })).Printers);
        Assert.Equal((true, "The printer cannot print: it is out of labels.", "D1"), (printer.Attended, printer.Trouble, Assert.Single(printer.Places)));

        await node.Acme.Printing.PrintLabelAsync(new PrintLabelRequest(first) { RequestId = TestNode.Id() });
        Assert.DoesNotContain("COPY", await attending.PrintAsync("DOCK-1"));
        Assert.Empty(Assert.Single((await node.Acme.Printing.ListPrintersAsync(new ListPrintersRequest { Warehouse = TestNode.Warehouse })).Printers).Trouble);
    }

    [Fact]
    public async Task PrintLabel_OfAParcel_TellsAllThatIsInIt()
    {
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        long task = await TaskAsync("A-1", 6);
        var parcel = new PrintLabelRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Printer = "DOCK-1", Label = new() { Parcel = new() { TaskIds = { task } } } };
        await RefusedAsync(node.Acme.Printing.PrintLabelAsync(parcel), "WRONG_TASK_STATE", StatusCode.FailedPrecondition);
        await PackAsync("P1-7");
        await node.Acme.Printing.PrintLabelAsync(parcel);
        string zpl = await attending.PrintAsync("DOCK-1");
        Assert.All(["P1-7", "L2", "A-1", "6"], text => Assert.Contains($"^FD{text}^FS", zpl));

        long other = await TaskAsync("A-2", 2);
        await PackAsync("P1-8");
        parcel.RequestId = TestNode.Id();
        parcel.Label.Parcel.TaskIds.Add(other);
        await RefusedAsync(node.Acme.Printing.PrintLabelAsync(parcel), "MIXED_TASKS", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task PrintLabel_OfAScan_TellsItsTagAndTimeAsTheBuildingsClock_AndEscapesWhatItWasTold()
    {
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        ScanSubject scan = new()
        {
            DeviceId = "d", ScanId = "s", Use = ScanLabelUse.AwaitingAnswer, Tag = "K7^XZ", Sku = "MUG~JA", Quantity = 6, Door = "D1",
            ScannedAt = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 7, 1, 16, 30, 0, TimeSpan.Zero)),
        };
        await node.Acme.Printing.PrintLabelAsync(Of(new LabelSubject { Scan = scan }));
        string zpl = await attending.PrintAsync("DOCK-1");
        Assert.Contains("^FDK7_5EXZ^FS", zpl);
        Assert.Contains("2026-07-01 17:30", zpl);
        Assert.DoesNotContain('~', zpl);

        // The same scan's units go to storage later: another label.
        await node.Acme.Printing.PrintLabelAsync(Of(new LabelSubject { Scan = new ScanSubject(scan) { Use = ScanLabelUse.PutAway, Tag = string.Empty } }));
        Assert.Contains("^FDPUT-AWAY^FS", await attending.PrintAsync("DOCK-1"));
        await RefusedAsync(node.Acme.Printing.PrintLabelAsync(Of(new LabelSubject { Scan = scan })), "ALREADY_PRINTED", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task PrintLabel_ThatCannotBe_SaysWhy()
    {
        long task = await TaskAsync("A-1");
        await RefusedAsync(node.Acme.Printing.PrintLabelAsync(OfTask(task)), "UNKNOWN_PRINTER", StatusCode.NotFound);
        AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        await RefusedAsync(node.Acme.Printing.PrintLabelAsync(OfTask(999_999)), "UNKNOWN_TASK", StatusCode.NotFound);
        var nothing = await RefusedAsync(node.Acme.Printing.PrintLabelAsync(Of(null)), "INVALID_VALUE", StatusCode.InvalidArgument);
        Assert.Contains("label", nothing.ErrorInfo!.Metadata.Keys);
        var wrong = await RefusedAsync(
            node.Acme.Printing.PrintLabelAsync(new PrintLabelRequest { Warehouse = TestNode.Warehouse, Copies = 11 }), "INVALID_ID", StatusCode.InvalidArgument);
        Assert.Equal(["copies", "printer", "request_id"], wrong.ErrorInfo!.Metadata.Keys.Order());
        var scan = await RefusedAsync(node.Acme.Printing.PrintLabelAsync(Of(new LabelSubject { Scan = new ScanSubject { Tag = "K7" } })), "INVALID_ID", StatusCode.InvalidArgument);
        Assert.Equal(["device_id", "quantity", "scan_id", "sku", "tag", "use"], scan.ErrorInfo!.Metadata.Keys.Order(StringComparer.Ordinal));

        await attending.DisposeAsync();
        await Poll.UntilAsync(() => node.Log.Entries.Any(e => e.EventId == 4571));
        await RefusedAsync(node.Acme.Printing.PrintLabelAsync(OfTask(task)), "PRINTER_AWAY", StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task PrintLabel_UnderAnIdOfAnotherLabel_IsRefused()
    {
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        PrintLabelRequest request = OfTask(await TaskAsync("A-1"));
        await node.Acme.Printing.PrintLabelAsync(request);
        request.Label.TaskId = await TaskAsync("A-2");
        await RefusedAsync(node.Acme.Printing.PrintLabelAsync(request), "KEY_REUSED", StatusCode.AlreadyExists);
    }

    [Fact]
    [Trait("Case", "30")]
    public async Task GetPrintJob_OfAnotherOwner_IsNotThereAndPutOnRecord()
    {
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        PrintLabelRequest request = OfTask(await TaskAsync("A-1"));
        await node.Acme.Printing.PrintLabelAsync(request);
        GetPrintJobRequest question = new() { Warehouse = TestNode.Warehouse, RequestId = request.RequestId };
        await RefusedAsync(node.Client("rival").Printing.GetPrintJobAsync(question), "UNKNOWN_PRINT_JOB", StatusCode.NotFound);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4103 && e.Text.Contains("print job"));
        Assert.Equal(request.RequestId, (await node.Client("staff").Printing.GetPrintJobAsync(question)).Job.RequestId);
    }

    [Fact]
    public async Task AttendPrinters_OfTheSameAgent_TakesThePlaceOfTheOlderStream()
    {
        await using AttendingAgent older = await AttendingAgent.StartAsync(agent, "DOCK-1");
        await using AttendingAgent newer = await AttendingAgent.StartAsync(agent, "DOCK-1");
        TakePrintJobRequest take = new() { Warehouse = TestNode.Warehouse, Printer = "DOCK-1", Attendance = older.Attendance, TakeId = TestNode.Id() };
        await RefusedAsync(agent.Printing.TakePrintJobAsync(take), "ATTENDANCE_OVER", StatusCode.FailedPrecondition);
        Assert.Equal(StatusCode.Aborted, Assert.IsType<RpcException>(await older.Ended.WaitAsync(TimeSpan.FromSeconds(30))).StatusCode);
        await node.Acme.Printing.PrintLabelAsync(OfTask(await TaskAsync("A-1"))); // the older one's end has taken nothing away
        await newer.WaitAsync("DOCK-1");
    }

    [Fact]
    public async Task AttendPrinters_OfAnotherAgent_IsRefused_AndPrintersAreOnRecordWhenTheyChange()
    {
        await using (AttendingAgent one = await AttendingAgent.StartAsync(agent, "DOCK-1"))
        {
            RpcException taken = await Assert.ThrowsAsync<RpcException>(() => AttendingAgent.StartAsync(agent, AttendingAgent.Request("another", TestNode.Warehouse, "DOCK-1")));
            Assert.Contains("'DOCK-1' is attended by agent 'agent'", taken.Status.Detail);
        }

        await using (await AttendingAgent.StartAsync(agent, "DOCK-1"))
        {
        }

        await using (await AttendingAgent.StartAsync(agent, "DOCK-1", "DOCK-2"))
        {
        }

        AuditRecord[] records = [.. (await node.Operator.Operations.ListAuditAsync(new ListAuditRequest { KeyId = "agent", Outcome = AuditOutcome.Done })).Records];
        Assert.Equal(2, records.Length);
        Assert.All(records, r => Assert.Equal(("AttendPrinters", "print agent", "agent"), (r.Call, r.Thing, r.Number)));
        Assert.Contains("DOCK-2", records[0].Detail);
    }

    [Fact]
    public async Task AttendPrinters_WithMistakes_NamesThemAll()
    {
        AttendPrintersRequest request = new()
        {
            Warehouse = TestNode.Warehouse,
            Printers = { new AttendedPrinter { Name = "A", Size = (LabelSize)9, DotsPerMm = 7 }, new AttendedPrinter { Name = "A", Places = { " x" } }, new AttendedPrinter() },
        };
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => AttendingAgent.StartAsync(agent, request));
        Assert.Equal(
            ["agent", "printer_1.dots_per_mm", "printer_1.size", "printer_2.name", "printer_2.places", "printer_3.name"], e.GetErrorInfo()!.Metadata.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DrawLabel_IsThePicture_AndNoPrint()
    {
        long task = await TaskAsync("A-1");
        DrawLabelRequest request = new() { Warehouse = TestNode.Warehouse, Label = new LabelSubject { TaskId = task }, Format = LabelFormat.Svg };
        DrawLabelResponse drawn = await node.Client("scanner").Printing.DrawLabelAsync(request);
        Assert.Equal(await node.Acme.Printing.DrawLabelAsync(request), drawn);
        Assert.Equal("image/svg+xml", drawn.ContentType);
        Assert.Contains(">A-1<", drawn.Content.ToStringUtf8());
        await using AttendingAgent attending = await AttendingAgent.StartAsync(agent, "DOCK-1");
        Assert.False((await node.Acme.Printing.PrintLabelAsync(OfTask(task))).Job.IsCopy);
        var wrong = await RefusedAsync(
            node.Acme.Printing.DrawLabelAsync(new DrawLabelRequest { Warehouse = TestNode.Warehouse, Size = (LabelSize)9, DotsPerMm = 6 }), "INVALID_VALUE", StatusCode.InvalidArgument);
        Assert.Equal(["dots_per_mm", "format", "size"], wrong.ErrorInfo!.Metadata.Keys.Order());
    }

    private static PrintLabelRequest OfTask(long task) => Of(new LabelSubject { TaskId = task });

    private static PrintLabelRequest Of(LabelSubject? label) => new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Printer = "DOCK-1", Label = label };

    private async Task<long> TaskAsync(string orderNo, long quantity = 1)
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order(orderNo, quantity));
        return (await node.Acme.Receiving.ReceiveAsync(TestNode.Scan(orderNo, quantity))).Dispositions[0].TaskId;
    }

    /// <summary>Packs the next task.</summary>
    private async Task PackAsync(string parcel)
    {
        TaskOffer offer = Assert.Single((await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "P1", Max = 1 })).Offers);
        await node.Acme.Stations.ConfirmPickAsync(
            new ConfirmPickRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity });
        await node.Acme.Stations.PackAsync(
            new PackRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = parcel, Leases = { new Lease { TaskId = offer.Task.TaskId, Token = offer.Token } } });
    }
}
