using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

public sealed class BackInStockTests
{
    private readonly Scenario s = new();

    [Fact]
    public void Receipt_MoreThanTheQueueWants_TellsInTheOrderOfAskingAndOnce()
    {
        s.Submit("o1", "A:4");
        Ask("anna", 3);
        Ask("ben", 9);
        Ask("cleo", 2);

        Assert.Equal("anna:3 cleo:2", Told(s.Receive("A", 9)));
        Assert.Equal(string.Empty, Told(s.Receive("A", 1)));
    }

    [Fact]
    public void Receipt_TheQueueWantsIt_TellsNobody()
    {
        s.Submit("o1", "A:40", new OrderTerms { ShipMode = ShipMode.LineComplete });
        Ask("anna", 1);

        Assert.Equal(string.Empty, Told(s.Receive("A", 9)));
        Assert.Equal("anna:1", Told(s.Cancel("o1")));
    }

    [Fact]
    public void Request_UnitsAreFreeNow_IsToldAtOnce()
    {
        s.Receive("A", 9);

        Assert.Equal("anna:3", Told(Ask("anna", 3)));
    }

    [Fact]
    public void Told_UnitsAreSpokenForAWhile_ThenOthersAreTold()
    {
        Ask("anna", 5);
        Ask("ben", 5);
        Assert.Equal("anna:5", Told(s.Receive("A", 5)));
        s.Pass(TimeSpan.FromHours(47));
        Assert.Equal(string.Empty, Told(s.Do(new AdvanceTime())));
        s.Pass(TimeSpan.FromHours(1));

        Assert.Equal("ben:5", Told(s.Do(new AdvanceTime())));
    }

    [Fact]
    public void Withdrawn_IsNotTold()
    {
        Ask("anna", 5);
        s.Do(new WithdrawBackInStock(Scenario.Item("A"), "anna"));

        Assert.Equal(string.Empty, Told(s.Receive("A", 5)));
        s.Refuse(new WithdrawBackInStock(Scenario.Item("A"), "anna"), Refusal.UnknownRequest);
    }

    [Fact]
    public void Request_SameReferenceTwice_IsRefused()
    {
        Ask("anna", 5);

        s.Refuse(new RequestBackInStock(Scenario.Item("A"), "anna", 2, default), Refusal.AlreadyExists);
        s.Refuse(new RequestBackInStock(Scenario.Item("A"), "", 2, default), Refusal.InvalidText);
    }

    [Fact]
    public void AnotherOwner_SameSku_IsNotTold()
    {
        Ask("anna", 1);

        SkuKey theirs = new(Scenario.Other, new Sku("A"));
        Assert.Equal(string.Empty, Told(s.Do(s.NewReceipt("A", 5) with { Item = theirs })));
        s.Refuse(new WithdrawBackInStock(theirs, "anna"), Refusal.UnknownRequest);
    }

    [Theory]
    //          on hand | under way | wanted by others | ordered | accepted
    [InlineData(5,        0,          0,                 5,        true)]
    [InlineData(5,        0,          0,                 6,        false)]
    [InlineData(2,        4,          0,                 6,        true)]
    [InlineData(5,        5,          5,                 6,        false)]
    [InlineData(0,        0,          0,                 1,        false)]
    public void Submit_RefuseUnpromised_TakesOnlyWhatCanBePromised(long onHand, long underWay, long others, long ordered, bool accepted)
    {
        if (others > 0)
        {
            s.Submit("o9", $"A:{others}", new OrderTerms { NotBefore = s.Now + TimeSpan.FromDays(1) });
        }

        if (onHand > 0)
        {
            s.Receive("A", onHand);
        }

        if (underWay > 0)
        {
            s.Announce("N1", $"A:{underWay}", TimeSpan.FromDays(3));
        }

        SubmitOrder order = s.NewOrder("o1", $"A:{ordered}") with { RefuseUnpromised = true };
        if (accepted)
        {
            s.Do(order);
        }
        else
        {
            Assert.Contains("RequestBackInStock", s.Refuse(order, Refusal.NoLineAccepted).Message);
        }
    }

    [Fact]
    public void Submit_PolicyRefusesUnpromised_NamesOutOfStock()
    {
        s.Do(new SetPolicy(Policy.Default with { RefuseUnpromised = true }));
        s.Receive("A", 5);

        OrderAccepted accepted = s.Submit("o1", "A:3 A:3 B:1").OfType<OrderAccepted>().Single();

        Assert.Equal([(2, Refusal.OutOfStock), (3, Refusal.OutOfStock)], accepted.RefusedLines.Select(l => (l.LineNo, l.Reason)));
    }

    private static string Told(IEnumerable<Event> events) => string.Join(' ', events.OfType<BackInStock>().Select(e => $"{e.Reference}:{e.Quantity}"));

    private IReadOnlyList<Event> Ask(string who, long quantity) => s.Do(new RequestBackInStock(Scenario.Item("A"), who, quantity, default));
}
