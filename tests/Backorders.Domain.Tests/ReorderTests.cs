using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>What is to be bought is told to whoever buys, once and in order.</summary>
public sealed class ReorderTests
{
    [Fact]
    public void SuggestReorders_EachSku_IsToldOnItsOwn()
    {
        Scenario s = new();
        IReadOnlyList<Event> events = s.Do(new SuggestReorders(Scenario.Acme, [Reorder("A", 12), Reorder("B", 3)]));
        Assert.Equal(["A:12", "B:3"], events.Cast<ReorderSuggested>().Select(e => $"{e.Reorder.Sku}:{e.Reorder.Quantity}"));
    }

    [Fact]
    public void SuggestReorders_WrongItems_AreRefused()
    {
        Scenario s = new();
        s.Refuse(new SuggestReorders(Scenario.Acme, []), Refusal.InvalidCount);
        s.Refuse(new SuggestReorders(Scenario.Acme, [Reorder("A", 0)]), Refusal.InvalidQuantity);
        s.Refuse(new SuggestReorders(Scenario.Acme, [Reorder("X", 1)]), Refusal.UnknownSku);
        s.Refuse(new SuggestReorders(Scenario.Acme, [Reorder("POST", 1)]), Refusal.NotGoods);
        s.Refuse(new SuggestReorders(Scenario.Acme, [Reorder("A", 1), Reorder("A", 2)]), Refusal.InvalidValue);
    }

    [Fact]
    public void ListSupply_WaitingAndAnnounced_IsWhatABuyerSees()
    {
        Scenario s = new();
        s.Submit("o1", "A:10");
        s.Announce("n1", "A:6 B:4", TimeSpan.FromDays(1));
        s.Receive("B", 3);
        Assert.Equal(
            ["A: 0 free, 6 on order, 10 waiting", "B: 3 free, 4 on order, 0 waiting"],
            s.Warehouse.ListSupply(Scenario.Acme, null).Select(v => $"{v.Item.Sku}: {v.Free} free, {v.OnOrder} on order, {v.Waiting} waiting"));
        Assert.Single(s.Warehouse.ListSupply(Scenario.Acme, new Sku("B")));
        Assert.Empty(s.Warehouse.ListSupply(Scenario.Other, null));
    }

    private static SuggestedReorder Reorder(string sku, long units) => new(new Sku(sku), new Quantity(units), Quantity.Zero, 0, Quantity.Zero);
}
