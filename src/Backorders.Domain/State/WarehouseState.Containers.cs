using Backorders.Domain.ActorData;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.State;

internal sealed partial class WarehouseState
{
    private readonly SortedDictionary<(OwnerId Owner, string Lpn), ContainerRecord> containers =
        new(Comparer<(OwnerId Owner, string Lpn)>.Create((a, b) => a.Owner.CompareTo(b.Owner) is var o and not 0 ? o : string.CompareOrdinal(a.Lpn, b.Lpn)));

    /// <summary>A container that an owner's notices announced; null when none did.</summary>
    public ContainerRecord? FindContainer(OwnerId owner, string lpn) => containers.GetValueOrDefault((owner, lpn));

    private void Announce(AsnKey asn, IReadOnlyList<AnnouncedContainer> announced)
    {
        foreach (AnnouncedContainer container in announced)
        {
            containers[(asn.Owner, container.Lpn)] = new ContainerRecord(asn.Owner, asn, container);
        }
    }

    /// <summary>Containers are forgotten with the notice that announced them.</summary>
    private void ForgetContainers(AsnKey asn)
    {
        foreach ((OwnerId, string) gone in containers.Where(c => c.Value.Asn == asn).Select(c => c.Key).ToArray())
        {
            containers.Remove(gone);
        }
    }

    private void On(ContainerReceived e, Instant at) => containers[(e.Owner, e.Lpn)].ReceivedAt = at;

    private void On(ContainerDivided e)
    {
        foreach (ContainerPart part in e.Parts)
        {
            if (part.Task != default)
            {
                Task(part.Task).Lpn = part.Lpn;
            }
        }

        if (e.BreakDown != default)
        {
            SkuData item = Sku(new SkuKey(e.Owner, e.Parts[0].Sku));
            Quantity all = e.Parts.Aggregate(Quantity.Zero, (sum, p) => sum + p.Quantity);
            Board.Add(new WorkTask(e.BreakDown, TaskKind.BreakDown, item) { Quantity = all, Origin = item.Origin, Lpn = e.Lpn });
            Tally.Tasks++;
        }
    }

    private void On(ContainerBrokenDown e) => Board.Forget(Task(e.Task));
}
