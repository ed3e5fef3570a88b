using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Server.Mapping;

/// <summary>Views of the domain in the words of the contract.</summary>
internal static class Forms
{
    public static V1.WorkTask Task(TaskView t) => new()
    {
        TaskId = t.Task.Value,
        Kind = (V1.TaskKind)t.Kind,
        State = (V1.TaskState)t.State,
        Owner = t.Item.Owner.Value,
        Sku = t.Item.Sku.Value,
        OrderNo = t.Line?.Order.OrderNo.Value ?? string.Empty,
        LineNo = t.Line?.LineNo ?? 0,
        Quantity = t.Quantity.Units,
        Door = t.Door.Value,
        Lane = t.Lane.Value,
        DockedAt = t.DockedAt.ToTimestamp(),
        ShipBy = t.ShipBy.ToTimestamp(),
        Station = t.Station.Value,
        LeaseExpiresAt = t.LeaseExpiresAt.ToTimestamp(),
        Attempts = t.Attempts,
        Parcel = t.Parcel,
        Serials = { t.Serials.Select(n => n.Value) },
        Lpn = t.Lpn,
        Description = t.Description,
        SerialControlled = t.IsSerialControlled,
        Lot = LotForms.No(t.Lot),
        Expiry = LotForms.Expiry(t.Lot),
    };

    public static V1.Line Line(LineView l) => new()
    {
        OrderNo = l.Line.Order.OrderNo.Value,
        LineNo = l.Line.LineNo,
        Sku = l.Sku.Value,
        Ordered = l.Ordered.Units,
        Open = l.Open.Units,
        Held = l.Held.Units,
        Allocated = l.Allocated.Units,
        Picked = l.Picked.Units,
        Packed = l.Packed.Units,
        Shipped = l.Shipped.Units,
        Cancelled = l.Cancelled.Units,
        EnqueuedAt = l.EnqueuedAt.ToTimestamp(),
        FirstPromise = l.FirstPromise.ToTimestamp(),
        Promise = l.Promise.ToTimestamp(),
        Cause = (V1.PromiseCause)l.Cause,
        Pinned = l.Pinned,
        AskedDelay = l.AskedDelay is not { } asked ? null : new V1.AskedDelay
        {
            To = asked.To.ToTimestamp(), Deadline = asked.Deadline.ToTimestamp(), SilenceConsents = asked.SilenceConsents,
        },
        Agreed = l.Agreed.ToTimestamp(),
        OfferedSubstitute = l.OfferedSubstitute?.Value ?? string.Empty,
        SubstitutedBy = l.SubstitutedBy,
        Substitutes = l.Substitutes,
        Continues = l.Continues,
    };

    public static V1.OrderTerms Terms(OrderTerms t) => new()
    {
        Customer = t.Customer,
        Tier = t.Tier,
        ShipMode = (V1.ShipMode)t.ShipMode,
        Lane = t.Lane.Value,
        OrderedAt = t.OrderedAt.ToTimestamp(),
        ShipBy = t.ShipBy.ToTimestamp(),
        NotBefore = t.NotBefore.ToTimestamp(),
        CancelBy = t.CancelBy.ToTimestamp(),
        UrgentBy = t.UrgentBy.ToTimestamp(),
        PaymentRequired = t.PaymentRequired,
    };

    public static V1.Order Order(OrderView o, long cursor) => new()
    {
        OrderNo = o.Order.OrderNo.Value,
        Terms = Terms(o.Terms),
        AcceptedAt = o.AcceptedAt.ToTimestamp(),
        OnHold = o.Hold is not null,
        HoldReason = (V1.ReasonCode)(o.Hold ?? ReasonCode.Unspecified),
        Closed = o.Closed,
        Lines = { o.Lines.Select(Line) },
        Tasks = { o.Tasks.Select(Task) },
        Cursor = cursor,
        Payment = (V1.PaymentStatus)(o.Payment ?? 0),
        PaymentUntil = o.PaymentUntil.ToTimestamp(),
        FellBackUntil = o.FellBackUntil.ToTimestamp(),
    };

