using Backorders.Domain.Ids;
using Backorders.ReadModel.Reorders;

namespace Backorders.ReadModel.Tests;

/// <summary>Reorder points by the book, and none where there is nothing to go by.</summary>
public sealed class ReorderTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.9, 1.2815515655)]
    [InlineData(0.95, 1.6448536270)]
    [InlineData(0.99, 2.3263478740)]
    [InlineData(0.999, 3.0902323062)]
    [InlineData(0.025, -1.9599639845)]
    public void Quantile_KnownShares_GivesTheTablesValues(double share, double z) => Assert.Equal(z, NormalQuantile.Of(share), 1e-7);

    [Fact]
    public void Suggestion_MeasuredItem_IsTheTextbooks()
    {
        // A day's demand of 8 or 12 in turn over 20 days; lead times of 6 and 8 days. d = 10, var d = 80/19, L = 7, var L = 2.
        double[] demand = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? 8.0 : 12.0)];
        ReorderSuggestion found = ReorderSuggestion.For(Position(free: 40, onOrder: 30, waiting: 5, uncovered: 0), demand, [6, 8], new ReorderQuery());
        double safety = 1.644853627 * Math.Sqrt(7 * 80.0 / 19 + 100 * 2);
        Assert.Equal(ReorderBasis.Measured, found.Basis);
        Assert.Equal(10, found.DemandMean, 9);
        Assert.Equal((long)Math.Ceiling(safety), found.SafetyStock);
        Assert.Equal((long)Math.Ceiling(70 + safety), found.ReorderPoint);
        Assert.Equal((long)Math.Ceiling(140 + safety) - 65, found.Suggested);
    }

    [Fact]
    public void Suggestion_PositionAboveThePoint_IsNothing()
    {
        double[] demand = [.. Enumerable.Repeat(10.0, 20)];
        Assert.Equal(0, ReorderSuggestion.For(Position(71, 0, 0, 0), demand, [7, 7], new ReorderQuery()).Suggested);
        Assert.Equal(70, ReorderSuggestion.For(Position(70, 0, 0, 0), demand, [7, 7], new ReorderQuery()).Suggested);
    }

    [Theory]
    [InlineData(13, 13, 5, ReorderBasis.TooLittleDemand)]
    [InlineData(60, 1, 5, ReorderBasis.TooLittleDemand)]
    [InlineData(60, 9, 1, ReorderBasis.TooFewDeliveries)]
    [InlineData(60, 9, 2, ReorderBasis.Measured)]
    public void Suggestion_LittleHistory_SaysSoAndSuggestsOnlyWhatWaits(int days, int demandDays, int deliveries, ReorderBasis basis)
    {
        double[] demand = [.. Enumerable.Range(0, days).Select(i => i < demandDays ? 5.0 : 0)];
        ReorderSuggestion found = ReorderSuggestion.For(
            Position(0, 0, 9, 9), demand, [.. Enumerable.Repeat(7.0, deliveries)], new ReorderQuery());
        Assert.Equal(basis, found.Basis);
        if (basis != ReorderBasis.Measured)
        {
            Assert.Equal((0, 0, 9), (found.SafetyStock, found.ReorderPoint, found.Suggested));
        }
    }

    private static ItemPosition Position(long free, long onOrder, long waiting, long uncovered) => new(new Sku("A"), free, onOrder, waiting, uncovered);
}
