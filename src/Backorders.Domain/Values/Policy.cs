using Backorders.Domain.Ids;

namespace Backorders.Domain.Values;

/// <summary>
/// The rules a warehouse may set, as versioned data, for all goods in it or for one owner's. A decision is taken under one version, and the version is
/// stored with it. What concerns the building and its people (leases, attempts, departures) is the warehouse's alone: an owner's policy repeats it.
/// </summary>
public sealed record Policy
{
    /// <summary>1 for the default; each change in the warehouse adds one, whichever owner it is for, so a number names one set of rules.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Days of waiting that lift a line by one customer tier, so that the lowest tier never waits for ever. 0 switches ageing off.</summary>
    public int AgeingDaysPerTier { get; init; } = 7;

    /// <summary>A consent or penalty date within this many days makes a line urgent.</summary>
    public int UrgentWithinDays { get; init; } = 3;

    /// <summary>Whether an earlier promise goes before a higher tier (keys 3 and 4 swapped).</summary>
    public bool PromiseBeforeTier { get; init; }

    /// <summary>Seconds that a station has for a leased task before it goes back.</summary>
    public int LeaseSeconds { get; init; } = 300;

    /// <summary>Hours that units may be held for an order that ships complete; the same time passes before it may hold again.</summary>
    public int HoldHours { get; init; } = 7 * 24;

    /// <summary>Times that a task may be returned or time out before it is parked.</summary>
    public int TaskAttemptsMax { get; init; } = 3;

    /// <summary>Hours that are added to a truck's ETA to give the promise date.</summary>
    public int PromiseAllowanceHours { get; init; } = 24;

    /// <summary>Hours by which a promise must move before the customer is told.</summary>
    public int PromiseThresholdHours { get; init; } = 24;

    /// <summary>What happens to a carton that its ship notice cannot account for.</summary>
    public UnannouncedRule Unannounced { get; init; } = UnannouncedRule.Blind;

    /// <summary>Whether units beyond the announced quantity and the tolerance are held for a supervisor. Otherwise they are given to waiting lines like any others.</summary>
    public bool HoldOverage { get; init; } = true;

    /// <summary>Per cent of what was announced that may come on top of it. The larger of the two tolerances holds.</summary>
    public int OveragePercent { get; init; } = 10;

    /// <summary>Units that may come on top of what was announced.</summary>
    public int OverageUnits { get; init; }

    /// <summary>
    /// Whether units at the dock replace units in storage that were allocated to a line and that nobody works on yet: then nobody has to fetch these from
    /// storage. Off by default: the order system was told where the line's units come from, and that stays true.
    /// </summary>
    public bool SwapToDock { get; init; }

    /// <summary>
    /// Whether a short pick in storage puts all that is on hand of the item in doubt until it is counted. On by default: stock is kept per item,
    /// not per place, so the remaining units are as uncertain as the missing ones, and a second walk to an empty place can cost a departure.
    /// </summary>
    public bool DoubtAfterShort { get; init; } = true;

    /// <summary>How a shortage is spread over the lines that wait for an item.</summary>
    public DistributionMode Distribution { get; init; } = DistributionMode.Sequential;

    /// <summary>Items whose shortage is spread otherwise. Only in an owner's policy: a SKU means something within an owner alone.</summary>
    public IReadOnlyList<SkuDistribution> SkuDistributions { get; init; } = [];

    /// <summary>
    /// Whether a line that enters or rises in the queue may take units back from lines of a strictly lower class (keys 1 to 3) whose tasks no station has.
    /// </summary>
    public bool Preemption { get; init; } = true;

    /// <summary>Minutes before its cutoff in which an order loses no allocated units: its parcels are being built. 0: never frozen.</summary>
    public int FreezeMinutes { get; init; } = 60;

    /// <summary>When trucks leave, in minutes after local midnight; an order that misses its cutoff goes with the next. Empty: a day after the missed one.</summary>
    public IReadOnlyList<int> DepartureMinutes { get; init; } = [];

    /// <summary>Weekdays on which trucks leave: bit 0 for Monday to bit 6 for Sunday. 0: every day.</summary>
    public int DepartureWeekdays { get; init; }

    /// <summary>Whether customers are asked to wait or cancel when a promise slips.</summary>
    public bool AskDelayConsent { get; init; } = true;

    /// <summary>A first delay to a definite date that is at most this many days later is agreed to by silence. 30 by 16 CFR 435.2(b).</summary>
    public int ConsentSilentDaysMax { get; init; } = 30;

    /// <summary>Days that a customer has to answer at least, however late the delay became known.</summary>
    public int ConsentAnswerDaysMin { get; init; } = 3;

    /// <summary>Hours that an order keeps its units after its payment was declined.</summary>
    public int PaymentParkHours { get; init; } = 48;

    /// <summary>Whether a line is refused when not all of it is free on hand or on its way, instead of waiting without a date.</summary>
    public bool RefuseUnpromised { get; init; }

    /// <summary>Whether a broken promise causes the event that compensation is due.</summary>
    public bool CompensateLate { get; init; }

    /// <summary>Hours after a promise before it counts as broken.</summary>
    public int CompensationGraceHours { get; init; } = 24;

    /// <summary>Hours in which no other customer is told of the same units after one was told that they are back in stock.</summary>
    public int BackInStockHours { get; init; } = 48;

    /// <summary>
    /// Hours after its ETA in which a shipment that has not come is not yet overdue. Not above <see cref="PromiseAllowanceHours"/>: a date that a customer was told
    /// must not pass before anybody notices that the truck is missing.
    /// </summary>
    public int OverdueToleranceHours { get; init; } = DefaultOverdueToleranceHours;

    /// <summary>Hours after its ETA at which an overdue shipment is expected, when nothing is known of its supplier or that time has passed too.</summary>
    public int OverdueGraceHours { get; init; } = 24;

    /// <summary>Hours without a scan after which the rest of a shipment that has begun to arrive is no longer expected.</summary>
    public int UnloadHours { get; init; } = 24;

    /// <summary>Hours in which a customer is told at most once that a date has become better. 0: told each time.</summary>
    public int NoticeQuietHours { get; init; } = 24;

    /// <summary>The tolerance of a policy that does not name one: never above the allowance.</summary>
    public static int OverdueToleranceFor(int promiseAllowanceHours) => Math.Min(DefaultOverdueToleranceHours, Math.Max(promiseAllowanceHours, 0));

    private const int DefaultOverdueToleranceHours = 2;

    /// <summary>How the shortage of one item is spread.</summary>
    public DistributionMode DistributionOf(Sku sku)
    {
        foreach (SkuDistribution one in SkuDistributions)
        {
            if (one.Sku == sku)
            {
                return one.Mode;
            }
        }

        return Distribution;
    }

    /// <summary>The policy of a warehouse that never set one.</summary>
    public static Policy Default { get; } = new();
}