    public static V1.LineExplanation Explanation(LineExplanation e, ShipMode shipMode) => new()
    {
        Line = Line(e.Line),
        Place = e.Place,
        QueueLength = e.QueueLength,
        UnitsAhead = e.UnitsAhead.Units,
        Skip = (V1.SkipReason)e.Skip,
        SkipMessage = e.SkipMessage,
        Sooner = { e.Sooner },
        Keys = { e.Keys.Select(k => new V1.LineExplanation.Types.Key { Name = k.Name, Value = k.Value }) },
        Ahead = e.Ahead is not { } ahead ? null : new V1.LineExplanation.Types.Neighbour
        {
            OrderNo = ahead.Line.Order.OrderNo.Value,
            LineNo = ahead.Line.LineNo,
            DecidedBy = ahead.DecidedBy,
            Theirs = ahead.Theirs,
            Ours = ahead.Ours,
        },
        Pegs = { e.Pegs.Select(p => new V1.LineExplanation.Types.Peg { AsnNo = p.Asn.AsnNo.Value, Quantity = p.Quantity.Units, Eta = p.Eta.ToTimestamp() }) },
        PolicyVersion = e.PolicyVersion,
        Planned = e.Planned.ToTimestamp(),
        PlannedOn = e.PlannedOn?.Value ?? string.Empty,
        IsCovered = e.IsCovered,
        ShipMode = (V1.ShipMode)shipMode,
    };

    public static V1.Shipment Shipment(ShipmentView s) => new()
    {
        AsnNo = s.Asn.AsnNo.Value,
        Supplier = s.Supplier,
        Eta = s.Eta.ToTimestamp(),
        ExpectedAt = s.ExpectedAt.ToTimestamp(),
        Overdue = s.Overdue,
        Door = s.Door.Value,
        Open = s.Open,
        Cancelled = s.Cancelled,
        Lines =
        {
            s.Lines.Select(l => new V1.Shipment.Types.Line
            {
                Sku = l.Sku.Value, Announced = l.Announced.Units, Received = l.Received.Units,
            }),
        },
    };

    public static V1.ShipmentDifference Difference(ShipmentDifference d) => new() { Sku = d.Sku.Value, Announced = d.Announced.Units, Received = d.Received.Units };

    public static V1.RefusedLine RefusedLine(RefusedLine l) => new() { LineNo = l.LineNo, Reason = (V1.Refusal)l.Reason, Message = l.Message };

    public static V1.Item Item(Item i) => new()
    {
        Sku = i.Sku.Value,
        Description = i.Description,
        IsGoods = i.IsGoods,
        ReleaseAt = i.ReleaseAt.ToTimestamp(),
        Substitutes = { i.Substitutes.Select(s => s.Value) },
        Units = { i.Units.Select(u => new V1.UnitOfMeasure { Name = u.Name.Value, BaseUnits = u.BaseUnits, Unbreakable = u.Unbreakable }) },
        Barcodes = { i.Barcodes.Select(b => new V1.Barcode { Gtin = b.Gtin.Value, Unit = b.Unit.Value }) },
        LotControlled = i.IsLotControlled,
        ExpiryControlled = i.IsExpiryControlled,
        MinRemainingDays = i.MinRemainingDays,
        SerialControlled = i.IsSerialControlled,
    };

    public static V1.GetAvailabilityResponse Availability(AvailabilityView a, long cursor) => new()
    {
        State = !a.Available.IsZero ? V1.GetAvailabilityResponse.Types.State.InStock
            : a.NextPromise != Instant.Never ? V1.GetAvailabilityResponse.Types.State.Backorderable
            : V1.GetAvailabilityResponse.Types.State.OutOfStock,
        Available = a.Available.Units,
        Inbound = a.Inbound.Units,
        Waiting = a.Waiting.Units,
        NextPromise = a.NextPromise.ToTimestamp(),
        Cursor = cursor,
    };

