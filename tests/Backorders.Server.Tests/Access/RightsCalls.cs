using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Server.Tests.Access;

/// <summary>What each call sends when it is about a thing of an owner. A call of the contract without a line here fails the test.</summary>
internal static partial class RightsCalls
{
    private const string Main = TestNode.Warehouse;

    private static string Id => TestNode.Id();

    /// <summary>The lines by call.</summary>
    public static IReadOnlyDictionary<string, Call> All { get; } = new[] { Receiving(), Stations(), Labels(), Orders(), Inbound(), Shops(), Building(), Webhooks() }
        .SelectMany(calls => calls).ToDictionary(c => c.Name);

    private static IEnumerable<Call> Receiving() =>
    [
        Thing("Receiving/Receive", (w, o) => TestNode.Scan(w.Fresh(o, "SCAN"), 1, Sku(o, "MUG"))),
        Thing("Receiving/ReceiveStream", (w, o) => TestNode.Scan(w.Fresh(o, "SCAN"), 1, Sku(o, "MUG"))),
        Thing("Receiving/ReceiveContainer", async (w, o) => new ReceiveContainerRequest { Warehouse = Main, DeviceId = "scanner-1", ScanId = w.Fresh(o, "SCAN"), Lpn = await w.ContainerAsync(o), Door = "D1" }),
        Thing("Receiving/ReverseReceipt", async (w, o) => new ReverseReceiptRequest
        {
            Warehouse = Main, RequestId = Id, DeviceId = "scanner-1", ScanId = (await w.ReceiptAsync(o)).Scan, Reason = ReasonCode.WrongScan,
        }),
        Thing("Receiving/SetQuality", (w, o) => new SetQualityRequest
        {
            Warehouse = Main, RequestId = Id, Sku = Sku(o, "MUG"), Quantity = 1, From = Quality.Usable, To = Quality.QcHold, Reason = ReasonCode.Inspection,
        }),
        Thing("Receiving/DisposeUnits", (w, o) => new DisposeUnitsRequest
        {
            Warehouse = Main, RequestId = Id, Sku = Sku(o, "MUG"), Quantity = 1, From = Quality.Damaged, Disposition = DispositionCode.Scrap, Reason = ReasonCode.Damaged,
        }),
        Thing("Receiving/DecideOverage", async (w, o) => new DecideOverageRequest
        {
            Warehouse = Main, RequestId = Id, ReceiptId = o == RightsWorld.Nobody ? 999_999 : await w.OverageAsync(o), Disposition = DispositionCode.Restock, Reason = ReasonCode.Review,
        }),
        Thing("Receiving/RecallLot", async (w, o) => new RecallLotRequest { Warehouse = Main, RequestId = Id, Sku = Sku(o, "MILK"), Lot = await w.LotAsync(o), Reason = ReasonCode.Recall }),
        Thing("Receiving/ReleaseLot", async (w, o) => new ReleaseLotRequest
        {
            Warehouse = Main, RequestId = Id, Sku = Sku(o, "MILK"), Lot = await w.LotAsync(o, recalled: true), Reason = ReasonCode.Inspection,
        }),
        Thing("Receiving/TraceLot", async (w, o) => new TraceLotRequest { Warehouse = Main, Sku = Sku(o, "MILK"), Lot = await w.LotAsync(o) }),
        Thing("Receiving/ApproveVariance", async (w, o) => new ApproveVarianceRequest
        {
            Warehouse = Main, RequestId = Id, DeviceId = "scanner-1", ScanId = await w.VarianceAsync(o), Reason = ReasonCode.Review,
        }),
        Thing("Receiving/ReceiveReturn", (w, o) => new ReceiveReturnRequest
        {
            Warehouse = Main, DeviceId = "scanner-1", ScanId = w.Fresh(o, "SCAN"), Sku = Sku(o, "MUG"), Quantity = 1, Door = "D1", Quality = Quality.QcHold, Reference = "R",
        }),
        Thing("Receiving/CountStock", (w, o) => new CountStockRequest
        {
            Warehouse = Main, DeviceId = "scanner-1", ScanId = w.Fresh(o, "COUNT"), Sku = Sku(o, "MUG"), Difference = 1, Reason = ReasonCode.CountDifference,
        }),
    ];

