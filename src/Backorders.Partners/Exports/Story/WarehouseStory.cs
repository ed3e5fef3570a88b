using Backorders.Domain.Ids;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Partners.Exports.Story;

/// <summary>What documents need to know of what happened before: a fold of the event stream.</summary>
internal sealed class WarehouseStory
{
    private readonly Dictionary<(string Owner, string OrderNo), OrderRecord> orders = [];
    private readonly Dictionary<long, TaskRecord> tasks = [];
    private readonly Dictionary<long, ReceiptRecord> receipts = [];
    private readonly Dictionary<(string Owner, string AsnNo), List<ReceiptRecord>> shipments = [];

    /// <summary>What the fold reads; other kinds need not be sent.</summary>
    public static IReadOnlyList<V1.EventKind> Kinds { get; } =
    [
        V1.EventKind.OrderAccepted, V1.EventKind.LineAdded, V1.EventKind.LineCancelled, V1.EventKind.UnitsAllocated, V1.EventKind.AllocationTakenBack,
        V1.EventKind.PickedUnitsTakenBack, V1.EventKind.TaskShort, V1.EventKind.Packed, V1.EventKind.Shipped, V1.EventKind.CountDone, V1.EventKind.ReceiptRecorded,
        V1.EventKind.ReceiptReversed, V1.EventKind.StockAdjusted, V1.EventKind.QualityChanged, V1.EventKind.ShipmentCancelled, V1.EventKind.ShipmentClosed,
        V1.EventKind.WarehouseOpened, V1.EventKind.TaskDamaged, V1.EventKind.LineSubstituted,
    ];

    /// <summary>The zone of the building; UTC until it is told.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>The same moment by the clock of the building.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    public OrderRecord? Order(string owner, string orderNo) => orders.GetValueOrDefault((owner, orderNo));

    public TaskRecord? Task(long task) => tasks.GetValueOrDefault(task);

    public ReceiptRecord? Receipt(long receipt) => receipts.GetValueOrDefault(receipt);

    /// <summary>The receipts that were counted against a notice and not taken back, in the order of their scans.</summary>
    public IReadOnlyList<ReceiptRecord> ReceiptsOf(string owner, string asnNo) => shipments.GetValueOrDefault((owner, asnNo)) ?? [];

    /// <summary>The item's GTIN in 14 digits; empty when the owner's code is none.</summary>
    public static string GtinOf(string sku) => sku.Length is 12 or 13 or 14 && CheckDigit.IsGtin(sku) ? sku.PadLeft(14, '0') : string.Empty;

