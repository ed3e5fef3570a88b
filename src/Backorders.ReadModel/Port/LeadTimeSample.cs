using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.Port;

/// <summary>How long one notice took from its announcement to the first receipt against it.</summary>
public readonly record struct LeadTimeSample(Sku Sku, Instant AnnouncedAt, Instant FirstReceivedAt)
{
    /// <summary>In days; never negative.</summary>
    public double Days => Math.Max(0, (FirstReceivedAt - AnnouncedAt).TotalDays);
}
