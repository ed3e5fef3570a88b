using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

[Trait("Case", "24")]
public sealed class PaymentTests
{
    private static readonly OrderKey order = Scenario.Order("o1");
    private readonly Scenario s = new();

    [Fact]
    public void Pack_PaidWhenPacked_IsDueAndDoesNotLeaveBeforeItIsPaid()
    {
        Lease lease = Picked();

        PaymentDue due = s.Do(new Pack(null, [lease], "P1")).OfType<PaymentDue>().Single();

        Assert.Equal(("P1", 6L), (due.Parcel, due.Quantity.Units));
        s.Refuse(new Ship(null, [lease.Task], "DPD", "T"), Refusal.NotPaid);
        s.Do(new ReportPayment(order, PaymentStatus.Authorised, s.Now + TimeSpan.FromDays(7), "a"));
        s.Refuse(new Ship(null, [lease.Task], "DPD", "T"), Refusal.NotPaid);
        s.Do(new ReportPayment(order, PaymentStatus.Captured, Instant.Never, "c"));
        s.Do(new Ship(null, [lease.Task], "DPD", "T"));
        Assert.Equal(6, s.Line("o1").Shipped.Units);
    }

    [Fact]
    public void Captured_BeforeAnythingIsPacked_IsRefused()
    {
        Picked();

        s.Refuse(new ReportPayment(order, PaymentStatus.Captured, Instant.Never, "c"), Refusal.PaymentNotDue);
    }

    [Fact]
    public void Captured_TheFirstParcel_DoesNotPayTheSecond()
    {
        s.Submit("o1", "A:6", new OrderTerms { PaymentRequired = true });
        Lease first = PackedFrom("A", 4);
        s.Do(new ReportPayment(order, PaymentStatus.Captured, Instant.Never, "c"));
        Lease second = PackedFrom("A", 2);

        Assert.Equal(PaymentStatus.Due, s.Warehouse.GetOrder(order)!.Payment);
        s.Refuse(new Ship(null, [second.Task], "DPD", "T"), Refusal.NotPaid);
        s.Do(new Ship(null, [first.Task], "DPD", "T"));
    }

    [Fact]
    public void Cancel_PaymentIsTheOwnersAlone_SaysThatItDoesNotKnowWhatWasPaid()
    {
        s.Submit("o1", "A:6");

        RefundDue refund = s.Cancel("o1").OfType<RefundDue>().Single();

        Assert.Equal((6L, true, ReasonCode.CustomerRequest), (refund.Quantity.Units, refund.IsPaymentUnknown, refund.Reason));
    }

    [Fact]
    public void Cancel_NothingCaptured_OwesNothing()
    {
        s.Submit("o1", "A:6", new OrderTerms { PaymentRequired = true });
        s.Do(new ReportPayment(order, PaymentStatus.Authorised, s.Now + TimeSpan.FromDays(7), "a"));

        Assert.Empty(s.Cancel("o1").OfType<RefundDue>());
    }

    [Fact]
    public void Cancel_PaidUnitsWereLostBeforeTheyLeft_TheirMoneyIsDueOnce()
    {
        s.Submit("o1", "A:8", new OrderTerms { PaymentRequired = true });
        Lease packed = PackedFrom("A", 6);
        s.Do(new ReportPayment(order, PaymentStatus.Captured, Instant.Never, "c"));
        s.Do(new ReportDamage(null, packed, 4, ReasonCode.Damaged));

        RefundDue refund = s.Cancel("o1").OfType<RefundDue>().Single();

        Assert.Equal((4L, false), (refund.Quantity.Units, refund.IsPaymentUnknown));
        Assert.Equal((6L, 2L), (s.Line("o1").Cancelled.Units, s.Line("o1").Packed.Units));
        s.Do(new Ship(null, [packed.Task], "DPD", "T"));
    }

    [Fact]
    public void Amend_LoweredAndPaymentIsTheOwnersAlone_SaysThatItDoesNotKnowWhatWasPaid()
    {
        s.Submit("o1", "A:6");

        RefundDue refund = Lower(4).Single();

        Assert.Equal((2L, true, ReasonCode.CustomerRequest), (refund.Quantity.Units, refund.IsPaymentUnknown, refund.Reason));
        Assert.Empty(Lower(5)); // a rise gives nothing up
    }

    [Fact]
    public void Amend_LoweredAndNothingCaptured_OwesNothing()
    {
        s.Submit("o1", "A:6", new OrderTerms { PaymentRequired = true });
        s.Do(new ReportPayment(order, PaymentStatus.Authorised, s.Now + TimeSpan.FromDays(7), "a"));

        Assert.Empty(Lower(4));
    }

    [Fact]
    public void Amend_LoweredAfterPaidUnitsWereLost_OwesTheirMoneyAndACancellationOnlyTheRest()
    {
        s.Submit("o1", "A:8", new OrderTerms { PaymentRequired = true });
        Lease packed = PackedFrom("A", 6);
        s.Do(new ReportPayment(order, PaymentStatus.Captured, Instant.Never, "c"));
        s.Do(new ReportDamage(null, packed, 4, ReasonCode.Damaged));

        RefundDue refund = Lower(5).Single();

        Assert.Equal((3L, false), (refund.Quantity.Units, refund.IsPaymentUnknown));
        Assert.Equal(1, s.Cancel("o1").OfType<RefundDue>().Single().Quantity.Units);
    }

    [Fact]
    public void CancelBy_PassedWithoutPaymentKnown_SaysSo()
    {
        s.Submit("o1", "A:6", new OrderTerms { CancelBy = s.Now + TimeSpan.FromDays(1) });
        s.Pass(TimeSpan.FromDays(1));

        Assert.True(s.Do(new AdvanceTime()).OfType<RefundDue>().Single().IsPaymentUnknown);
    }

