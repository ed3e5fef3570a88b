using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

[Trait("Case", "21")]
public sealed class SubstitutionTests
{
    private static readonly LineKey line = new(Scenario.Order("o1"), 1);
    private readonly Scenario s = new();

    [Fact]
    public void Submit_NoDateAndASubstituteIsFree_IsOffered()
    {
        Rule("A", "C", "B");
        s.Receive("B", 6);

        SubstitutionOffered offered = s.Submit("o1", "A:6").OfType<SubstitutionOffered>().Single();

        Assert.Equal((new Sku("B"), 6L), (offered.Substitute, offered.Quantity.Units));
        Assert.Equal(new Sku("B"), s.Line("o1").OfferedSubstitute);
    }

    [Fact]
    public void Submit_ADateCanBePromised_NothingIsOfferedUnlessAsked()
    {
        Rule("A", "B");
        s.Receive("B", 6);
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));

        Assert.Empty(s.Submit("o1", "A:6").OfType<SubstitutionOffered>());

        Assert.Single(s.Do(new OfferSubstitution(line)).OfType<SubstitutionOffered>());
        Assert.Empty(s.Do(new OfferSubstitution(line)));
    }

    [Fact]
    public void PromiseLost_ASubstituteIsFree_IsOffered()
    {
        Rule("A", "B");
        s.Receive("B", 6);
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        s.Submit("o1", "A:6");

        Assert.Single(s.Do(new CancelShipment(new AsnKey(Scenario.Acme, new AsnNo("N1")), ReasonCode.Supplier)).OfType<SubstitutionOffered>());
    }

    [Theory]
    [InlineData("none",  6)] // the owner has no rule
    [InlineData("rule",  5)] // too few are free
    [InlineData("order", 6)] // others wait for them
    public void Offer_NothingFits_IsRefusedByName(string what, long there)
    {
        if (what != "none")
        {
            Rule("A", "B");
        }

        if (what == "order")
        {
            s.Submit("o9", "B:20", new OrderTerms { ShipMode = ShipMode.LineComplete });
        }

        s.Receive("B", there);
        s.Submit("o1", "A:6");

        s.Refuse(new OfferSubstitution(line), Refusal.NoSubstitute);
        s.Refuse(new AnswerSubstitution(line, true), Refusal.SubstitutionNotOffered);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    public void Offer_UnitsToldApartByLotOrSerial_AreNeverSubstituted(string bound)
    {
        s.Do(new DefineItems(Scenario.Acme, [Scenario.ItemOf("A") with { Substitutes = [new Sku("B")], IsSerialControlled = bound == "A" }]));
        s.Receive("B", 6);
        s.Do(new DefineItems(Scenario.Acme, [Scenario.ItemOf("C") with { IsLotControlled = true }, Scenario.ItemOf("D") with { Substitutes = [new Sku("C")] }]));
        s.Submit("o1", bound == "A" ? "A:6" : "D:6");

        s.Refuse(new OfferSubstitution(line), Refusal.NoSubstitute);
    }

    [Fact]
    public void Accept_TheNewLineIsServedAndBothStayLinked()
    {
        Rule("A", "B");
        s.Receive("B", 6);
        s.Submit("o1", "A:6");
        Instant enqueued = s.Line("o1").EnqueuedAt;
        s.Pass(TimeSpan.FromHours(5));

        IReadOnlyList<Event> events = s.Do(new AnswerSubstitution(line, true));

        Assert.Equal("o1#2:6", Scenario.Gifts(events));
        Assert.Equal((6L, 2), (s.Line("o1").Cancelled.Units, s.Line("o1").SubstitutedBy));
        Assert.Equal((1, enqueued), (s.Line("o1", 2).Substitutes, s.Line("o1", 2).EnqueuedAt));
        Assert.Equal(ReasonCode.Substituted, events.OfType<LineCancelled>().Single().Reason);
        s.Refuse(new AnswerSubstitution(line, true), Refusal.SubstitutionNotOffered);
    }

    [Fact]
    public void Accept_OthersTookTheUnits_IsRefused()
    {
        Rule("A", "B");
        s.Receive("B", 6);
        s.Submit("o1", "A:6");
        s.Submit("o2", "B:1");

        s.Refuse(new AnswerSubstitution(line, true), Refusal.NotEnoughStock);
    }

    [Fact]
    public void Decline_TheLineWaitsOn()
    {
        Rule("A", "B");
        s.Receive("B", 6);
        s.Submit("o1", "A:6");

        Assert.Equal(SubstitutionAnswer.Declined, s.Do(new AnswerSubstitution(line, false)).OfType<SubstitutionEnded>().Single().Answer);

        Assert.Equal("o1#1:6", Scenario.Gifts(s.Receive("A", 6)));
    }

    [Fact]
    public void Rule_ThatNamesTheItemItself_IsRefused() =>
        s.Refuse(new DefineItems(Scenario.Acme, [Scenario.ItemOf("A") with { Substitutes = [new Sku("A")] }]), Refusal.InvalidValue);

    private void Rule(string sku, params string[] substitutes) =>
        s.Do(new DefineItems(Scenario.Acme, [Scenario.ItemOf(sku) with { Substitutes = [.. substitutes.Select(b => new Sku(b))] }]));
}
