
namespace Backorders.ReadModel.Reorders;

/// <summary>
/// What to order of one SKU. The reorder point is the mean demand over a lead time and a safety stock for both demand and lead time varying:
/// <c>d L + z sqrt(L var(d) + d^2 var(L))</c> (Silver, Pyke and Thomas, "Inventory and Production Management in Supply Chains", 4th ed., section 6.10; Chopra and Meindl, "Supply Chain
/// Management", "Impact of supply uncertainty on safety inventory").
/// </summary>
public sealed record ReorderSuggestion
{
    /// <summary>What there is now.</summary>
    public required ItemPosition Position { get; init; }

    /// <summary>Whether the rest rests on enough history. When it does not, points and stocks are not set and only what waits uncovered is suggested.</summary>
    public required ReorderBasis Basis { get; init; }

    /// <summary>Days of demand looked at: from the SKU's first order in the period.</summary>
    public int Days { get; init; }

    /// <summary>Mean demand a day, days without any included.</summary>
    public double DemandMean { get; init; }

    /// <summary>Standard deviation of a day's demand.</summary>
    public double DemandDeviation { get; init; }

    /// <summary>Deliveries measured.</summary>
    public int Deliveries { get; init; }

    /// <summary>Mean days from announcement to the first receipt.</summary>
    public double LeadTimeMean { get; init; }

    /// <summary>Standard deviation of those days.</summary>
    public double LeadTimeDeviation { get; init; }

    /// <summary>Units kept for the case that more is asked for, or that it takes longer, than usual. Rounded up.</summary>
    public long SafetyStock { get; init; }

    /// <summary>Order when the net position is at or below this. Rounded up.</summary>
    public long ReorderPoint { get; init; }

    /// <summary>Units to order now; 0 when it is not time.</summary>
    public long Suggested { get; init; }

    /// <summary>Works a suggestion out.</summary>
    /// <param name="position">What there is now.</param>
    /// <param name="demandByDay">Units asked for on each day, from the SKU's first order in the period on.</param>
    /// <param name="leadTimes">Days that deliveries took.</param>
    /// <param name="query">By what.</param>
    public static ReorderSuggestion For(ItemPosition position, IReadOnlyList<double> demandByDay, IReadOnlyList<double> leadTimes, ReorderQuery query)
    {
        Spread demand = Spread.Of(demandByDay);
        Spread leadTime = Spread.Of(leadTimes);
        ReorderSuggestion known = new()
        {
            Position = position,
            Basis = demandByDay.Count < ReorderQuery.DaysMin || demandByDay.Count(d => d > 0) < ReorderQuery.DemandDaysMin ? ReorderBasis.TooLittleDemand
                : leadTimes.Count < ReorderQuery.DeliveriesMin ? ReorderBasis.TooFewDeliveries
                : ReorderBasis.Measured,
            Days = demandByDay.Count,
            DemandMean = demand.Mean,
            DemandDeviation = Math.Sqrt(demand.Variance),
            Deliveries = leadTimes.Count,
            LeadTimeMean = leadTime.Mean,
            LeadTimeDeviation = Math.Sqrt(leadTime.Variance),
            Suggested = position.Uncovered,
        };
        if (known.Basis != ReorderBasis.Measured)
        {
            return known;
        }

        double safety = NormalQuantile.Of(query.ServiceLevel)
            * Math.Sqrt(leadTime.Mean * demand.Variance + demand.Mean * demand.Mean * leadTime.Variance);
        long point = Up(demand.Mean * leadTime.Mean + safety);
        long upTo = Up(demand.Mean * (leadTime.Mean + query.ReviewDays) + safety);
        return known with { SafetyStock = Up(safety), ReorderPoint = point, Suggested = position.Net <= point ? Math.Max(0, upTo - position.Net) : 0 };
    }

    /// <summary>Rounded up, but not for the last digit of a floating point sum.</summary>
    private static long Up(double units) => (long)Math.Ceiling(units - 1e-9);

    private readonly record struct Spread(double Mean, double Variance)
    {
        /// <summary>The mean, and the variance of a sample; both 0 where there is too little.</summary>
        public static Spread Of(IReadOnlyList<double> values)
        {
            if (values.Count == 0)
            {
                return default;
            }

            double mean = values.Average();
            return new Spread(mean, values.Count < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1));
        }
    }
}
