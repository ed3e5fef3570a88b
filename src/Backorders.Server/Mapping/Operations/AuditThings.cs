using Backorders.Domain.Events;
using Backorders.Domain.Ids;

namespace Backorders.Server.Mapping.Operations;

/// <summary>What an event is about, for the audit: kinds and numbers as they are asked for, and whose they are.</summary>
internal static class AuditThings
{
    /// <summary>The things of an event, the first the one that it is told by.</summary>
    public static IEnumerable<(string Kind, string Number)> Of(Event e)
    {
        switch (e)
        {
            case ReceiptRecorded r:
                yield return ("receipt", r.Receipt.ToString());
                break;
            case ReceiptReversed r:
                yield return ("receipt", r.Receipt.ToString());
                break;
            case ContainerReceived c:
                yield return ("container", c.Lpn);
                break;
            case ContainerDivided c:
                yield return ("container", c.Lpn);
                break;
            case LaneStateChanged l:
                yield return ("lane", l.Lane.Value);
                break;
            case DoorStateChanged d:
                yield return ("door", d.Door.Value);
                break;
            case PolicySet p:
                yield return ("policy", p.Owner?.Value ?? "building");
                break;
            case PolicyDropped p:
                yield return ("policy", p.Owner.Value);
                break;
            case ItemsDefined i:
                foreach (Domain.Values.Item item in i.Items)
                {
                    yield return ("item", item.Sku.Value);
                }

                break;
        }

        foreach ((string, string) named in Named(e))
        {
            yield return named;
        }
    }

    /// <summary>Whose thing an event tells of; null for nobody's, and for a task's own steps, which do not name the owner.</summary>
    public static OwnerId? OwnerOf(Event e) => e switch
    {
        IOfItem i => i.Item.Owner,
        IOfOrder o => o.Order.Owner,
        IOfLine l => l.Line.Order.Owner,
        IOfShipment s => s.Asn.Owner,
        ContainerReceived c => c.Owner,
        ItemsDefined i => i.Owner,
        PolicySet p => p.Owner,
        PolicyDropped p => p.Owner,
        _ => null,
    };

    private static IEnumerable<(string Kind, string Number)> Named(Event e)
    {
        if (e is IOfOrder order)
        {
            yield return ("order", order.Order.OrderNo.Value);
        }

        if (e is IOfLine line)
        {
            yield return ("order", line.Line.Order.OrderNo.Value);
        }

        if (e is IOfShipment shipment)
        {
            yield return ("shipment", shipment.Asn.AsnNo.Value);
        }

        if (e is IOfTask task)
        {
            yield return ("task", task.Task.ToString());
        }

        if (e is IOfTasks tasks)
        {
            foreach (TaskId one in tasks.Tasks)
            {
                yield return ("task", one.ToString());
            }
        }

        if (e is IOfItem item)
        {
            yield return ("item", item.Item.Sku.Value);
        }
    }
}
