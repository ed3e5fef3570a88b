using System.Collections;
using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Google.Protobuf;

namespace Backorders.Server.Mapping.Events;

/// <summary>Picks out of a warehouse's turns, from a line's acceptance on, what concerns the line.</summary>
/// <param name="line">Which.</param>
/// <param name="sku">What it waits for.</param>
/// <param name="after">Turns up to this one are read for their content but not returned: an earlier call returned them.</param>
internal sealed class LineTracer(LineKey line, Sku sku, long after)
{
    private readonly TaskBook book = new();
    private readonly V1.LineTrace trace = new() { Sku = sku.Value };
    private readonly HashSet<TaskId> tasks = [];
    private readonly string orderNo = line.Order.OrderNo.Value;
    private readonly string owner = line.Order.Owner.Value;
    private long waiting;

    /// <summary>Takes the next turn.</summary>
    public void Take(CommittedTurn turn)
    {
        book.Learn(turn.Events);
        bool served = Count(turn.Events);
        if (turn.Seq > after)
        {
            foreach (V1.Event told in EventForms.Of(turn, book).Where(e => e.Owner == owner && Concerns(e)))
            {
                trace.Happenings.Add(new V1.LineTrace.Types.Happening { Cursor = turn.Seq, At = turn.At.ToTimestamp(), Actor = turn.Actor, Event = told });
            }
        }

        if (waiting > 0 && !served && turn.Events.OfType<ReceiptRecorded>().FirstOrDefault(IsOurs) is { } receipt)
        {
            PassOver(turn, receipt);
        }

        book.Follow(turn.Events);
    }

    /// <summary>All that was found.</summary>
    public V1.LineTrace Tell(long cursor, bool complete)
    {
        (trace.Cursor, trace.Complete) = (cursor, complete);
        return trace;
    }

    /// <summary>The line itself, its order as a whole, or a task that serves it.</summary>
    private bool Concerns(V1.Event told) => EventSubjects.NamesOrder(told, orderNo) && NamesLine(told) != false;

    /// <summary>Whether a message names the line, another line of its order (false), or no line of it (null).</summary>
    private bool? NamesLine(IMessage message)
    {
        bool? found = message.Descriptor.FindFieldByName("order_no") is { } order && message.Descriptor.FindFieldByName("line_no") is { } no
            && orderNo.Equals(order.Accessor.GetValue(message))
            ? line.LineNo.Equals(no.Accessor.GetValue(message))
            : null;
        foreach (object? value in message.Descriptor.Fields.InDeclarationOrder().Select(f => f.Accessor.GetValue(message)))
        {
            foreach (IMessage nested in value is IMessage one ? [one] : (value as IEnumerable)?.OfType<IMessage>() ?? [])
            {
                bool? inner = NamesLine(nested);
                found = found == true || inner == true ? true : found ?? inner;
            }
        }

        return found;
    }

    private bool IsOurs(ReceiptRecorded receipt) =>
        receipt.Item.Owner == line.Order.Owner && receipt.Item.Sku == sku && receipt.Quality == Quality.Usable;

    private void PassOver(CommittedTurn turn, ReceiptRecorded receipt)
    {
        trace.PassedOver = new V1.LineTrace.Types.PassedOver
        {
            Cursor = turn.Seq, At = turn.At.ToTimestamp(), ReceiptId = receipt.Receipt.Value, Quantity = receipt.Quantity.Units,
        };
        foreach (V1.Event told in EventForms.Of(turn, book))
        {
            if (told.UnitsAllocated is { } allocated)
            {
                trace.PassedOver.Allocated.Add(allocated);
            }
            else if (told.UnitsHeld is { } held)
            {
                trace.PassedOver.Held.Add(held);
            }
        }
    }

    /// <summary>Keeps the units that wait.</summary>
    /// <returns>Whether the line got any in this turn.</returns>
    private bool Count(IReadOnlyList<Event> events)
    {
        bool served = false;
        foreach (Event change in events)
        {
            switch (change)
            {
                case OrderAccepted e when e.Order == line.Order:
                    waiting += e.Lines.Where(l => l.LineNo == line.LineNo).Sum(l => l.Quantity.Units);
                    break;
                case LineAdded e when e.Order == line.Order && e.Line.LineNo == line.LineNo:
                    waiting += e.Line.Quantity.Units;
                    break;
                case LineCancelled e when e.Line == line:
                    waiting -= e.Quantity.Units;
                    break;
                case UnitsAllocated e when e.Line == line:
                    served = tasks.Add(e.Task);
                    waiting -= e.Source == Source.Hold ? 0 : e.Quantity.Units;
                    break;
                case UnitsHeld e when e.Line == line:
                    served = true;
                    waiting -= e.Quantity.Units;
                    break;
                case ITakesFromLine e when e.Line == line:
                    waiting += e.Quantity.Units;
                    break;
                case TaskShort e when tasks.Contains(e.Task):
                    waiting += e.Missing.Units;
                    break;
            }
        }

        return served;
    }
}
