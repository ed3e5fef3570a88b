using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns.Mapping;

internal static class ContainerEventMap
{
    public static Stored.ContainerReceived ToStored(ContainerReceived e)
    {
        Stored.ContainerReceived s = new() { Owner = e.Owner.Value, Lpn = e.Lpn };
        s.Receipts.AddRange(e.Receipts.Select(r => r.Value));
        return s;
    }

    public static ContainerReceived FromStored(Stored.ContainerReceived s) => new(Ids.Owner(s.Owner), s.Lpn, [.. s.Receipts.Select(r => new ReceiptId(r))]);

    public static Stored.ContainerDivided ToStored(ContainerDivided e)
    {
        Stored.ContainerDivided s = new() { Owner = e.Owner.Value, Lpn = e.Lpn, BreakDown = e.BreakDown.Value };
        foreach (ContainerPart part in e.Parts)
        {
            Stored.ContainerPart stored = new() { Lpn = part.Lpn, Sku = part.Sku.Value, Quantity = part.Quantity.Units, Task = part.Task.Value };
            if (part.Line is { } line)
            {
                Ids.OneOwner(e.Owner, line.Order.Owner);
                (stored.OrderNo, stored.LineNo) = (line.Order.OrderNo.Value, line.LineNo);
            }

            s.Parts.Add(stored);
        }

        return s;
    }

    public static ContainerDivided FromStored(Stored.ContainerDivided s) => new(
        Ids.Owner(s.Owner), s.Lpn, new(s.BreakDown),
        [
            .. s.Parts.Select(p => new ContainerPart(
                p.Lpn, Ids.Sku(p.Sku), new(p.Quantity), p.HasOrderNo ? Ids.Line(s.Owner, p.OrderNo, p.LineNo) : null, new(p.Task))),
        ]);

    public static Stored.ContainerBrokenDown ToStored(ContainerBrokenDown e) => new() { Task = e.Task.Value, Units = e.Units.Units };

    public static ContainerBrokenDown FromStored(Stored.ContainerBrokenDown s) => new(new TaskId(s.Task)) { Units = new(s.Units) };
}