    private static IEnumerable<Call> Stations() =>
    [
        new Call("Stations/Work", async (w, o) =>
        {
            (long task, long token, _, _) = await w.TaskAsync(o);
            return
            [
                new WorkRequest { Hello = new WorkHello { Warehouse = Main, Station = w.Fresh(o, "STREAM") } },
                new WorkRequest { Start = new StartTaskRequest { RequestId = Id, TaskId = task, Token = token } },
            ];
        }),
        // Without room for tasks: what is offered is PullTasks' matter, and whose a held one may be StationsTests'.
        Plain("Stations/OfferTasks", (w, o) => new OfferTasksRequest { Warehouse = Main, Station = w.Fresh(o, "OFFERS") }),
        List("Stations/PullTasks", async (w, o) =>
        {
            await ReadyAsync(w);
            return new PullTasksRequest { Warehouse = Main, RequestId = Id, Station = w.Fresh(o, "STATION"), Max = 100 };
        }),
        List("Stations/ListTasks", async (w, o) =>
        {
            await ReadyAsync(w);
            return new ListTasksRequest { Warehouse = Main, PageSize = 1000 };
        }),
        Thing("Stations/StartTask", async (w, o) => await w.TaskAsync(o) is var t ? new StartTaskRequest { Warehouse = Main, RequestId = Id, TaskId = t.Task, Token = t.Token } : null!),
        Thing("Stations/ConfirmPick", async (w, o) => await w.TaskAsync(o) is var t
            ? new ConfirmPickRequest { Warehouse = Main, RequestId = Id, TaskId = t.Task, Token = t.Token, Quantity = 1 } : null!),
        Thing("Stations/ReportShort", async (w, o) => await w.TaskAsync(o) is var t
            ? new ReportShortRequest { Warehouse = Main, RequestId = Id, TaskId = t.Task, Token = t.Token, Picked = 0, Reason = ReasonCode.NotFound } : null!),
        Thing("Stations/ReportDamage", async (w, o) => await w.PickedAsync(o) is var t
            ? new ReportDamageRequest { Warehouse = Main, RequestId = Id, TaskId = t.Task, Token = t.Token, Quantity = 1, Reason = ReasonCode.Damaged } : null!),
        Thing("Stations/Pack", async (w, o) => await w.PickedAsync(o) is var t
            ? new PackRequest { Warehouse = Main, RequestId = Id, Parcel = w.Fresh(o, "PARCEL"), Leases = { new Lease { TaskId = t.Task, Token = t.Token } } } : null!),
        Thing("Stations/ReportStray", (w, o) => new ReportStrayRequest { Warehouse = Main, RequestId = Id, Scan = new ScannedUnits { Sku = Sku(o, "MUG"), Quantity = 1 } }),
        Thing("Stations/Ship", async (w, o) => new ShipRequest { Warehouse = Main, RequestId = Id, TaskIds = { (await w.PackedAsync(o)).Task } }),
        Thing("Stations/ReturnTask", async (w, o) => await w.TaskAsync(o) is var t
            ? new ReturnTaskRequest { Warehouse = Main, RequestId = Id, TaskId = t.Task, Token = t.Token, Reason = ReasonCode.StationTrouble } : null!),
        Thing("Stations/UnparkTask", async (w, o) => new UnparkTaskRequest { Warehouse = Main, RequestId = Id, TaskId = await w.ParkedAsync(o) }),

        // Names a station, not a thing: that it renews nothing of another owner's is StationsTests' matter.
        Plain("Stations/Heartbeat", async (w, o) => new HeartbeatRequest { Warehouse = Main, Station = (await w.TaskAsync(RightsWorld.Own)).Station }),
        Thing("Stations/GetTaskLabel", async (w, o) => new GetTaskLabelRequest { Warehouse = Main, TaskId = (await w.TaskAsync(o)).Task, Format = LabelFormat.Zpl }),
    ];

