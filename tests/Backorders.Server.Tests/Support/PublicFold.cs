using Backorders.Domain;
using Backorders.Domain.Ids;
using Backorders.Domain.Tests;
using Backorders.Domain.Values;
using Backorders.Domain.Views;
using Backorders.Server.Mapping;
using Backorders.V1;

namespace Backorders.Server.Tests;

/// <summary>
/// A partner's own books: the stock of items, the lines and the tasks as the API gave them at a cursor, and from there on nothing but what the public events say.
/// </summary>
internal sealed class PublicFold
{
    public static readonly string[] Skus = ["A", "B", "C", "D", "L", "T"];

    private readonly Dictionary<string, GetStockResponse> stock;
    private readonly Dictionary<(string OrderNo, int LineNo), V1.Line> lines;
    private readonly Dictionary<long, bool> packed;

    /// <param name="warehouse">The state at the cursor; nothing of it is kept.</param>
    public PublicFold(Warehouse warehouse)
    {
        stock = Stock(warehouse);
        lines = Lines(warehouse).ToDictionary(l => (l.OrderNo, l.LineNo));
        packed = Tasks(warehouse).ToDictionary(t => t.Task.Value, t => t.State == Domain.Values.TaskState.Packed);
    }

    /// <summary>What the API gives of every item.</summary>
    public static Dictionary<string, GetStockResponse> Stock(Warehouse warehouse) =>
        Skus.ToDictionary(sku => sku, sku => warehouse.GetStock(Scenario.Item(sku)) is { } view ? Forms.Stock(view) : new GetStockResponse());

    /// <summary>What the API gives of every line whose order it still knows.</summary>
    public static IEnumerable<V1.Line> Lines(Warehouse warehouse) =>
        Enumerable.Range(1, 3_000).Select(i => warehouse.GetOrder(Scenario.Order($"o{i}"))).OfType<OrderView>().SelectMany(o => o.Lines).Select(Forms.Line);

    public static string Books(GetStockResponse s) => s.ToString();

    public static string Books(V1.Line l) =>
        $"{l.OrderNo}/{l.LineNo} {l.Sku}: {l.Ordered} = {l.Open} + {l.Held} + {l.Allocated} + {l.Picked} + {l.Packed} + {l.Shipped} + {l.Cancelled}";

    public GetStockResponse Of(string sku) => stock[sku];

    public V1.Line Of(string orderNo, int lineNo) => lines[(orderNo, lineNo)];

    public void Take(Event told)
    {
        TakeOrder(told);
        TakeUnits(told);
        TakeWork(told);
        TakeSupply(told);
    }

    private static IEnumerable<TaskView> Tasks(Warehouse warehouse) =>
        Enumerable.Range(1, (int)warehouse.GetFigures().Tasks).Select(i => warehouse.GetTask(new TaskId(i))).OfType<TaskView>();

    private V1.Line LineOf(LineRef line) => lines[(line.OrderNo, line.LineNo)];

    private V1.Line LineOf(TaskRef task) => lines[(task.OrderNo, task.LineNo)];

    private void Add(string orderNo, int lineNo, string sku, long quantity) =>
        lines.Add((orderNo, lineNo), new V1.Line { OrderNo = orderNo, LineNo = lineNo, Sku = sku, Ordered = quantity, Open = quantity });

    private void TakeOrder(Event told)
    {
        foreach (OrderAccepted.Types.Line line in told.OrderAccepted?.Lines ?? [])
        {
            Add(told.OrderAccepted!.OrderNo, line.LineNo, line.Sku, line.Quantity);
        }

        if (told.LineAdded is { } added)
        {
            Add(added.Line.OrderNo, added.Line.LineNo, added.Line.Sku, added.Quantity);
        }

        if (told.LineSubstituted is { } by)
        {
            Add(by.By.OrderNo, by.By.LineNo, by.By.Sku, by.Quantity);
        }

        if (told.LineCancelled is { } cancelled)
        {
            LineOf(cancelled.Line).Open -= cancelled.Quantity;
            LineOf(cancelled.Line).Cancelled += cancelled.Quantity;
        }
    }

