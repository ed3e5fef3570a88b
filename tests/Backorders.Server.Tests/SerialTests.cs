using System.Net;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

[Trait("Case", "10")]
public sealed class SerialTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.Acme.Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Items = { new Item { Sku = "TV", IsGoods = true, SerialControlled = true } },
        });
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Serials_FromTheDoorToTheCustomer_AreKnownAtEveryStep()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1, "TV"));
        ReceiveRequest scan = TestNode.Scan("1", 2, "TV");
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "SERIALS_REQUIRED", StatusCode.InvalidArgument);
        scan.Serials.Add(["S-1", "S-2"]);
        ReceiveResponse receipt = await node.Acme.Receiving.ReceiveAsync(scan);
        TaskOffer offer = Assert.Single((await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "P1", Max = 9 })).Offers);
        ConfirmPickRequest pick = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 1, Serials = { "S-9" },
        };
        await RefusedAsync(node.Acme.Stations.ConfirmPickAsync(pick), "UNKNOWN_SERIAL", StatusCode.NotFound);
        (pick.RequestId, pick.Serials[0]) = (TestNode.Id(), "S-2");
        await node.Acme.Stations.ConfirmPickAsync(pick);

        TraceSerialResponse trace = await node.Acme.Operations.TraceSerialAsync(Trace("S-2"));

        Assert.Equal((receipt.ReceiptId, offer.Task.TaskId, "A-1", TaskState.Picked), (trace.ReceiptId, trace.Task.TaskId, trace.Task.OrderNo, trace.Task.State));
        Assert.Equal(["S-2"], trace.Task.Serials);
        await RefusedAsync(node.Acme.Operations.TraceSerialAsync(Trace("S-9")), "UNKNOWN_SERIAL", StatusCode.NotFound);
        await RefusedAsync(node.Client("rival").Operations.TraceSerialAsync(Trace("S-2")), "UNKNOWN_SERIAL", StatusCode.NotFound);
        (HttpStatusCode status, string body) = await node.PostAsync("Operations/TraceSerial", """{"warehouse":"MAIN","sku":"TV","serial":"S-1"}""");
        Assert.Equal((HttpStatusCode.OK, true), (status, body.Contains("\"receiptId\":\"1\"", StringComparison.Ordinal)));
        (scan.ScanId, scan.Quantity) = ("2", 1);
        scan.Serials.RemoveAt(1);
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(scan), "SERIAL_TAKEN", StatusCode.AlreadyExists);
    }

    private static TraceSerialRequest Trace(string serial) => new() { Warehouse = TestNode.Warehouse, Sku = "TV", Serial = serial };
}