    private static IEnumerable<Call> Labels() =>
    [
        Plain("Printing/ListPrinters", (w, o) => new ListPrintersRequest { Warehouse = Main }),
        Thing("Printing/DrawLabel", async (w, o) => new DrawLabelRequest { Warehouse = Main, Label = new LabelSubject { TaskId = (await w.TaskAsync(o)).Task }, Format = LabelFormat.Zpl }),
        Thing("Printing/PrintLabel", async (w, o) => new PrintLabelRequest
        {
            Warehouse = Main, RequestId = Id, Printer = RightsWorld.Printer, Label = new LabelSubject { TaskId = (await w.TaskAsync(o)).Task },
        }),
        Thing("Printing/GetPrintJob", async (w, o) => new GetPrintJobRequest { Warehouse = Main, RequestId = await w.PrintJobAsync(o) }),
        Plain("Printing/AttendPrinters", (w, o) => new AttendPrintersRequest { Warehouse = Main, Agent = w.Fresh(o, "AGENT"), Printers = { new AttendedPrinter { Name = w.Fresh(o, "PRINTER") } } }),
        Plain("Printing/TakePrintJob", (w, o) => new TakePrintJobRequest { Warehouse = Main, Printer = RightsWorld.Printer, Attendance = Id, TakeId = Id }, StatusCode.FailedPrecondition), // it attends none
        Plain("Printing/EndPrintJob", (w, o) => new EndPrintJobRequest { Warehouse = Main, RequestId = Id, TakeId = Id, Outcome = PrintJobState.Printed }, StatusCode.NotFound), // it has none
    ];

    /// <summary>A call about one thing.</summary>
    private static Call Thing(string name, Func<RightsWorld, string, Task<IMessage>> make, StatusCode passes = StatusCode.OK) => new(name, async (w, o) => [await make(w, o)]) { Passes = passes };

    private static Call Thing(string name, Func<RightsWorld, string, IMessage> make, StatusCode passes = StatusCode.OK) => Thing(name, (w, o) => Task.FromResult(make(w, o)), passes);

    /// <summary>A call that lists things.</summary>
    private static Call List(string name, Func<RightsWorld, string, Task<IMessage>> make) => new(name, async (w, o) => [await make(w, o)]) { IsList = true, HasThing = false };

    private static Call List(string name, Func<RightsWorld, string, IMessage> make) => List(name, (w, o) => Task.FromResult(make(w, o)));

    /// <summary>A call that names nothing that is there.</summary>
    private static Call Plain(string name, Func<RightsWorld, string, Task<IMessage>> make, StatusCode passes = StatusCode.OK) =>
        new(name, async (w, o) => [await make(w, o)]) { Passes = passes, HasThing = false };

    private static Call Plain(string name, Func<RightsWorld, string, IMessage> make, StatusCode passes = StatusCode.OK) => Plain(name, (w, o) => Task.FromResult(make(w, o)), passes);

    private static string Sku(string owner, string item) => RightsWorld.Sku(owner, item);

    /// <summary>Leaves a task of each owner that no station has.</summary>
    private static async Task ReadyAsync(RightsWorld w)
    {
        foreach (string owner in new[] { RightsWorld.Own, RightsWorld.Other })
        {
            await w.ReadyAsync(owner);
        }
    }

    /// <summary>A line.</summary>
    /// <param name="Name">The call.</param>
    /// <param name="Make">What it sends about a thing of an owner.</param>
    internal sealed record Call(string Name, Func<RightsWorld, string, Task<IMessage[]>> Make)
    {
        /// <summary>How it ends for who may.</summary>
        public StatusCode Passes { get; init; }

        /// <summary>Whether it is about one thing, which may be another owner's.</summary>
        public bool HasThing { get; init; } = true;

        /// <summary>Whether it tells of many things.</summary>
        public bool IsList { get; init; }
    }
}
