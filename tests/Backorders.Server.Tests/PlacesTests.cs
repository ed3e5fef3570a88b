using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>Lanes and doors over the API.</summary>
[Trait("Case", "19")]
public sealed class PlacesTests
{
    [Fact]
    public async Task SetLane_Full_IsSeenInThePlacesTheExplanationAndTheStream()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        GetPlacesRequest ask = new() { Warehouse = TestNode.Warehouse };
        string lane = (await node.Acme.Operations.GetPlacesAsync(ask)).Lanes[0].Id;
        SubmitOrderRequest order = TestNode.Order("A-1", 5);
        (order.Terms ??= new OrderTerms()).Lane = lane;
        await node.Acme.Orders.SubmitOrderAsync(order);
        SetLaneRequest full = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Lane = lane, State = LaneState.Full, Reason = ReasonCode.Urgent };
        SetLaneResponse answer = await node.Operator.Operations.SetLaneAsync(full);

        Assert.Equal(answer, await node.Operator.Operations.SetLaneAsync(full));
        Assert.Equal(LaneState.Full, (await node.Acme.Operations.GetPlacesAsync(ask)).Lanes[0].State);
        LineExplanation why = await node.Acme.Orders.ExplainLineAsync(new ExplainLineRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1", LineNo = 1 });
        Assert.Equal(SkipReason.NoLane, why.Skip);
        (full.Lane, full.RequestId) = ("NOWHERE", TestNode.Id());
        await RefusedAsync(node.Operator.Operations.SetLaneAsync(full), "UNKNOWN_LANE", StatusCode.NotFound);
    }

    [Fact]
    public async Task SetDoor_Closed_RefusesScansThereByName()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        ReceiveRequest scan = TestNode.Scan("1", 5);
        SetDoorRequest close = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Door = scan.Door, Open = false, Reason = ReasonCode.Urgent };
        await node.Operator.Operations.SetDoorAsync(close);
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "DOOR_CLOSED", StatusCode.FailedPrecondition);

        (close.Open, close.RequestId) = (true, TestNode.Id());
        await node.Operator.Operations.SetDoorAsync(close);
        await node.Acme.Receiving.ReceiveAsync(scan);
    }
}
