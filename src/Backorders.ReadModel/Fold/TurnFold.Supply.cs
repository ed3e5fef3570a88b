using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Fold;

internal sealed partial class TurnFold
{
    private void On(ReceiptRecorded e)
    {
        book.Receipts.Add(new ReceiptRow
        {
            Id = e.Receipt,
            Kind = e.Kind,
            Item = e.Item,
            Quantity = e.Quantity.Units,
            Quality = e.Quality,
            At = At,
            OccurredAt = e.OccurredAt,
            Door = e.Door.Value,
            Scan = e.Scan,
            Asn = e.Asn,
        });
        Counts counts = Counts(e.Item.Owner);
        counts[Count.Receipts]++;
        counts[e.Kind == ReceiptKind.Return ? Count.UnitsReturned : Count.UnitsReceived] += e.Quantity.Units;
        InboundRow? notice = e.Asn is { } asn && book.Inbound.Has((asn, e.Item.Sku)) ? book.Inbound.Change((asn, e.Item.Sku)) : null;
        if (notice is not null)
        {
            notice.Received += e.Quantity.Units;
            notice.FirstReceivedAt = notice.FirstReceivedAt == Instant.Never ? At : notice.FirstReceivedAt;
            notice.LastReceivedAt = At;
        }

        if (e.Quality == Quality.Damaged)
        {
            counts[Count.UnitsDamaged] += e.Quantity.Units;
            Report(DiscrepancyKind.Damage, e.Item, e.Quantity.Units, 0, ReasonCode.Damaged, notice, e.Receipt);
        }
    }

    private void On(ReceiptReversed e)
    {
        Counts counts = Counts(e.Item.Owner);
        counts[Count.Reversals]++;
        counts[Count.UnitsReversed] += e.Quantity.Units;
        ReceiptRow receipt = book.Receipts.Change(e.Receipt);
        receipt.Reversed += e.Quantity.Units;
        receipt.ReversedAt = At;
        if (receipt.Asn is { } asn && book.Inbound.Has((asn, e.Item.Sku)))
        {
            InboundRow notice = book.Inbound.Change((asn, e.Item.Sku));
            notice.Received -= Math.Min(e.Quantity.Units, notice.Received);
        }

        if (!e.Variance.IsZero)
        {
            Report(DiscrepancyKind.ReversalVariance, e.Item, e.Quantity.Units + e.Variance.Units, e.Quantity.Units, e.Reason, receipt: e.Receipt);
        }
    }

    private void On(UnitsPutAway e)
    {
        Counts(e.Item.Owner)[Count.UnitsPutAway] += e.Quantity.Units;
        if (e.Receipt != ReceiptId.None)
        {
            book.Receipts.Change(e.Receipt).PutAway += e.Quantity.Units;
        }
    }

    private void On(StockAdjusted e)
    {
        Counts counts = Counts(e.Item.Owner);
        counts[Count.UnitsAdjusted] += e.Difference;
        AddCount(counts, e);
        if (e.Difference != 0)
        {
            Report(DiscrepancyKind.CountDifference, e.Item, Math.Max(0, -e.Difference), Math.Max(0, e.Difference), e.Reason);
        }
    }

    private void On(QualityChanged e)
    {
        if (e.To == Quality.Damaged && e.From != Quality.Damaged)
        {
            Counts(e.Item.Owner)[Count.UnitsDamaged] += e.Quantity.Units;
            Report(DiscrepancyKind.Damage, e.Item, e.Quantity.Units, 0, e.Reason);
        }
    }

    private void On(ShipmentAnnounced e)
    {
        foreach (AnnouncedLine line in e.Lines)
        {
            AddInbound(e.Asn, line, e.Supplier, e.Eta);
        }
    }

    private void AddInbound(AsnKey asn, AnnouncedLine line, string supplier, Instant eta) => book.Add(new InboundRow
    {
        Asn = asn, Sku = line.Sku, Supplier = supplier, AnnouncedAt = At, Eta = eta, Announced = line.Quantity.Units,
    });

    private void On(ShipmentUpdated e)
    {
        string supplier = book.Notice(e.Asn) is [{ } first, ..] ? first.Supplier : string.Empty;
        foreach (InboundRow row in book.Notice(e.Asn))
        {
            book.Inbound.Change((row.Asn, row.Sku)).Eta = e.Eta;
        }

        foreach (AnnouncedLine line in e.Lines)
        {
            if (book.Inbound.Has((e.Asn, line.Sku)))
            {
                book.Inbound.Change((e.Asn, line.Sku)).Announced = line.Quantity.Units;
            }
            else
            {
                AddInbound(e.Asn, line, supplier, e.Eta);
            }
        }
    }

    private void On(ShipmentSplit e)
    {
        foreach (AnnouncedLine line in e.Lines)
        {
            book.Inbound.Change((e.Asn, line.Sku)).Announced -= line.Quantity.Units;
            AddInbound(e.Part, line, e.Supplier, e.Eta);
        }
    }

    private void On(ShipmentCancelled e) => Close(e.Asn, cancelled: true);

    private void On(ShipmentClosed e)
    {
        Counts counts = Counts(e.Asn.Owner);
        foreach (InboundRow row in Close(e.Asn, cancelled: false))
        {
            counts[Count.NoticeLines]++;
            counts[Count.UnitsAnnounced] += row.Announced;
        }

        foreach (ShipmentDifference difference in e.Differences)
        {
            long announced = difference.Announced.Units;
            long received = difference.Received.Units;
            bool over = received > announced;
            counts[Count.NoticeLinesWrong]++;
            counts[over ? Count.UnitsOver : Count.UnitsMissing] += Math.Abs(received - announced);
            Report(
                over ? DiscrepancyKind.OverReceipt : DiscrepancyKind.ShortReceipt, new SkuKey(e.Asn.Owner, difference.Sku), announced, received, ReasonCode.Unspecified,
                book.Inbound.Find((e.Asn, difference.Sku)));
        }
    }

    private void On(ShipmentOverdue e)
    {
        if (e.IsAgain)
        {
            return;
        }

        foreach (InboundRow row in book.Notice(e.Asn).OrderBy(r => r.Sku)) // a store gives them in an order of its own
        {
            if (row.Announced > row.Received)
            {
                Report(DiscrepancyKind.OverdueShipment, new SkuKey(row.Asn.Owner, row.Sku), row.Announced - row.Received, 0, ReasonCode.Unspecified, row);
            }
        }
    }

    private IReadOnlyList<InboundRow> Close(AsnKey asn, bool cancelled)
    {
        IReadOnlyList<InboundRow> rows = book.Notice(asn);
        foreach (InboundRow row in rows)
        {
            book.Inbound.Change((row.Asn, row.Sku));
            (row.ClosedAt, row.IsCancelled) = (At, cancelled);
        }

        return rows;
    }
}