    public static V1.GetStockResponse Stock(StockView s) => new()
    {
        Received = s.Received,
        Adjusted = s.Adjusted,
        Usable = s.Usable,
        OnHand = s.OnHand,
        QcHold = s.QcHold,
        Suspect = s.Suspect,
        Damaged = s.Damaged,
        Held = s.Held,
        Allocated = s.Allocated,
        Picked = s.Picked,
        Packed = s.Packed,
        Shipped = s.Shipped,
        PutBack = s.PutBack,
        Reversed = s.Reversed,
        Fault = s.Fault,
        Overage = s.Overage,
    };

    public static V1.Policy Policy(Policy p) => new()
    {
        Version = p.Version,
        AgeingDaysPerTier = p.AgeingDaysPerTier,
        UrgentWithinDays = p.UrgentWithinDays,
        PromiseBeforeTier = p.PromiseBeforeTier,
        LeaseSeconds = p.LeaseSeconds,
        HoldHours = p.HoldHours,
        TaskAttemptsMax = p.TaskAttemptsMax,
        PromiseAllowanceHours = p.PromiseAllowanceHours,
        PromiseThresholdHours = p.PromiseThresholdHours,
        RefuseAfterClose = p.Unannounced == UnannouncedRule.Refuse,
        Unannounced = (V1.Policy.Types.Unannounced)p.Unannounced,
        HoldOverage = p.HoldOverage,
        OveragePercent = p.OveragePercent,
        OverageUnits = p.OverageUnits,
        SwapToDock = p.SwapToDock,
        DoubtAfterShort = p.DoubtAfterShort,
        Distribution = (V1.DistributionMode)p.Distribution,
        SkuDistributions = { p.SkuDistributions.Select(d => new V1.SkuDistribution { Sku = d.Sku.Value, Mode = (V1.DistributionMode)d.Mode }) },
        Preemption = p.Preemption,
        FreezeMinutes = p.FreezeMinutes,
        DepartureMinutes = { p.DepartureMinutes },
        DepartureWeekdays = p.DepartureWeekdays,
        AskDelayConsent = p.AskDelayConsent,
        ConsentSilentDaysMax = p.ConsentSilentDaysMax,
        ConsentAnswerDaysMin = p.ConsentAnswerDaysMin,
        PaymentParkHours = p.PaymentParkHours,
        RefuseUnpromised = p.RefuseUnpromised,
        CompensateLate = p.CompensateLate,
        CompensationGraceHours = p.CompensationGraceHours,
        BackInStockHours = p.BackInStockHours,
        OverdueToleranceHours = p.OverdueToleranceHours,
        OverdueGraceHours = p.OverdueGraceHours,
        UnloadHours = p.UnloadHours,
        NoticeQuietHours = p.NoticeQuietHours,
    };

    public static V1.Figures Figures(Figures f) => new()
    {
        Orders = f.Orders,
        Lines = f.Lines,
        LinesRefused = f.LinesRefused,
        Ordered = f.Ordered,
        Cancelled = f.Cancelled,
        Waiting = f.Waiting,
        WaitingLines = f.WaitingLines,
        Receipts = f.Receipts,
        Received = f.Received,
        Returned = f.Returned,
        CrossDocked = f.CrossDocked,
        PutAway = f.PutAway,
        OnHand = f.OnHand,
        Shipped = f.Shipped,
        Adjusted = f.Adjusted,
        Reversed = f.Reversed,
        Tasks = f.Tasks,
        TasksReady = f.TasksReady,
        TasksLeased = f.TasksLeased,
        PromisesGiven = f.PromisesGiven,
        PromisesChanged = f.PromisesChanged,
        PromisesKept = f.PromisesKept,
        LeasesExpired = f.LeasesExpired,
        HoldsExpired = f.HoldsExpired,
        ShortPicks = f.ShortPicks,
        ConservationFaults = f.ConservationFaults,
        CountExpected = f.CountExpected,
        CountDifference = f.CountDifference,
        InventoryAccuracy = f.InventoryAccuracy,
        VariancesOpen = f.VariancesOpen,
        OveragesOpen = f.OveragesOpen,
        ShipmentsOverdue = f.ShipmentsOverdue,
    };
}