    private void TakeUnits(Event told)
    {
        if (told.UnitsAllocated is { } given)
        {
            packed[given.TaskId] = false;
            V1.Line line = LineOf(given.Line);
            bool wasHeld = given.Source == V1.Source.Hold;
            Put(given.Line.Sku, given.Source, -given.Quantity);
            stock[given.Line.Sku].Allocated += given.Quantity;
            (line.Held, line.Open) = wasHeld ? (line.Held - given.Quantity, line.Open) : (line.Held, line.Open - given.Quantity);
            line.Allocated += given.Quantity;
        }
        else if (told.UnitsHeld is { } held)
        {
            Put(held.Line.Sku, held.Source, -held.Quantity);
            stock[held.Line.Sku].Held += held.Quantity;
            LineOf(held.Line).Open -= held.Quantity;
            LineOf(held.Line).Held += held.Quantity;
        }
        else if (told.HoldEnded is { } ended)
        {
            Assert.True(ended.HasInStorage);
            stock[ended.Line.Sku].Held -= ended.Quantity;
            Put(ended.Line.Sku, V1.Source.Storage, ended.InStorage);
            Put(ended.Line.Sku, V1.Source.Dock, ended.Quantity - ended.InStorage);
            LineOf(ended.Line).Held -= ended.Quantity;
            LineOf(ended.Line).Open += ended.Quantity;
        }
        else if (told.AllocationTakenBack is { } back)
        {
            stock[back.Line.Sku].Allocated -= back.Quantity;
            Put(back.Line.Sku, back.BackTo, back.Quantity);
            LineOf(back.Line).Allocated -= back.Quantity;
            LineOf(back.Line).Open += back.Quantity;
        }
        else if (told.PickedUnitsTakenBack is { } inHand)
        {
            FromHand(inHand.TaskId, stock[inHand.Line.Sku], LineOf(inHand.Line), inHand.Quantity);
            stock[inHand.Line.Sku].Usable += inHand.Removed ? inHand.Quantity : 0;
            stock[inHand.Line.Sku].PutBack += inHand.Removed ? 0 : inHand.Quantity;
        }
        else if (told.TaskDamaged is { } damaged)
        {
            FromHand(damaged.Task.TaskId, stock[damaged.Task.Sku], LineOf(damaged.Task), damaged.Quantity);
            stock[damaged.Task.Sku].Damaged += damaged.Quantity;
        }
    }

    /// <summary>Units in hand or in a parcel leave their line, which waits for others.</summary>
    private void FromHand(long task, GetStockResponse item, V1.Line line, long units)
    {
        (item.Packed, item.Picked) = packed[task] ? (item.Packed - units, item.Picked) : (item.Packed, item.Picked - units);
        (line.Packed, line.Picked) = packed[task] ? (line.Packed - units, line.Picked) : (line.Packed, line.Picked - units);
        line.Open += units;
    }

    private void TakeWork(Event told)
    {
        if (told.TaskPicked is { } picked)
        {
            Pick(picked.Task, picked.Task.Quantity);
        }
        else if (told.TaskShort is { } few)
        {
            Assert.Equal(few.Picked + few.Missing, few.Task.Quantity);
            Pick(few.Task, few.Picked);
            stock[few.Task.Sku].Allocated -= few.Missing;
            stock[few.Task.Sku].Suspect += few.Missing + few.Doubted;
            stock[few.Task.Sku].OnHand -= few.Doubted;
            LineOf(few.Task).Allocated -= few.Missing;
            LineOf(few.Task).Open += few.Missing;
        }
        else if (told.PutBackDone is { } brought)
        {
            Assert.True(brought.HasFreed);
            stock[brought.Task.Sku].PutBack -= brought.Freed;
            stock[brought.Task.Sku].Usable += brought.Freed;
        }
        else if (told.CountDone is { } count)
        {
            Assert.Equal(count.Found + count.Lost, count.Task.Quantity);
            GetStockResponse item = stock[count.Task.Sku];
            item.Suspect -= count.Found + count.Lost;
            item.Usable += count.Found - count.InStorage;
            item.OnHand += count.InStorage;
            item.Adjusted -= count.Lost;
        }

        foreach (TaskRef task in told.Packed?.Tasks ?? [])
        {
            packed[task.TaskId] = true;
            (stock[task.Sku].Picked, stock[task.Sku].Packed) = (stock[task.Sku].Picked - task.Quantity, stock[task.Sku].Packed + task.Quantity);
            (LineOf(task).Picked, LineOf(task).Packed) = (LineOf(task).Picked - task.Quantity, LineOf(task).Packed + task.Quantity);
        }

        foreach (TaskRef task in told.Shipped?.Tasks ?? [])
        {
            (stock[task.Sku].Packed, stock[task.Sku].Shipped) = (stock[task.Sku].Packed - task.Quantity, stock[task.Sku].Shipped + task.Quantity);
            (LineOf(task).Packed, LineOf(task).Shipped) = (LineOf(task).Packed - task.Quantity, LineOf(task).Shipped + task.Quantity);
        }
    }

