using Backorders.Domain.Ids;
using Backorders.Domain.Values;


namespace Backorders.ReadModel.WhatIf;

/// <summary>What a scorecard knows of an order.</summary>
internal sealed class OrderCard
{
    public required OrderKey Key { get; init; }

    public required int Tier { get; set; }

    public required Instant ShipBy { get; set; }

    public Dictionary<int, LineCard> Lines { get; } = [];

    /// <summary>Lines that are not finished.</summary>
    public int Live { get; set; }

    public long Departures { get; set; }

    public Instant LastDeparture { get; set; } = new(long.MinValue);
}
