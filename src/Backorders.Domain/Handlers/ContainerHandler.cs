using Backorders.Domain.ActorData;
using Backorders.Domain.Checks;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Messages;
using Backorders.Domain.State;
using Backorders.Domain.Values;

namespace Backorders.Domain.Handlers;

/// <summary>Containers received whole: their content arrives in one turn, and what goes several ways is broken down.</summary>
internal static class ContainerHandler
{
    public static Refused? Handle(ReceiveContainer c, TurnContext turn)
    {
        if (Check.OpenDoor(turn.State, c.Door) is { } refused)
        {
            return refused;
        }

        if (turn.State.FindContainer(c.Owner, c.Lpn) is not { } container)
        {
            return Refused.Because(
                Refusal.UnknownContainer, $"No notice of {c.Owner} announced a container {c.Lpn}. Receive what is in it scan by scan.", ("lpn", c.Lpn));
        }

        if (container.ReceivedAt != Instant.Never)
        {
            return CameAlready(container);
        }

        IReadOnlyList<AnnouncedLine> contents = container.Announced.Contents;
        for (int i = 0; i < contents.Count; i++)
        {
            SkuKey key = new(c.Owner, contents[i].Sku);
            if ((ReceivingHandler.ScanIsNew(key, contents[i].Quantity, ScanOf(c.Scan, i), turn)
                ?? SerialCheck.Arriving(turn.State, key, contents[i].Quantity, [], isReturn: false)
                ?? LotCheck.Arriving(turn.State, key, default, null, out _)) is { } cannot)
            {
                return cannot;
            }
        }

        InboundData? inbound = turn.State.FindInbound(container.Asn);
        UnannouncedRule rule = turn.State.PolicyOf(c.Owner).Unannounced;
        if (inbound is not { IsOpen: true } && rule == UnannouncedRule.Refuse)
        {
            return Refused.Because(
                Refusal.ShipmentClosed, $"Shipment {container.Asn.AsnNo}, which announced container {c.Lpn}, is closed.", ("asn_no", container.Asn.AsnNo), ("lpn", c.Lpn));
        }

        Receive(c, container, inbound, rule, turn);
        return null;
    }

    /// <summary>Puts lines of one container together.</summary>
    public static Refused? Announced(AsnKey asn, IReadOnlyList<RequestedSupply> lines, TurnContext turn, out IReadOnlyList<AnnouncedContainer> containers)
    {
        List<AnnouncedContainer> all = [];
        containers = all;
        foreach (IGrouping<string, RequestedSupply> group in lines.Where(l => l.Lpn.Length > 0).GroupBy(l => l.Lpn))
        {
            if (turn.State.FindContainer(asn.Owner, group.Key) is { } known)
            {
                return Refused.Because(
                    Refusal.AlreadyExists, $"Container {group.Key} was announced with shipment {known.Asn.AsnNo}.", ("lpn", group.Key), ("asn_no", known.Asn.AsnNo));
            }

            AnnouncedLine[] contents =
            [
                .. group.GroupBy(l => l.Sku).Select(sku => new AnnouncedLine(
                    sku.Key, sku.Aggregate(Quantity.Zero, (sum, l) => sum + new Quantity(l.Quantity * turn.State.FindItem(new SkuKey(asn.Owner, l.Sku))!.Factor(l.Unit)!.Value)))),
            ];
            all.Add(new AnnouncedContainer(group.Key, contents));
        }

        return null;
    }

    public static Refused CameAlready(ContainerRecord container) => Refused.Because(
        Refusal.ContainerReceived, $"Container {container.Announced.Lpn} came whole at {container.ReceivedAt}: what is in it is counted already.",
        ("lpn", container.Announced.Lpn), ("received_at", container.ReceivedAt));

    private static void Receive(ReceiveContainer c, ContainerRecord container, InboundData? inbound, UnannouncedRule rule, TurnContext turn)
    {
        bool reopens = inbound is { IsOpen: false } && rule == UnannouncedRule.Reopen;
        bool expected = inbound is { IsOpen: true } || reopens;
        List<ReceiptId> receipts = [];
        for (int i = 0; i < container.Announced.Contents.Count; i++)
        {
            AnnouncedLine line = container.Announced.Contents[i];
            bool named = expected && inbound!.Find(line.Sku) is not null;
            receipts.Add(ReceivingHandler.Record(
                named ? ReceiptKind.Expected : ReceiptKind.Blind, new SkuKey(c.Owner, line.Sku), line.Quantity, ScanOf(c.Scan, i), c.Door, named ? container.Asn : null,
                c.Lpn, Quality.Usable, c.OccurredAt, [], null, turn));
        }

        if (reopens)
        {
            turn.Emit(new ShipmentReopened(inbound!.Key));
        }

        turn.Emit(new ContainerReceived(c.Owner, c.Lpn, receipts));
        int from = turn.Events.Count;
        foreach (AnnouncedLine line in container.Announced.Contents)
        {
            turn.Deliver(new DistributeAtOnce(new SkuKey(c.Owner, line.Sku)));
        }

        Divide(c, receipts, from, turn);
    }

    /// <summary>Each line that gets units gets a part of its own; what goes to storage stays in the container and keeps its number.</summary>
    private static void Divide(ReceiveContainer c, List<ReceiptId> receipts, int from, TurnContext turn)
    {
        List<(Sku Sku, Quantity Units, LineKey? Line, TaskId Task)> ways = [];
        foreach (Event change in turn.Events.Skip(from))
        {
            switch (change)
            {
                case UnitsAllocated e when receipts.Contains(e.Receipt):
                    ways.Add((e.Item.Sku, e.Quantity, e.Line, e.Task));
                    break;
                case UnitsPutAway e when receipts.Contains(e.Receipt):
                    ways.Add((e.Item.Sku, e.Quantity, null, default));
                    break;
                case UnitsHeld { Source: Source.Dock } e:
                    ways.Add((e.Item.Sku, e.Quantity, e.Line, default));
                    break;
                default:
                    break;
            }
        }

        if (ways.Count == 0)
        {
            return;
        }

        bool stays = ways.Count == 1 || ways.TrueForAll(w => w.Line is null);
        int child = 0;
        ContainerPart[] parts =
            [.. ways.Select(w => new ContainerPart(stays || w.Line is null ? c.Lpn : $"{c.Lpn}/{++child}", w.Sku, w.Units, w.Line, w.Task))];
        turn.Emit(new ContainerDivided(c.Owner, c.Lpn, stays ? default : new TaskId(turn.State.Board.LastTaskId + 1), parts));
    }

    /// <summary>A receipt has a scan of its own: the first content's is the container's, the others follow it.</summary>
    private static ScanKey ScanOf(ScanKey scan, int index) =>
        index == 0 ? scan : new ScanKey(scan.Device, ScanId.FromTrusted(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{scan.Scan}/{index + 1}")));
}
