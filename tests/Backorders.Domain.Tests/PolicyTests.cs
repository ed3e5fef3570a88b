using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Rules are data: for the warehouse or for one owner, versioned, and refused with every contradiction at once.</summary>
public sealed class PolicyTests
{
    private static readonly OwnerId Other = new("OTHER");

    private readonly Scenario s = new();

    [Fact]
    public void SetPolicy_OfAnOwner_DecidesForItsGoodsOnly()
    {
        s.Do(new SetPolicy(Policy.Default with { HoldHours = 5 }, Scenario.Acme));

        Assert.Equal((5, Policy.Default.HoldHours), (s.Warehouse.PolicyOf(Scenario.Acme).HoldHours, s.Warehouse.PolicyOf(Other).HoldHours));
        Assert.Equal(Policy.Default.HoldHours, s.Warehouse.Policy.HoldHours);
    }

    [Fact]
    public void SetPolicy_OfWarehouseAndOwners_VersionsNameOneSetOfRules()
    {
        int[] versions =
        [
            Set(new SetPolicy(Policy.Default, Scenario.Acme)), Set(new SetPolicy(Policy.Default)), Set(new SetPolicy(Policy.Default, Other)),
        ];

        Assert.Equal([2, 3, 4], versions);
        Assert.Equal((2, 4, 3), (s.Warehouse.PolicyOf(Scenario.Acme).Version, s.Warehouse.PolicyOf(Other).Version, s.Warehouse.Policy.Version));
    }

    [Fact]
    public void DropPolicy_OfAnOwner_TheWarehousesDecidesAgain()
    {
        s.Do(new SetPolicy(Policy.Default with { HoldHours = 5 }, Scenario.Acme));
        s.Do(new DropPolicy(Scenario.Acme));

        Assert.Equal(Policy.Default.HoldHours, s.Warehouse.PolicyOf(Scenario.Acme).HoldHours);
        s.Refuse(new DropPolicy(Scenario.Acme), Refusal.NoOwnPolicy);
    }

    [Fact]
    public void SetPolicy_Contradictions_AreAllNamedAtOnce()
    {
        Policy bad = Policy.Default with
        {
            LeaseSeconds = 1,
            HoldHours = 0,
            FreezeMinutes = 24 * 60,
            DepartureMinutes = [600, 1440, 900],
            SkuDistributions = [new SkuDistribution(new Sku("A"), DistributionMode.FairShare), new SkuDistribution(new Sku("A"), DistributionMode.Sequential)],
        };

        string[] wrong = [.. s.Refuse(new SetPolicy(bad, Scenario.Acme), Refusal.InvalidValue).Details.Select(d => d.Value.Split(' ')[0])];

        Assert.Equal(["lease_seconds", "hold_hours", "sku_distributions", "departure_minutes", "freeze_minutes", "lease_seconds", "departure_minutes"], wrong);
    }

    [Fact]
    public void SetPolicy_SkuDistributionsForTheWholeWarehouse_Refused() => Assert.Contains(
        "owner's policy only",
        s.Refuse(new SetPolicy(Policy.Default with { SkuDistributions = [new SkuDistribution(new Sku("A"), DistributionMode.FairShare)] }), Refusal.InvalidValue).Message,
        StringComparison.Ordinal);

    /// <summary>What was decided under the old rules stays; what comes after is decided under the new ones, and says so.</summary>
    [Fact]
    [Trait("Case", "27")]
    public void SetPolicy_AtNoon_DecidesWhatComesAfterAndRewritesNothing()
    {
        s.Submit("low", "A:5", new OrderTerms { Tier = 1 });
        s.Receive("A", 5);
        s.Submit("next", "A:5");
        s.Do(new SetPolicy(Policy.Default with { PromiseBeforeTier = true }));
        IReadOnlyList<Event> after = s.Receive("A", 5);

        Assert.Equal(2, after.OfType<UnitsAllocated>().Single().PolicyVersion);
        Assert.Equal(5, s.Line("low").Allocated.Units);
    }

    private int Set(SetPolicy command) => s.Do(command).OfType<PolicySet>().Single().Policy.Version;
}
