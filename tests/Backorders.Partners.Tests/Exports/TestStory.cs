using Backorders.V1;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Partners.Tests.Exports;

/// <summary>A summer night in London, as the event stream tells it: what was announced and came otherwise, short picks, departures, counts, returns, corrections.</summary>
internal sealed class TestStory
{
    public const string Sscc = "376104250021234569";

    private DateTimeOffset now = new(2031, 7, 1, 22, 0, 0, TimeSpan.Zero);

    public List<SubscribeResponse> Decisions { get; } = [];

    /// <summary>Everything that documents tell of, for two owners.</summary>
    public static TestStory Whole()
    {
        TestStory story = new();
        story.Add(new Event { WarehouseOpened = new WarehouseOpened { TimeZone = "Europe/London", Doors = { "D1" }, Lanes = { "L1" } } });
        story.Order("ACME", "A-1", "Müller & Söhne *~> KG", ("MUG", 10), ("6291041500213", 5));
        story.Order("ACME", "A-2", string.Empty, ("MUG", 4));
        story.Order("RIVAL", "R-1", "Smith", ("MUG", 2));
        story.Receipts();
        story.Departures();
        story.Corrections();
        return story;
    }

    public TestStory Add(params Event[] events)
    {
        now += TimeSpan.FromMinutes(7);
        SubscribeResponse decision = new() { Cursor = (Decisions.Count + 1) * 10, At = Timestamp.FromDateTimeOffset(now), Actor = "test" };
        decision.Events.AddRange(events);
        Decisions.Add(decision);
        return this;
    }

    public void Order(string owner, string orderNo, string customer, params (string Sku, long Quantity)[] lines)
    {
        OrderAccepted accepted = new() { OrderNo = orderNo, Terms = new OrderTerms { Customer = customer } };
        accepted.Lines.AddRange(lines.Select((l, i) => new OrderAccepted.Types.Line { LineNo = i + 1, Sku = l.Sku, Quantity = l.Quantity }));
        Add(new Event { Owner = owner, OrderAccepted = accepted });
    }

    public Event Receipt(long id, string sku, long quantity, string asnNo = "", Quality quality = Quality.Usable, ReceiptKind kind = ReceiptKind.Expected, string lpn = "") => new()
    {
        Owner = "ACME",
        ReceiptRecorded = new ReceiptRecorded
        {
            ReceiptId = id, Kind = kind, Sku = sku, Quantity = quantity, DeviceId = "S1", ScanId = $"{id}", Door = "D1", AsnNo = asnNo, Lpn = lpn, Quality = quality,
            OccurredAt = Timestamp.FromDateTimeOffset(now),
        },
    };

    public static Event Allocated(string owner, long task, string orderNo, int line, string sku, long quantity) => new()
    {
        Owner = owner, UnitsAllocated = new UnitsAllocated { Line = Line(orderNo, line, sku), TaskId = task, Quantity = quantity, Lane = "L1" },
    };

    public static Event PackedInto(string owner, string parcel, params TaskRef[] tasks) => new() { Owner = owner, Packed = new Packed { Parcel = parcel, Tasks = { tasks } } };

    public static Event Left(string owner, string carrier, string tracking, params TaskRef[] tasks) =>
        new() { Owner = owner, Shipped = new Shipped { Carrier = carrier, Tracking = tracking, Tasks = { tasks } } };

    public static TaskRef Task(long id, string orderNo, int line, string sku, long quantity = 0) =>
        new() { TaskId = id, OrderNo = orderNo, LineNo = line, Sku = sku, Quantity = quantity };

    private static LineRef Line(string orderNo, int line, string sku) => new() { OrderNo = orderNo, LineNo = line, Sku = sku };

    private static Event Reversal(long receipt, string sku, long quantity) => new()
    {
        Owner = "ACME", ReceiptReversed = new ReceiptReversed { ReceiptId = receipt, Sku = sku, Quantity = quantity, Reason = ReasonCode.WrongScan },
    };

    private static Event Inspected(Quality from, Quality to, long quantity) => new()
    {
        Owner = "ACME", QualityChanged = new QualityChanged { Sku = "MUG", Quantity = quantity, From = from, To = to, Reason = ReasonCode.Inspection },
    };

