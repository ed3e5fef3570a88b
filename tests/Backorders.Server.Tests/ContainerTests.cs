using System.Net;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

[Trait("Case", "11")]
public sealed class ContainerTests : IAsyncLifetime
{
    private const string Pallet = "376104250021234569";

    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await node.Acme.Inbound.AnnounceShipmentAsync(new AnnounceShipmentRequest
        {
            Warehouse = TestNode.Warehouse,
            AsnNo = "N-1",
            Eta = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(node.Time.GetUtcNow()),
            Lines =
            {
                new ShipmentLine { Sku = "MUG", Quantity = 1, Unit = "case", Lpn = Pallet }, new ShipmentLine { Sku = "BOWL", Quantity = 3, Lpn = "00" + Pallet },
                new ShipmentLine { Sku = "BOWL", Quantity = 2, Lpn = "CAGE-1" },
            },
        });
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task ReceiveContainer_Mixed_ArrivesInOneStepAndIsBrokenDown()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        ReceiveContainerRequest whole = Whole("1", "00" + Pallet);

        ReceiveContainerResponse answer = await node.Acme.Receiving.ReceiveContainerAsync(whole);

        Assert.Equal((Pallet, 2), (answer.Lpn, answer.ReceiptIds.Count));
        Assert.Equal(
            [(Pallet + "/1", "MUG", 5, "A-1"), (Pallet, "MUG", 7, ""), (Pallet, "BOWL", 3, "")],
            answer.Parts.Select(p => (p.Lpn, p.Sku, (int)p.Quantity, p.OrderNo)));
        Assert.Equal(answer, await node.Acme.Receiving.ReceiveContainerAsync(whole));
        PullTasksResponse tasks = await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "P1", Max = 9 });
        Assert.Equal([Pallet + "/1", Pallet], tasks.Offers.Select(o => o.Task.Lpn).OrderDescending());
        TaskOffer breakDown = tasks.Offers.Single(o => o.Task.Kind == TaskKind.BreakDown);
        Assert.Equal((answer.BreakDownTaskId, 15), (breakDown.Task.TaskId, breakDown.Task.Quantity));
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = breakDown.Task.TaskId, Token = breakDown.Token, Quantity = 15,
        });
        await RefusedAsync(node.Acme.Receiving.ReceiveContainerAsync(Whole("2", Pallet)), "CONTAINER_RECEIVED", StatusCode.AlreadyExists);
    }

    [Fact]
    public async Task ReceiveContainer_ByJson_IsTheSameCall()
    {
        (HttpStatusCode status, string body) = await node.PostAsync(
            "Receiving/ReceiveContainer", """{"warehouse":"MAIN","deviceId":"s","scanId":"1","lpn":"CAGE-1","door":"D1"}""");

        Assert.Equal((HttpStatusCode.OK, true), (status, body.Contains("\"lpn\":\"CAGE-1\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lpn_MisreadOrUnknown_IsRefusedByName()
    {
        var status = await RefusedAsync(
            node.Acme.Receiving.ReceiveContainerAsync(Whole("1", "376104250021234568")), "WRONG_CHECK_DIGIT", StatusCode.InvalidArgument);
        Assert.Contains("is 9, not 8", status.ErrorInfo!.Metadata["lpn"], StringComparison.Ordinal);
        await RefusedAsync(node.Acme.Receiving.ReceiveContainerAsync(Whole("1", "CAGE-9")), "UNKNOWN_CONTAINER", StatusCode.NotFound);
        ReceiveRequest scan = TestNode.Scan("1", 1);
        scan.Lpn = "376104250021234568";
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "WRONG_CHECK_DIGIT", StatusCode.InvalidArgument);
    }

    private static ReceiveContainerRequest Whole(string scanId, string lpn) => new()
    {
        Warehouse = TestNode.Warehouse, DeviceId = "scanner-1", ScanId = scanId, Lpn = lpn, Door = "D1",
    };
}
