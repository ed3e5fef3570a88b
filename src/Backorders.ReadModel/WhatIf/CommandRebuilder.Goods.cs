using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.ReadModel.WhatIf;

/// <summary>Facts about units that are told apart: by lot, by day of use, by serial number, by container.</summary>
internal sealed partial class CommandRebuilder
{
    /// <summary>Whether a correction of stock is the consequence of another fact of its turn, which is played.</summary>
    private static bool Follows(Event change, IReadOnlyList<Event> events) => change is StockAdjusted
        ? events.Any(o => o is OverageDecided or UnitsDisposed)
        : events.Any(o => o is OverageDecided or ReceiptRecorded or ReceiptReversed or LotRecalled);

    private static LotNo NoOf(Lot? lot) => lot?.No ?? default;

    /// <summary>A container: its scan, door and time are those of its first receipt.</summary>
    private static ReceiveContainer? Container(ContainerReceived e, IReadOnlyList<Event> events, Action<string> skip)
    {
        if (events.OfType<ReceiptRecorded>().FirstOrDefault() is { } first)
        {
            return new ReceiveContainer(e.Owner, e.Lpn, first.Scan, first.Door, first.OccurredAt);
        }

        skip("ReceiveContainer: NoReceipt");
        return null;
    }

    /// <summary>The lines of a notice: what comes in containers, and the rest of each item.</summary>
    private static IEnumerable<RequestedSupply> Contents(ShipmentAnnounced e)
    {
        Dictionary<Sku, long> boxed = [];
        foreach (AnnouncedContainer container in e.Containers)
        {
            foreach (AnnouncedLine line in container.Contents)
            {
                boxed[line.Sku] = boxed.GetValueOrDefault(line.Sku) + line.Quantity.Units;
                yield return new RequestedSupply(line.Sku, line.Quantity.Units, default) { Lpn = container.Lpn };
            }
        }

        foreach (AnnouncedLine line in e.Lines)
        {
            long loose = line.Quantity.Units - boxed.GetValueOrDefault(line.Sku);
            if (loose > 0)
            {
                yield return new RequestedSupply(line.Sku, loose, default);
            }
        }
    }

    /// <summary>The number that a receipt has this time; that of the record when it was received before the window.</summary>
    private ReceiptId NumberOf(ReceiptId recorded) =>
        scans.TryGetValue(recorded, out (OwnerId Owner, ScanKey Scan) known) && warehouse.FindReceipt(known.Owner, known.Scan) is { } now ? now : recorded;

    private CountStock Count(StockAdjusted e)
    {
        long difference = e.Difference - e.Missing.Units;
        return new CountStock(e.Item, null, difference, e.Reason, e.Scan)
        {
            Serials = difference < 0 ? InStock(e.Item, e.Serials, -difference) : e.Serials, Lot = NoOf(e.Lot), Expiry = e.Lot?.Expiry,
        };
    }

    /// <summary>A disposition; the units that it takes out of stock are told by the correction behind it.</summary>
    private DisposeUnits Disposal(UnitsDisposed e, IReadOnlyList<Event> events)
    {
        int at = 0;
        while (!ReferenceEquals(events[at], e))
        {
            at++;
        }

        bool leaves = e.Disposition is DispositionCode.Scrap or DispositionCode.ReturnToSupplier;
        IReadOnlyList<Serial> recorded = leaves && at + 1 < events.Count && events[at + 1] is StockAdjusted gone ? gone.Serials : [];
        return new DisposeUnits(e.Item, e.Quantity.Units, e.From, e.Disposition, e.Reason)
        {
            Serials = leaves ? InStock(e.Item, recorded, e.Quantity.Units) : [], Lot = NoOf(e.Lot), Expiry = e.Lot?.Expiry,
        };
    }

    /// <summary>The serial numbers of units that leave stock: the recorded ones, and in place of those that somebody has this time, others of the item.</summary>
    private IReadOnlyList<Serial> InStock(SkuKey item, IReadOnlyList<Serial> recorded, long units) => SerialChoice.Free(warehouse, item, recorded, units);

    /// <summary>The serial numbers of a return: the recorded ones, and in place of those that were not shipped this time, others that were.</summary>
    private IReadOnlyList<Serial> ComingBack(ReceiptRecorded e)
    {
        if (e.Serials.Count == 0)
        {
            return [];
        }

        List<Serial> back = [.. e.Serials.Where(s => warehouse.TraceSerial(e.Item, s) is null || warehouse.ListShippedSerials(e.Item).Contains(s))];
        back.AddRange(warehouse.ListShippedSerials(e.Item).Except(back).Take(e.Serials.Count - back.Count));
        return back;
    }

    private RequestedLine Requested(OwnerId owner, AcceptedLine line)
    {
        // Ordered in a unit that may not be broken: the item's unit of that size.
        UnitOfMeasure? unit = line.UnitSize == 1 ? null : warehouse.GetItem(new SkuKey(owner, line.Sku))?.Units.FirstOrDefault(u => u.Unbreakable && u.BaseUnits == line.UnitSize);
        long size = unit?.BaseUnits ?? 1;
        return new RequestedLine(line.LineNo, line.Sku, line.Quantity.Units / size, unit?.Name ?? default, line.MinPartial.Units / size, line.MaxSplits)
        {
            Lot = line.Lot, MinRemainingDays = line.MinRemainingDays,
        };
    }
}
