using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Events;

/// <summary>Tells of one line of an order.</summary>
public interface IOfLine
{
    /// <summary>The line.</summary>
    LineKey Line { get; }
}

/// <summary>
/// Tells of one line of an order and says itself what the line asks for: whoever reads the event long after the order was forgotten cannot ask the warehouse any more.
/// </summary>
public interface ITellsSku : IOfLine
{
    /// <summary>What the line asks for. Not set in journals of before events said so.</summary>
    Sku Sku { get; }
}

/// <summary>Tells of an order as a whole.</summary>
public interface IOfOrder
{
    /// <summary>The order.</summary>
    OrderKey Order { get; }
}

/// <summary>Tells of units of an item. With <see cref="IOfLine"/>: it is the item that the line asks for.</summary>
public interface IOfItem
{
    /// <summary>Owner and SKU.</summary>
    SkuKey Item { get; }
}

/// <summary>Tells of a ship notice.</summary>
public interface IOfShipment
{
    /// <summary>The notice.</summary>
    AsnKey Asn { get; }
}

/// <summary>Tells of a task that was made by an event before.</summary>
public interface IOfTask
{
    /// <summary>The task.</summary>
    TaskId Task { get; }
}

/// <summary>Tells of a task and says itself how many units it is about, so that nobody has to have read all that changed the task before.</summary>
public interface ITellsUnits : IOfTask
{
    /// <summary>The task's base units when this happened, before anything that the event itself takes from them. Zero in journals of before events said so.</summary>
    Quantity Units { get; }
}

/// <summary>Tells of tasks that were made by events before.</summary>
public interface IOfTasks
{
    /// <summary>The tasks.</summary>
    IReadOnlyList<TaskId> Tasks { get; }

    /// <summary>The base units of each of them when this happened, in the same order. Empty in journals of before events said so.</summary>
    IReadOnlyList<Quantity> Units { get; }
}

/// <summary>Ends a task that serves no line: nothing is heard of it any more.</summary>
public interface IEndsTask : IOfTask;

/// <summary>Takes units from a line that had them: it waits for as many again, unless the events that follow give up its claim.</summary>
public interface ITakesFromLine : IOfLine
{
    /// <summary>Base units.</summary>
    Quantity Quantity { get; }
}

/// <summary>Follows from what people and partners said: the warehouse's own decision, or the work of its stations. Whoever plays history again does not say it, it comes anew.</summary>
public interface IFollows;