    [Fact]
    public void OtherOrder_ReportsAPayment_IsRefused()
    {
        s.Submit("o1", "A:6");

        s.Refuse(new ReportPayment(order, PaymentStatus.Declined, Instant.Never, ""), Refusal.PaymentNotExpected);
    }

    [Theory]
    [InlineData(PaymentStatus.Awaited)]
    [InlineData(PaymentStatus.Lapsed)]
    [InlineData(PaymentStatus.Authorised)]
    public void Report_WhatCannotBeReported_IsRefused(PaymentStatus status)
    {
        Picked();

        s.Refuse(new ReportPayment(order, status, s.Now, ""), Refusal.InvalidValue);
    }

    [Fact]
    public void Authorisation_DiesWhileTheOrderWaits_KeepsItsPlaceAndIsChargedWhenPacked()
    {
        s.Submit("o1", "A:6", new OrderTerms { PaymentRequired = true });
        s.Do(new ReportPayment(order, PaymentStatus.Authorised, s.Now + TimeSpan.FromDays(7), "a"));
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        s.Pass(TimeSpan.FromDays(7));

        Assert.Equal(PaymentStatus.Lapsed, s.Do(new AdvanceTime()).OfType<PaymentReported>().Single().Status);

        Assert.Equal("o1#1:6", Scenario.Gifts(s.Receive("A", 6)));
    }

    [Fact]
    public void Declined_IsParkedWithItsPlaceAndTakesNothingNew()
    {
        s.Submit("o1", "A:6 B:6", new OrderTerms { PaymentRequired = true });
        s.Receive("A", 6);
        s.Do(new ReportPayment(order, PaymentStatus.Declined, Instant.Never, ""));

        Assert.Empty(s.Pull());
        Assert.Equal("put-away:6", Scenario.Gifts(s.Receive("B", 6)));
        Assert.Equal((6L, SkipReason.PaymentDeclined), (s.Line("o1").Allocated.Units, s.Explain("o1", 2).Skip));
        Assert.Equal("o1#2:6", Scenario.Gifts(s.Do(new ReportPayment(order, PaymentStatus.Authorised, s.Now + TimeSpan.FromDays(1), "a"))));
        Assert.Equal(2, s.Pull().Count);
    }

    [Fact]
    public void Declined_SaidTwice_DoesNotMakeTheTimeLonger()
    {
        Picked();
        Instant until = s.Do(new ReportPayment(order, PaymentStatus.Declined, Instant.Never, "")).OfType<PaymentReported>().Single().Until;
        s.Pass(TimeSpan.FromHours(20));

        Assert.Equal(until, s.Do(new ReportPayment(order, PaymentStatus.Declined, Instant.Never, "")).OfType<PaymentReported>().Single().Until);
    }

    [Theory]
    //          done before the decline | what happens to the units when it yields
    [InlineData("allocated",              "freed")]
    [InlineData("picked",                 "put back")]
    [InlineData("packed",                 "put back")]
    public void Declined_NotMadeGoodInTime_YieldsToOthers(string done, string units)
    {
        s.Submit("o1", "A:6", new OrderTerms { PaymentRequired = true });
        s.Pass(TimeSpan.FromSeconds(1));
        s.Submit("o2", "A:6");
        s.Receive("A", 6);
        if (done != "allocated")
        {
            Lease lease = s.Pull().Single();
            s.Pick(lease);
            if (done == "packed")
            {
                s.Do(new Pack(null, [lease], "P"));
            }
        }

        s.Do(new ReportPayment(order, PaymentStatus.Declined, Instant.Never, ""));
        s.Pass(TimeSpan.FromHours(48));
        IReadOnlyList<Event> events = s.Do(new AdvanceTime());

        Assert.Single(events.OfType<PaymentYielded>());
        Assert.Equal(units == "freed" ? "o2#1:6" : string.Empty, Scenario.Gifts(events));
        if (units == "put back")
        {
            Lease putBack = s.Pull("P9").Single();
            Assert.Equal("o2#1:6", Scenario.Gifts(s.Do(new ConfirmPick(null, putBack, 6))));
        }

        Assert.Equal((6L, 0L), (s.Line("o1").Open.Units, s.Line("o1").Packed.Units));
    }

    [Fact]
    public void Declined_ForTheSecondParcel_ThePaidOneStaysTheCustomers()
    {
        s.Submit("o1", "A:6", new OrderTerms { PaymentRequired = true });
        Lease first = PackedFrom("A", 4);
        s.Do(new ReportPayment(order, PaymentStatus.Captured, Instant.Never, "c"));
        PackedFrom("A", 2);
        s.Do(new ReportPayment(order, PaymentStatus.Declined, Instant.Never, ""));
        s.Pass(TimeSpan.FromHours(48));
        s.Do(new AdvanceTime());

        Assert.Equal((4L, 2L), (s.Line("o1").Packed.Units, s.Line("o1").Open.Units));
        s.Do(new Ship(null, [first.Task], "DPD", "T"));
    }

    private IEnumerable<RefundDue> Lower(long quantity) => s.Do(new AmendOrder(order, [new LineChange(1, quantity)], null, null, null, null, null)).OfType<RefundDue>();

    private Lease Picked()
    {
        s.Submit("o1", "A:6", new OrderTerms { PaymentRequired = true });
        s.Receive("A", 6);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        return lease;
    }

    private Lease PackedFrom(string sku, long units)
    {
        s.Receive(sku, units);
        Lease lease = s.Pull().Single();
        s.Pick(lease);
        s.Do(new Pack(null, [lease], "P"));
        return lease;
    }
}
