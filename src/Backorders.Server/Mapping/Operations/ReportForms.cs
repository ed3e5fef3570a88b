using Backorders.ReadModel;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Reorders;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;
using Backorders.Domain.Views;
using Google.Protobuf.Reflection;

namespace Backorders.Server.Mapping.Operations;

/// <summary>What reports say, in the words of the contract.</summary>
internal static class ReportForms
{
    private static readonly FieldDescriptor[] CountFields = [.. V1.Counts.Descriptor.Fields.InFieldNumberOrder()];

    public static V1.ReportPeriod Period(Period period, Measures measures) => new()
    {
        Label = period.Label, From = period.From.ToTimestamp(), To = period.To.ToTimestamp(), Measures = Measures(measures),
    };

    public static V1.Measures Measures(Measures m)
    {
        V1.Measures told = new() { Counts = Counts(m.Counts), BacklogLines = m.BacklogLines };
        Set(m.DockToShipP50, v => told.DockToShipP50 = v);
        Set(m.DockToShipP90, v => told.DockToShipP90 = v);
        Set(m.DockToTaskP99, v => told.DockToTaskP99 = v);
        Set(m.TaskWaitP90, v => told.TaskWaitP90 = v);
        Set(m.BacklogAgeP90, v => told.BacklogAgeP90 = v);
        Set(m.BacklogOldest, v => told.BacklogOldest = v);
        Set(m.CrossDockRate, v => told.CrossDockRate = v);
        Set(m.TouchesPerUnit, v => told.TouchesPerUnit = v);
        Set(m.UnitFillRate, v => told.UnitFillRate = v);
        Set(m.LineFillRate, v => told.LineFillRate = v);
        Set(m.OrderFillRate, v => told.OrderFillRate = v);
        Set(m.BackorderRate, v => told.BackorderRate = v);
        Set(m.PromiseKeptRate, v => told.PromiseKeptRate = v);
        Set(m.SlipDays, v => told.SlipDays = v);
        Set(m.OnTimeInFullRate, v => told.OnTimeInFullRate = v);
        Set(m.InFullRate, v => told.InFullRate = v);
        Set(m.SplitsPerOrder, v => told.SplitsPerOrder = v);
        Set(m.ShortPickRate, v => told.ShortPickRate = v);
        Set(m.ReceiptDiscrepancyRate, v => told.ReceiptDiscrepancyRate = v);
        Set(m.OverageRate, v => told.OverageRate = v);
        Set(m.DamageRate, v => told.DamageRate = v);
        Set(m.InventoryAccuracy, v => told.InventoryAccuracy = v);
        return told;
    }

    /// <summary>The contract's fields stand in the order of the list: a test compares them by name.</summary>
    public static V1.Counts Counts(Counts counts)
    {
        V1.Counts told = new();
        for (int i = 0; i < CountFields.Length; i++)
        {
            CountFields[i].Accessor.SetValue(told, counts.All[i]);
        }

        return told;
    }

    public static V1.QueueDepth Queue(QueueDepth q) => new()
    {
        Owner = q.Item.Owner.Value, Sku = q.Item.Sku.Value, Lines = q.Lines, Units = q.Units, OldestAt = q.OldestAt.ToTimestamp(),
    };

    public static V1.Discrepancy Discrepancy(DiscrepancyRow d) => new()
    {
        Kind = (V1.DiscrepancyKind)d.Kind,
        At = d.At.ToTimestamp(),
        Owner = d.Item.Owner.Value,
        Sku = d.Item.Sku.Value,
        Expected = d.Expected,
        Found = d.Found,
        Reason = (V1.ReasonCode)d.Reason,
        AsnNo = d.Asn?.AsnNo.Value ?? string.Empty,
        Supplier = d.Supplier,
        ReceiptId = d.Receipt.Value,
        TaskId = d.Task.Value,
        SettledAt = d.SettledAt.ToTimestamp(),
        Cursor = d.Seq,
    };

    public static V1.ReorderSuggestion Reorder(ReorderSuggestion r)
    {
        V1.ReorderSuggestion told = new()
        {
            Sku = r.Position.Sku.Value,
            Basis = (V1.ReorderBasis)r.Basis,
            Suggested = r.Suggested,
            Free = r.Position.Free,
            OnOrder = r.Position.OnOrder,
            Waiting = r.Position.Waiting,
            Uncovered = r.Position.Uncovered,
            Days = r.Days,
            DemandMean = r.DemandMean,
            DemandDeviation = r.DemandDeviation,
            Deliveries = r.Deliveries,
            LeadTimeMean = r.LeadTimeMean,
            LeadTimeDeviation = r.LeadTimeDeviation,
        };
        if (r.Basis == ReorderBasis.Measured)
        {
            (told.ReorderPoint, told.SafetyStock) = (r.ReorderPoint, r.SafetyStock);
        }

        return told;
    }

    private static void Set(double? value, Action<double> set)
    {
        if (value is { } known)
        {
            set(known);
        }
    }

    /// <summary>An owner's figures: what is true now, with the totals of its rows.</summary>
    public static Figures Totals(Figures now, Counts totals) => now with
    {
        Orders = totals[Count.Orders],
        Lines = totals[Count.Lines],
        LinesRefused = totals[Count.LinesRefused],
        Ordered = totals[Count.UnitsOrdered],
        Cancelled = totals[Count.UnitsCancelled],
        Receipts = totals[Count.Receipts],
        Received = totals[Count.UnitsReceived],
        Returned = totals[Count.UnitsReturned],
        CrossDocked = totals[Count.UnitsCrossDocked],
        PutAway = totals[Count.UnitsPutAway],
        Shipped = totals[Count.UnitsShipped],
        Adjusted = totals[Count.UnitsAdjusted],
        Reversed = totals[Count.UnitsReversed],
        Tasks = totals[Count.Tasks],
        PromisesGiven = totals[Count.PromisesGiven],
        PromisesChanged = totals[Count.PromisesChanged],
        PromisesKept = totals[Count.PromisesKept],
        LeasesExpired = totals[Count.LeasesExpired],
        HoldsExpired = totals[Count.HoldsExpired],
        ShortPicks = totals[Count.ShortPicks],
        CountExpected = totals[Count.UnitsExpectedInCounts],
        CountDifference = totals[Count.UnitsDifferentInCounts],
    };
}
