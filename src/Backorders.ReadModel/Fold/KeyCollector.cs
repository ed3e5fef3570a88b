using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.ReadModel.Port;

namespace Backorders.ReadModel.Fold;

/// <summary>Which rows a batch of turns will need that are not in memory: tasks and receipts first, for they name their lines and notices.</summary>
internal static class KeyCollector
{
    public static RowKeys First(IReadOnlyList<FoldedTurn> turns, RowBook book)
    {
        RowKeys keys = new();
        HashSet<TaskId> made = [];
        HashSet<ReceiptId> recorded = [];
        foreach (FoldedTurn turn in turns)
        {
            foreach (Event change in turn.Events)
            {
                if (EventKeys.TaskMade(change) is { } id)
                {
                    made.Add(id);
                }

                if (change is ReceiptRecorded receipt)
                {
                    recorded.Add(receipt.Receipt);
                }

                if (EventKeys.Receipt(change) is { } known && known != ReceiptId.None && !recorded.Contains(known) && !book.Receipts.Has(known))
                {
                    keys.Receipts.Add(known);
                }

                foreach (TaskId named in EventKeys.Tasks(change))
                {
                    if (!made.Contains(named) && !book.Tasks.Has(named))
                    {
                        keys.Tasks.Add(named);
                    }
                }
            }
        }

        return keys;
    }

    public static RowKeys Others(IReadOnlyList<FoldedTurn> turns, RowBook book)
    {
        RowKeys keys = new();
        Made made = new([], []);
        foreach (Event change in turns.SelectMany(t => t.Events))
        {
            Note(change, made);
            foreach (TaskId task in EventKeys.Tasks(change))
            {
                Need(book.Tasks.Find(task)?.Line, keys, book, made);
            }

            Need(EventKeys.Line(change), keys, book, made);
            if (EventKeys.Order(change) is { } order && !book.Orders.Has(order) && !made.Orders.Contains(order))
            {
                keys.Orders.Add(order);
            }

            AsnKey? notice = EventKeys.Notice(change) ?? (EventKeys.Receipt(change) is { } receipt ? book.Receipts.Find(receipt)?.Asn : null);
            if (notice is { } asn && !book.HasNotice(asn) && !made.Notices.Contains(asn))
            {
                keys.Notices.Add(asn);
            }
        }

        return keys;
    }

    private static void Note(Event change, Made made)
    {
        switch (change)
        {
            case OrderAccepted e: made.Orders.Add(e.Order); break;
            case ShipmentAnnounced e: made.Notices.Add(e.Asn); break;
        }
    }

    private static void Need(LineKey? line, RowKeys keys, RowBook book, Made made)
    {
        if (line is not { } key || made.Orders.Contains(key.Order))
        {
            return;
        }

        if (!book.Lines.Has(key))
        {
            keys.Lines.Add(key);
        }

        if (!book.Orders.Has(key.Order))
        {
            keys.Orders.Add(key.Order);
        }
    }

    /// <summary>What the batch itself makes, and so need not be looked for.</summary>
    private readonly record struct Made(HashSet<OrderKey> Orders, HashSet<AsnKey> Notices);
}