    /// <summary>N-1: MUG two short and four of those damaged, BOWL two over, CUP not at all; a scan taken back in time. N-2 is cancelled when some of it was there.</summary>
    private void Receipts()
    {
        Add(Receipt(1, "MUG", 6, "N-1", lpn: "PALLET-1"), Allocated("ACME", 1, "A-1", 1, "MUG", 6));
        Add(Receipt(2, "MUG", 4, "N-1", Quality.Damaged));
        Add(Receipt(3, "MUG", 3, "N-1"));
        Add(Reversal(3, "MUG", 3));
        Add(Receipt(4, "BOWL", 7, "N-1"));
        Add(new Event
        {
            Owner = "ACME",
            ShipmentClosed = new ShipmentClosed
            {
                AsnNo = "N-1",
                Differences =
                {
                    new ShipmentDifference { Sku = "MUG", Announced = 12, Received = 10 }, new ShipmentDifference { Sku = "BOWL", Announced = 5, Received = 7 },
                    new ShipmentDifference { Sku = "CUP", Announced = 3 },
                },
            },
        });
        Add(Receipt(5, "6291041500213", 8, kind: ReceiptKind.Blind), Allocated("ACME", 2, "A-1", 2, "6291041500213", 5));
        Add(Receipt(6, "MUG", 2, kind: ReceiptKind.Return, quality: Quality.QcHold));
        Add(Receipt(7, "CUP", 1, "N-2"));
        Add(new Event { Owner = "ACME", ShipmentCancelled = new ShipmentCancelled { AsnNo = "N-2", Reason = ReasonCode.Supplier } });
    }

    /// <summary>A-1 in two departures, the first one with a short pick; then A-2, of which the rest is given up; R-1 loose, by a carrier with a code.</summary>
    private void Departures()
    {
        Add(new Event { Owner = "ACME", TaskShort = new TaskShort { Task = Task(1, "A-1", 1, "MUG", 6), Picked = 4, Missing = 2, Reason = ReasonCode.NotFound, CountTaskId = 9 } });
        Add(PackedInto("ACME", Sscc, Task(1, "A-1", 1, "MUG", 6), Task(2, "A-1", 2, "6291041500213", 5)));
        Add(Left("ACME", "UPSN", "1Z999", Task(1, "A-1", 1, "MUG", 6), Task(2, "A-1", 2, "6291041500213", 5)));
        Add(Allocated("ACME", 3, "A-1", 1, "MUG", 6), Allocated("ACME", 4, "A-2", 1, "MUG", 3));
        Add(new Event { Owner = "ACME", AllocationTakenBack = new AllocationTakenBack { Line = Line("A-2", 1, "MUG"), TaskId = 4, Quantity = 1, Reason = ReasonCode.WrongScan } });
        Add(new Event { Owner = "ACME", LineCancelled = new LineCancelled { Line = Line("A-2", 1, "MUG"), Quantity = 2, Reason = ReasonCode.CustomerRequest } });
        Add(PackedInto("ACME", "P-1", Task(3, "A-1", 1, "MUG", 6)));
        Add(PackedInto("ACME", "P-2", Task(4, "A-2", 1, "MUG", 3)));
        Add(Left("ACME", "Bob's own van", string.Empty, Task(3, "A-1", 1, "MUG", 6), Task(4, "A-2", 1, "MUG", 3)));
        Add(Allocated("RIVAL", 5, "R-1", 1, "MUG", 2));
        Add(Left("RIVAL", "DHL", "JD01", Task(5, "R-1", 1, "MUG", 2)));
    }

    private void Corrections()
    {
        Add(Reversal(5, "6291041500213", 8));
        Add(new Event { Owner = "ACME", StockAdjusted = new StockAdjusted { Sku = "MUG", Difference = -2, Reason = ReasonCode.CountDifference } });
        Add(
            new Event { Owner = "ACME", StockAdjusted = new StockAdjusted { Sku = "BOWL", Difference = 3 } },
            new Event { Owner = "RIVAL", StockAdjusted = new StockAdjusted { Sku = "MUG", Difference = -1, Reason = ReasonCode.Loss } });
        Add(new Event { Owner = "ACME", StockAdjusted = new StockAdjusted { Sku = "MUG", Missing = 4, Reason = ReasonCode.CountDifference } });
        Add(new Event { Owner = "ACME", CountDone = new CountDone { Task = Task(9, string.Empty, 0, "MUG", 2), Found = 1, Lost = 1 } });
        Add(Inspected(Quality.QcHold, Quality.Damaged, 1), Inspected(Quality.Usable, Quality.QcHold, 2), Inspected(Quality.QcHold, Quality.Usable, 3));
    }
}
