using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

/// <summary>Wait or cancel: 16 CFR 435.2.</summary>
[Trait("Case", "25")]
public sealed class ConsentTests
{
    private readonly Scenario s = new();
    private Instant promise;

    [Theory]
    //          days late | silence is yes | deadline, days after the promise
    [InlineData(29,         true,            29)]
    [InlineData(30,         true,            30)]
    [InlineData(31,         false,           30)]
    [InlineData(400,        false,           30)]
    public void FirstDelay_UpToThirtyDays_IsAgreedToBySilenceAndALongerOneIsNot(int days, bool silence, int deadline)
    {
        Promised();

        DelayConsentNeeded asked = Slip(days).OfType<DelayConsentNeeded>().Single();

        Assert.Equal((promise, promise + TimeSpan.FromDays(days), silence), (asked.From, asked.To, asked.SilenceConsents));
        Assert.Equal(promise + TimeSpan.FromDays(deadline), asked.Deadline);
        Assert.Equal(asked.Deadline, s.Line("o1").AskedDelay!.Deadline);
    }

    [Fact]
    public void FirstDelay_WithoutADate_NeedsAYes()
    {
        Promised();

        DelayConsentNeeded asked = s.Do(new CancelShipment(Asn("N1"), ReasonCode.Supplier)).OfType<DelayConsentNeeded>().Single();

        Assert.Equal((Instant.Never, promise + TimeSpan.FromDays(30), false), (asked.To, asked.Deadline, asked.SilenceConsents));
    }

    [Fact]
    public void SilenceThatConsents_AtTheDeadline_IsAYes()
    {
        Promised();
        Slip(10);
        s.Pass(TimeSpan.FromDays(3 + 1 + 10));

        DelayConsentEnded ended = s.Do(new AdvanceTime()).OfType<DelayConsentEnded>().Single();

        Assert.Equal((DelayAnswer.AcceptedBySilence, promise + TimeSpan.FromDays(10)), (ended.Answer, ended.Agreed));
        Assert.Equal((6L, promise + TimeSpan.FromDays(10)), (s.Line("o1").Open.Units, s.Line("o1").Agreed));
    }

    [Fact]
    public void SilenceThatDoesNotConsent_AtTheDeadline_CancelsWithARefund()
    {
        Promised();
        s.Do(new CancelShipment(Asn("N1"), ReasonCode.Supplier));
        Assert.Equal(promise + TimeSpan.FromDays(30), s.Line("o1").AskedDelay!.Deadline);
        s.Pass(TimeSpan.FromDays(34));

        IReadOnlyList<Event> events = s.Do(new AdvanceTime());

        Assert.Equal(DelayAnswer.NotAnswered, events.OfType<DelayConsentEnded>().Single().Answer);
        Assert.Equal((6L, ReasonCode.NoConsent), (events.OfType<LineCancelled>().Single().Quantity.Units, events.OfType<LineCancelled>().Single().Reason));
        Assert.Equal(6, events.OfType<RefundDue>().Single().Quantity.Units);
        Assert.True(s.Warehouse.GetOrder(Scenario.Order("o1"))!.Closed);
    }

    [Fact]
    public void SecondDelay_OfADay_NeedsAYesByTheDateAgreedBefore()
    {
        Promised();
        Slip(10);
        s.Do(new AnswerDelay(Scenario.Order("o1"), [], Accepted: true));

        DelayConsentNeeded asked = Slip(12).OfType<DelayConsentNeeded>().Single();

        Assert.Equal((promise + TimeSpan.FromDays(10), promise + TimeSpan.FromDays(10), false), (asked.From, asked.Deadline, asked.SilenceConsents));
    }

    [Fact]
    public void SecondDelay_ASecondBeforeTheAgreedDate_LeavesTimeToAnswer()
    {
        Promised();
        Slip(10);
        s.Do(new AnswerDelay(Scenario.Order("o1"), [], Accepted: true));
        s.Pass(TimeSpan.FromDays(3 + 1 + 10) - TimeSpan.FromSeconds(1));

        Assert.Equal(s.Now + TimeSpan.FromDays(3), Slip(40).OfType<DelayConsentNeeded>().Single().Deadline);
    }

    [Fact]
    public void Delay_ThatGrowsWhileAsked_IsAskedAnewAndDueWhenItWas()
    {
        Promised();
        Instant due = Slip(40).OfType<DelayConsentNeeded>().Single().Deadline;
        s.Pass(TimeSpan.FromDays(5));

        DelayConsentNeeded again = Slip(60).OfType<DelayConsentNeeded>().Single();

        Assert.Equal((due, false), (again.Deadline, again.SilenceConsents));
        Assert.Empty(Slip(50).OfType<DelayConsentNeeded>());
    }

    [Fact]
    public void Delay_MadeGoodAgain_IsNoQuestionAnyMore()
    {
        Promised();
        Slip(40);

        Assert.Empty(Slip(0).OfType<DelayConsentEnded>()); // he was told something within the quiet period
        s.Pass(TimeSpan.FromHours(24));

        Assert.Equal(DelayAnswer.Overtaken, s.Do(new AdvanceTime()).OfType<DelayConsentEnded>().Single().Answer);
        Assert.Null(s.Line("o1").AskedDelay);
        s.Refuse(new AnswerDelay(Scenario.Order("o1"), [], true), Refusal.NothingAsked);
    }