    private void Pick(TaskRef task, long units)
    {
        (stock[task.Sku].Allocated, stock[task.Sku].Picked) = (stock[task.Sku].Allocated - units, stock[task.Sku].Picked + units);
        (LineOf(task).Allocated, LineOf(task).Picked) = (LineOf(task).Allocated - units, LineOf(task).Picked + units);
    }

    private void TakeSupply(Event told)
    {
        if (told.ReceiptRecorded is { } receipt)
        {
            stock[receipt.Sku].Received += receipt.Quantity;
            Put(receipt.Sku, receipt.Quality, receipt.Quantity);
        }
        else if (told.ReceiptReversed is { } reversed)
        {
            Put(reversed.Sku, reversed.From, -reversed.Quantity);
            stock[reversed.Sku].Reversed += reversed.Quantity;
        }
        else if (told.UnitsPutAway is { } stored)
        {
            stock[stored.Sku].Usable -= stored.Quantity;
            stock[stored.Sku].OnHand += stored.Quantity;
        }
        else if (told.UnitsTakenFromStorage is { } taken)
        {
            stock[taken.Sku].OnHand -= taken.Quantity;
            stock[taken.Sku].Usable += taken.Quantity;
        }
        else if (told.StockAdjusted is { } adjusted)
        {
            stock[adjusted.Sku].Adjusted += adjusted.Difference;
            stock[adjusted.Sku].Usable += adjusted.Difference;
        }
        else if (told.QualityChanged is { } changed)
        {
            Put(changed.Sku, changed.From, -changed.Quantity);
            Put(changed.Sku, changed.To, changed.Quantity);
        }
        else if (told.UnitsDisposed is { } disposed)
        {
            Put(disposed.Sku, disposed.From, -disposed.Quantity);
            Put(disposed.Sku, disposed.Disposition == V1.DispositionCode.Refurbish ? V1.Quality.QcHold : V1.Quality.Usable, disposed.Quantity);
        }
        else if (told.OverageHeld is { } beyond)
        {
            stock[beyond.Sku].Usable -= beyond.Quantity;
            stock[beyond.Sku].Overage += beyond.Quantity;
        }
        else if (told.OverageDecided is { } decided)
        {
            stock[decided.Sku].Overage -= decided.Quantity;
            stock[decided.Sku].Usable += decided.Quantity;
        }
    }

    private void Put(string sku, V1.Source place, long units)
    {
        _ = place switch
        {
            V1.Source.Dock => stock[sku].Usable += units,
            V1.Source.Storage => stock[sku].OnHand += units,
            V1.Source.Hold => stock[sku].Held += units,
            _ => throw new InvalidOperationException($"{units} units of {sku}: {place} is no place."),
        };
    }

    private void Put(string sku, V1.Quality condition, long units)
    {
        _ = condition switch
        {
            V1.Quality.Usable => stock[sku].Usable += units,
            V1.Quality.QcHold => stock[sku].QcHold += units,
            V1.Quality.Damaged => stock[sku].Damaged += units,
            _ => throw new InvalidOperationException($"{units} units of {sku}: {condition} is no condition."),
        };
    }
}
