using Backorders.Domain;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel.WhatIf;

namespace Backorders.ReadModel.Tests.WhatIf;

public sealed class ComparisonTests
{
    /// <summary>A poor customer was promised first; a rich one came later and was not.</summary>
    private static History PromiseAgainstTier()
    {
        History h = new();
        h.Announce("T1", "A", 10, TimeSpan.FromHours(10));
        h.Submit("poor", "A:10", new OrderTerms { Tier = 0 });
        h.Submit("rich", "A:10", new OrderTerms { Tier = 9 });
        h.Hours(10);
        h.Receive("A", 10, "T1");
        h.Work();
        h.Hours(30);
        h.Receive("A", 10);
        h.Work();
        return h;
    }

    [Fact]
    public async Task Compare_AnotherPolicy_GivesTheUnitsToTheOther()
    {
        ComparisonResult result = await PromiseAgainstTier().CompareAsync(Policy.Default with { PromiseBeforeTier = true });
        Assert.Equal(20, result.Recorded.UnitsShipped);
        Assert.Equal((20, 20), (result.Baseline.UnitsShipped, result.Proposed.UnitsShipped));

        // Rich was served first, and poor's promise was broken; with promises first, poor gets them in time.
        Assert.Equal((1, 0), (result.Baseline.LinesPastFirstPromise, result.Proposed.LinesPastFirstPromise));
        Assert.Equal((11, 42), Hours(result.Baseline));
        Assert.Equal((42, 11), Hours(result.Proposed));
        Assert.Equal((0.5, 1.0), (result.Baseline.UnitFillRate, result.Proposed.UnitFillRate));
        Assert.Equal((0, 0L), (result.Proposed.Skipped.Count, result.Proposed.ConservationFaults));

        static (int Rich, int Poor) Hours(PolicyOutcome o) => ((int)o.WaitsByTier[0].P50.TotalHours, (int)o.WaitsByTier[1].P50.TotalHours);
    }

    [Fact]
    public async Task Compare_SamePolicy_BaselineIsTheRecord()
    {
        History h = PromiseAgainstTier();
        ComparisonResult result = await h.CompareAsync(Policy.Default);
        Same(result.Recorded, result.Baseline);
        Same(result.Recorded, result.Proposed);
        Assert.Equal((2, 0), (result.Baseline.TasksPaired, result.Baseline.TasksBorrowed));
    }