    [Theory]
    //          done before the answer | units still to be taken back
    [InlineData("waiting",                "nothing")]
    [InlineData("allocated",              "freed")]
    [InlineData("picked",                 "put back")]
    public void Answer_Cancel_GivesUpWhatIsNotPacked(string done, string units)
    {
        Promised();
        Slip(40);
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        if (done != "waiting")
        {
            s.Receive("A", 6);
        }

        if (done == "picked")
        {
            s.Pick(s.Pull().Single());
        }

        IReadOnlyList<Event> events = s.Do(new AnswerDelay(Scenario.Order("o1"), [1], Accepted: false));

        Assert.Equal((6L, ReasonCode.DelayRefused), (events.OfType<LineCancelled>().Single().Quantity.Units, events.OfType<RefundDue>().Single().Reason));
        Assert.Equal(units == "freed" ? "o2#1:6" : string.Empty, Scenario.Gifts(events));
        Assert.Equal(units == "put back" ? 1 : 0, events.OfType<PickedUnitsTakenBack>().Count());
    }

    [Fact]
    public void Answer_Twice_IsRefusedByName()
    {
        Promised();
        Slip(40);
        s.Do(new AnswerDelay(Scenario.Order("o1"), [], true));

        s.Refuse(new AnswerDelay(Scenario.Order("o1"), [], true), Refusal.NothingAsked);
        Assert.Equal(promise + TimeSpan.FromDays(40), s.Line("o1").Agreed);
    }

    [Fact]
    public void AskedLine_NearItsDeadline_IsUrgent()
    {
        Promised();
        Slip(40);
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6", new OrderTerms { Tier = 9 });
        s.Pass(TimeSpan.FromDays(31.5));

        Assert.Equal("o1#1:6", Scenario.Gifts(s.Receive("A", 6)));
    }

    [Fact]
    public void ShippedInTime_NeedsNoAnswer()
    {
        Promised();
        Slip(40);
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.PackAndShip(lease);
        s.Pass(TimeSpan.FromDays(60));

        Assert.Empty(s.Do(new AdvanceTime()).OfType<IOfLine>());
    }

    [Fact]
    public void IndefiniteDelay_Accepted_BindsToTheNextDateGiven()
    {
        Promised();
        s.Do(new CancelShipment(Asn("N1"), ReasonCode.Supplier));
        s.Do(new AnswerDelay(Scenario.Order("o1"), [], true));
        Assert.Equal(Instant.Never, s.Line("o1").Agreed);

        Instant date = s.Now + TimeSpan.FromDays(51);
        Assert.Empty(s.Announce("N2", "A:6", TimeSpan.FromDays(50)).OfType<DelayConsentNeeded>());
        s.Pass(TimeSpan.FromHours(24));
        Assert.Empty(s.Do(new AdvanceTime()).OfType<DelayConsentNeeded>());

        Assert.Equal(date, s.Line("o1").Agreed);
    }

    [Fact]
    public void PolicyThatDoesNotAsk_TellsTheNewDateAndNothingMore()
    {
        s.Do(new SetPolicy(Policy.Default with { AskDelayConsent = false }));
        Promised();

        Assert.Single(Slip(40).OfType<PromiseChanged>());
        Assert.Null(s.Line("o1").AskedDelay);
    }

    [Fact]
    public void OwnersPolicy_DecidesForItsCustomersAlone()
    {
        s.Do(new SetPolicy(Policy.Default with { AskDelayConsent = false }, Scenario.Other));
        Promised();

        Assert.Single(Slip(40).OfType<DelayConsentNeeded>());
        s.Do(new SetPolicy(Policy.Default with { ConsentSilentDaysMax = 60 }, Scenario.Acme));
        Assert.True(Policy.Default.ConsentSilentDaysMax < s.Warehouse.PolicyOf(Scenario.Acme).ConsentSilentDaysMax);
    }

    [Fact]
    public void Supplier_SlipsFiveThousandLines_OneTurnAsksEachOnceAndTheDeadlineIsWorkedOffInParts()
    {
        Scenario many = new(checkReplica: false);
        for (int i = 0; i < 5_000; i++)
        {
            many.Submit($"o{i}", "A:1");
        }

        many.Announce("N1", "A:5000", TimeSpan.FromDays(3));
        IReadOnlyList<Event> events = many.Do(new CancelShipment(Asn("N1"), ReasonCode.Supplier));
        Assert.Equal(5_000, events.OfType<DelayConsentNeeded>().Count());
        Assert.True(events.Count <= 5_000 * 3 + 1, $"{events.Count} events");
        many.Pass(TimeSpan.FromDays(34));

        int turns = 0;
        while (many.Warehouse.NextDue <= many.Now)
        {
            Assert.InRange(many.Do(new AdvanceTime()).Count, 1, Limits.DueEventsMax + 3);
            turns++;
        }

        Assert.Equal((2, 5_000L), (turns, many.Warehouse.GetFigures().Cancelled));
        many.Verify();
    }

    private static AsnKey Asn(string no) => new(Scenario.Acme, new AsnNo(no));

    private void Promised()
    {
        s.Submit("o1", "A:6");
        s.Announce("N1", "A:6", TimeSpan.FromDays(3));
        promise = s.Line("o1").Promise;
    }

    /// <summary>The truck comes so many days after what was first promised.</summary>
    private IReadOnlyList<Event> Slip(int days) => s.Do(new UpdateShipment(Asn("N1"), promise - TimeSpan.FromDays(1) + TimeSpan.FromDays(days), null, []));
}
