namespace Backorders.Domain;

/// <summary>The rules a warehouse may set, as versioned data. A decision is taken under one version, and the version is stored with it.</summary>
public sealed record Policy
{
    /// <summary>1 for the default; each change adds one.</summary>
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

    /// <summary>Hours from a truck's ETA to the promise given on it.</summary>
    public int PromiseAllowanceHours { get; init; } = 24;

    /// <summary>Hours by which a promise must move before the customer is told.</summary>
    public int PromiseThresholdHours { get; init; } = 24;

    /// <summary>Whether a carton is refused that its ship notice cannot account for: the notice is closed, or does not name the SKU. Otherwise it is received blind.</summary>
    public bool RefuseAfterClose { get; init; }

    /// <summary>The policy of a warehouse that never set one.</summary>
    public static Policy Default { get; } = new();
}