    [Fact]
    public async Task Compare_AnotherPolicy_ShowsWhatBecameOfPromises()
    {
        ComparisonResult result = await PromiseAgainstTier().CompareAsync(Policy.Default with { PromiseBeforeTier = true });

        // As it was, rich took poor's place on the truck: poor was told, and got the units eight hours after the date that was given first.
        Assert.Equal((2, 1, 0.5), (result.Baseline.PromisesGiven, result.Baseline.PromisesKept, result.Baseline.PromiseKeptRate));
        Assert.Equal((TimeSpan.FromHours(8), TimeSpan.FromHours(8)), (result.Baseline.SlipP50, result.Baseline.SlipP90));
        Assert.Equal((1, 0.5), (result.Baseline.PromisesChanged, result.Baseline.NoticesPerLine));

        // As proposed, rich was promised nothing and poor got what was promised.
        Assert.Equal((1, 1, 1.0), (result.Proposed.PromisesGiven, result.Proposed.PromisesKept, result.Proposed.PromiseKeptRate));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, 0.0), (result.Proposed.SlipP50, result.Proposed.SlipP90, result.Proposed.NoticesPerLine));
    }

    [Fact]
    public async Task Compare_LinesStillOpenPastTheirFirstPromise_AreLateByTheWindowsEnd()
    {
        History h = new();
        h.Announce("T1", "A", 10, TimeSpan.FromHours(10));
        for (int i = 0; i < 10; i++)
        {
            h.Submit($"o{i}", "A:1"); // all are promised for hour 34
        }

        h.Hours(10);
        h.Receive("A", 4, "T1");
        h.Work();
        h.Hours(29); // hour 40
        h.Receive("A", 3, "T1");
        h.Work(); // left at hour 41, seven hours late
        h.Hours(13); // hour 54: the others are late by twenty hours until now
        ComparisonResult result = await h.CompareAsync(Policy.Default);
        Assert.Equal((10, 4, 0.4, 6), (result.Recorded.PromisesGiven, result.Recorded.PromisesKept, result.Recorded.PromiseKeptRate, result.Recorded.LinesPastFirstPromise));
        Assert.Equal((TimeSpan.FromHours(7), TimeSpan.FromHours(20)), (result.Recorded.SlipP50, result.Recorded.SlipP90));
        Same(result.Recorded, result.Baseline);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Compare_TwiceTheSame_IsTheSame(int page)
    {
        History h = PromiseAgainstTier();
        ComparisonResult one = await h.CompareAsync(Policy.Default with { PromiseBeforeTier = true }, page: page);
        ComparisonResult other = await h.CompareAsync(Policy.Default with { PromiseBeforeTier = true });
        Same(one.Proposed, other.Proposed);
        Same(one.Baseline, other.Baseline);
    }

    [Fact]
    public async Task Compare_WindowBeginsMidHistory_TakesOverWhatIsThere()
    {
        History h = new();
        h.Submit("o1", "A:10 B:5", new OrderTerms { Tier = 3 });
        h.Receive("A", 4);
        IReadOnlyList<Lease> leases = h.Pull();
        int middle = h.Count;
        h.Pass(TimeSpan.FromMinutes(2));
        h.Do(new ConfirmPick(null, leases[0], 4));
        h.Do(new Pack(null, leases, "P"));
        h.Do(new Ship(null, [leases[0].Task], "DPD", "T"));
        h.Hours(5);
        h.Receive("B", 5);
        h.Work();
        ComparisonResult result = await h.CompareAsync(Policy.Default with { HoldHours = 2 }, middle);
        Assert.Equal((15, 9, 6), (result.Recorded.UnitsWanted, result.Recorded.UnitsShipped, result.Recorded.UnitsWaiting));
        Same(result.Recorded, result.Baseline);
        Same(result.Recorded, result.Proposed);
        Assert.Equal(2, result.Proposed.SplitsPerOrder);
    }

    [Fact]
    public async Task Compare_ShortHolds_LetTheNextOneHaveTheUnits()
    {
        History h = new();
        h.Announce("T1", "B", 5, TimeSpan.FromHours(90));
        h.Submit("whole", "A:5 B:5", new OrderTerms { ShipMode = ShipMode.OrderComplete, Tier = 9 });
        h.Submit("next", "A:5");
        h.Hours(1);
        h.Receive("A", 5); // held for the whole order, for B is on its way
        h.Hours(89);
        h.Receive("B", 5, "T1");
        h.Work();
        ComparisonResult result = await h.CompareAsync(Policy.Default with { HoldHours = 24 });
        Assert.Equal((10, 0), (result.Baseline.UnitsShipped, result.Baseline.HoldsExpired));
        Same(result.Recorded, result.Baseline);
        Assert.Equal((5, 0), (result.Proposed.UnitsShipped, result.Proposed.HoldsExpired)); // nothing is held that could not be kept until the truck comes
        Assert.Equal(10, result.Proposed.UnitsWaiting);
        Assert.True(result.Proposed.TasksBorrowed > 0);
    }

    [Fact]
    public async Task Compare_PolicyChangedInTheWindow_IsTheBaselinesAffairOnly()
    {
        History h = new();
        h.Do(new SetPolicy(Policy.Default with { PromiseBeforeTier = true }));
        int middle = h.Count;
        h.Do(new SetPolicy(Policy.Default));
        h.Submit("o1", "A:1");
        ComparisonResult result = await h.CompareAsync(Policy.Default with { PromiseBeforeTier = true }, middle);
        Assert.Equal((3, 3), (result.Baseline.PolicyVersion, result.Proposed.PolicyVersion));
    }

    [Fact]
    public async Task Compare_OneOwner_CountsItsOwnOnly()
    {
        History h = new();
        h.Submit("o1", "A:1");
        h.Submit("x1", "A:7", owner: History.Other);
        h.Receive("A", 7, owner: History.Other);
        h.Work();
        ComparisonResult all = await h.CompareAsync(Policy.Default);
        ComparisonResult acme = await h.CompareAsync(Policy.Default, only: History.Acme);
        ComparisonResult other = await h.CompareAsync(Policy.Default, only: History.Other);
        Assert.Equal((8, 1, 7), (all.Proposed.UnitsWanted, acme.Proposed.UnitsWanted, other.Proposed.UnitsWanted));
        Assert.Equal((0, 7, 0.0, 1.0), (acme.Proposed.UnitsShipped, other.Proposed.UnitsShipped, acme.Proposed.CrossDockRate, other.Proposed.CrossDockRate));
        Assert.Equal(3, other.Proposed.TouchesPerUnit); // received, picked, packed
    }

    [Fact]
    public void Check_PolicyThatCannotBe_NamesEveryMistake()
    {
        Warehouse empty = new(new WarehouseId("LON1"));
        Policy wrong = Policy.Default with { HoldHours = 0, LeaseSeconds = 1, AgeingDaysPerTier = -1 };
        Refused refused = PolicyComparison.Check(new SetPolicy(wrong), empty, History.Start)!;
        Assert.Equal((Refusal.InvalidValue, 3), (refused.Reason, refused.Details.Count));
        Assert.Null(PolicyComparison.Check(new SetPolicy(Policy.Default), empty, History.Start));
    }

    /// <summary>All figures of the outcome are equal; how the tasks' work was found, and what did not fit, may differ.</summary>
    internal static void Same(PolicyOutcome expected, PolicyOutcome actual)
    {
        static PolicyOutcome Figures(PolicyOutcome o) => o with
        {
            PolicyVersion = 0, TasksPaired = 0, TasksBorrowed = 0, Skipped = WaitingNone.Skipped, WaitsByTier = WaitingNone.WaitsByTier,
        };
        Assert.Equal(Figures(expected), Figures(actual));
        Assert.Equal(expected.WaitsByTier, actual.WaitsByTier);
    }

    private static readonly PolicyOutcome WaitingNone = new();
}