    /// <summary>What must be known when an event is told.</summary>
    public void Before(V1.Event told)
    {
        switch (told.BodyCase)
        {
            case Body.WarehouseOpened:
                Zone = TimeZoneInfo.TryFindSystemTimeZoneById(told.WarehouseOpened.TimeZone, out TimeZoneInfo? zone) ? zone : TimeZoneInfo.Utc;
                break;
            case Body.Packed:
                foreach (V1.TaskRef task in told.Packed.Tasks)
                {
                    Known(told.Owner, task).Parcel = told.Packed.Parcel;
                }

                break;
            case Body.Shipped:
                foreach (V1.TaskRef task in told.Shipped.Tasks)
                {
                    TaskRecord left = Known(told.Owner, task);
                    if (LineOf(left.Owner, left.OrderNo, left.LineNo) is { } line)
                    {
                        line.Shipped += left.Quantity;
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>What an event changes for those after it.</summary>
    public void After(V1.Event told, long cursor, DateTimeOffset at, int number)
    {
        switch (told.BodyCase)
        {
            case Body.OrderAccepted or Body.LineAdded or Body.LineSubstituted or Body.LineCancelled:
                OfOrder(told);
                break;
            case Body.ReceiptRecorded:
                ReceiptRecord receipt = new(cursor, number, at, told.ReceiptRecorded) { IsReported = told.ReceiptRecorded.AsnNo.Length == 0 };
                receipts[told.ReceiptRecorded.ReceiptId] = receipt;
                if (!receipt.IsReported)
                {
                    OpenShipment(told.Owner, told.ReceiptRecorded.AsnNo).Add(receipt);
                }

                break;
            case Body.ReceiptReversed when receipts.Remove(told.ReceiptReversed.ReceiptId, out ReceiptRecord? gone) && !gone.IsReported:
                OpenShipment(told.Owner, gone.Told.AsnNo).Remove(gone);
                break;
            case Body.ShipmentClosed:
                EndShipment(told.Owner, told.ShipmentClosed.AsnNo);
                break;
            case Body.ShipmentCancelled:
                EndShipment(told.Owner, told.ShipmentCancelled.AsnNo);
                break;
            default:
                OfTask(told);
                break;
        }
    }

    private void OfOrder(V1.Event told)
    {
        if (told.BodyCase == Body.OrderAccepted)
        {
            OrderRecord order = new(told.OrderAccepted.Terms?.Customer ?? string.Empty);
            foreach (V1.OrderAccepted.Types.Line line in told.OrderAccepted.Lines)
            {
                order.Lines[line.LineNo] = new LineRecord(line.Sku, line.Quantity);
            }

            orders[(told.Owner, told.OrderAccepted.OrderNo)] = order;
        }
        else if (told.BodyCase is Body.LineAdded or Body.LineSubstituted)
        {
            (V1.LineRef line, long quantity) = told.BodyCase == Body.LineAdded
                ? (told.LineAdded.Line, told.LineAdded.Quantity)
                : (told.LineSubstituted.By, told.LineSubstituted.Quantity);
            if (Order(told.Owner, line.OrderNo) is { } order)
            {
                order.Lines[line.LineNo] = new LineRecord(line.Sku, quantity);
            }
        }
        else if (LineOf(told.Owner, told.LineCancelled.Line.OrderNo, told.LineCancelled.Line.LineNo) is { } line)
        {
            line.Ordered -= told.LineCancelled.Quantity;
            Forget(told.Owner, told.LineCancelled.Line.OrderNo);
        }
    }

    private void OfTask(V1.Event told)
    {
        switch (told.BodyCase)
        {
            case Body.UnitsAllocated:
                V1.UnitsAllocated given = told.UnitsAllocated;
                tasks[given.TaskId] = new TaskRecord(told.Owner, given.Line.OrderNo, given.Line.LineNo, given.Line.Sku, given.Quantity);
                break;
            case Body.AllocationTakenBack:
                Lower(told.AllocationTakenBack.TaskId, told.AllocationTakenBack.Quantity);
                break;
            case Body.PickedUnitsTakenBack:
                Lower(told.PickedUnitsTakenBack.TaskId, told.PickedUnitsTakenBack.Quantity);
                break;
            case Body.TaskShort:
                Lower(told.TaskShort.Task.TaskId, told.TaskShort.Missing);
                break;
            case Body.TaskDamaged:
                Lower(told.TaskDamaged.Task.TaskId, told.TaskDamaged.Quantity);
                break;
            case Body.Shipped:
                foreach (V1.TaskRef task in told.Shipped.Tasks)
                {
                    tasks.Remove(task.TaskId);
                    Forget(told.Owner, task.OrderNo);
                }

                break;
            default:
                break;
        }
    }

    private void Lower(long task, long by)
    {
        if (tasks.TryGetValue(task, out TaskRecord? known) && (known.Quantity -= by) <= 0)
        {
            tasks.Remove(task);
        }
    }

    /// <summary>A task; one that was made before the stream began is known from its mention.</summary>
    private TaskRecord Known(string owner, V1.TaskRef task)
    {
        if (!tasks.TryGetValue(task.TaskId, out TaskRecord? known))
        {
            known = new TaskRecord(owner, task.OrderNo, task.LineNo, task.Sku, task.Quantity);
            tasks[task.TaskId] = known;
        }

        return known;
    }

    private LineRecord? LineOf(string owner, string orderNo, int lineNo) => Order(owner, orderNo)?.Lines.GetValueOrDefault(lineNo);

    private void Forget(string owner, string orderNo)
    {
        if (Order(owner, orderNo) is { IsDone: true })
        {
            orders.Remove((owner, orderNo));
        }
    }

    private List<ReceiptRecord> OpenShipment(string owner, string asnNo)
    {
        if (!shipments.TryGetValue((owner, asnNo), out List<ReceiptRecord>? open))
        {
            shipments[(owner, asnNo)] = open = [];
        }

        return open;
    }

    private void EndShipment(string owner, string asnNo)
    {
        if (shipments.Remove((owner, asnNo), out List<ReceiptRecord>? closed))
        {
            closed.ForEach(r => r.IsReported = true);
        }
    }
}
