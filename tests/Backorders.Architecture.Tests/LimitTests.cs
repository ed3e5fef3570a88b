using Backorders.Domain.Values;


namespace Backorders.Architecture.Tests;

/// <summary>The limits of the domain agree with each other: no two of them allow together what a third forbids.</summary>
public sealed class LimitTests
{
    [Fact]
    public void Quantity_InTheLargestUnit_FitsItsNumber() =>
        Assert.True((Int128)Limits.QuantityMax * Limits.UnitFactorMax <= long.MaxValue, "QuantityMax × UnitFactorMax must fit 64 bits.");

    [Fact]
    public void Quantities_OfTheLargestOrder_FitTheirSum() =>
        Assert.True((Int128)Limits.QuantityMax * Limits.OrderLinesMax <= long.MaxValue, "QuantityMax × OrderLinesMax must fit 64 bits.");

    [Fact]
    public void Quantities_OfNineBillionCommands_FitTheirSum() =>
        Assert.True((Int128)Limits.QuantityMax * 9_000_000_000 <= long.MaxValue, "QuantityMax says that 9 billion commands fit a 64-bit sum.");

    [Fact]
    public void Station_MayLease_WhatOneCommandNames() =>
        Assert.True(Limits.LeasedTasksMax >= Limits.TasksMax, "LeasedTasksMax must not be less than TasksMax: one pull must fit.");

    [Fact]
    public void Answers_AreNotKept_LongerThanWhatTheySpeakOf() =>
        Assert.True(Limits.AnswersKept <= Limits.HistoryKept, "AnswersKept must not be more than HistoryKept: an answer would name an order that is forgotten.");

    [Fact]
    public void HoldPause_IsShorterThanTheDefaultHold() =>
        Assert.True(Limits.HoldPause < TimeSpan.FromHours(Policy.Default.HoldHours), "HoldPause must be shorter than a hold, or an order would mostly pause.");

    [Fact]
    public void Turn_HasRoom_ForEveryTaskOfADeadStationAndEveryLineOfAnOrder() =>
        Assert.True(Limits.TurnEventsMax >= 10L * (Limits.LeasedTasksMax + Limits.OrderLinesMax), "TurnEventsMax must leave ten events for each task and line.");

    [Fact]
    public void Limits_ArePositive() => Assert.All(
        typeof(Limits).GetFields().Where(f => f.FieldType != typeof(TimeSpan)), f => Assert.True(Convert.ToInt64(f.GetValue(null)) > 0, $"{f.Name} must be more than 0."));
}
