using Backorders.Domain.Commands;
using Backorders.Domain.Values;

namespace Backorders.Domain.Tests;

public sealed class AdviceTests
{
    [Fact]
    public void Explain_LineBehindOthers_SaysHowManyUnitsServeIt()
    {
        Scenario s = new();
        s.Submit("o1", "A:6");
        s.Submit("o2", "A:4");
        Assert.Equal(
            [
                "It is served in full when 10 units of A have come: 6 stand before its 4.", "Expediting it puts it before all lines that nobody expedited.",
                "No supply is announced for 4 of its units: announce or order them.",
            ],
            s.Explain("o2").Sooner);
        s.Receive("A", 10);
        Assert.Empty(s.Explain("o2").Sooner);
    }

    [Fact]
    public void Explain_LineAtTheFront_NamesTheShipmentItHangsOn()
    {
        Scenario s = new();
        s.Announce("T1", "A:10", TimeSpan.FromDays(2));
        s.Submit("o1", "A:6");
        Assert.Equal(
            ["It is served by the next 6 units of A that come.", "Shipment T1 is expected at 2026-03-04T08:00:00Z; an earlier one brings its date forward."],
            s.Explain("o1").Sooner);
    }

    [Fact]
    public void Explain_OrderOnHoldOrNotCoverable_SaysWhatLetsItGo()
    {
        Scenario s = new();
        s.Submit("held", "A:6");
        s.Do(new HoldOrder(Scenario.Order("held"), ReasonCode.Credit));
        s.Submit("whole", "A:6 B:1", new OrderTerms { ShipMode = ShipMode.OrderComplete });
        Assert.Equal("Release the order.", s.Explain("held").Sooner[0]);
        Assert.Equal("Amend the order to ship what is available.", s.Explain("whole").Sooner[0]);
    }
}
