using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Reports;

namespace Backorders.ReadModel.Reorders;

/// <summary>An owner's demand and deliveries, by SKU.</summary>
public sealed class ReorderHistory
{
    /// <summary>Lead times are looked for this far back: suppliers are slower to show than customers.</summary>
    private static readonly TimeSpan LeadTimesKept = TimeSpan.FromDays(365);

    private readonly Dictionary<Sku, double[]> demand;
    private readonly Dictionary<Sku, List<double>> leadTimes;

    private ReorderHistory(Dictionary<Sku, double[]> demand, Dictionary<Sku, List<double>> leadTimes) => (this.demand, this.leadTimes) = (demand, leadTimes);

    /// <summary>SKUs of which anything was ordered or delivered, by their codes.</summary>
    public IReadOnlyList<Sku> Skus => [.. demand.Keys.Union(leadTimes.Keys).Order()];

    /// <summary>Reads the history up to the last midnight: today is not over and would count as a slow day.</summary>
    public static async ValueTask<ReorderHistory> ReadAsync(
        IReadModelQueries queries, WarehouseId warehouse, OwnerId owner, Sku? sku, ReorderQuery query, TimeZoneInfo zone, Instant now, CancellationToken cancellation)
    {
        DateOnly today = Calendar.DayOf(now, zone);
        DateOnly first = today.AddDays(-query.HistoryDays);
        IReadOnlyList<DemandSample> orders = await queries
            .ListDemandAsync(warehouse, owner, sku, Calendar.StartOf(first, zone), Calendar.StartOf(today, zone), cancellation).ConfigureAwait(false);
        IReadOnlyList<LeadTimeSample> deliveries = await queries
            .ListLeadTimesAsync(warehouse, owner, sku, now - LeadTimesKept, now, cancellation).ConfigureAwait(false);
        return new ReorderHistory(
            orders.GroupBy(o => o.Sku).ToDictionary(g => g.Key, g => ByDay(g, zone, today)),
            deliveries.GroupBy(d => d.Sku).ToDictionary(g => g.Key, g => g.Select(d => d.Days).ToList()));
    }

    /// <summary>What to order of a SKU.</summary>
    public ReorderSuggestion Suggest(ItemPosition position, ReorderQuery query) =>
        ReorderSuggestion.For(position, demand.GetValueOrDefault(position.Sku) ?? [], leadTimes.GetValueOrDefault(position.Sku) ?? [], query);

    private static double[] ByDay(IEnumerable<DemandSample> orders, TimeZoneInfo zone, DateOnly today)
    {
        List<(DateOnly Day, long Units)> days = [.. orders.Select(o => (Calendar.DayOf(o.At, zone), o.Units))];
        DateOnly first = days.Min(d => d.Day);
        double[] sums = new double[today.DayNumber - first.DayNumber];
        foreach ((DateOnly day, long units) in days)
        {
            sums[day.DayNumber - first.DayNumber] += units;
        }

        return sums;
    }
}
