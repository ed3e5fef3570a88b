using System.Net.Http.Headers;
using System.Text;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;
using State = Backorders.V1.GetAvailabilityResponse.Types.State;

namespace Backorders.Server.Tests;

/// <summary>What shops follow and ask to be told.</summary>
public sealed class AvailabilityTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Watch_Items_TellsThePresentAndThenEachChange()
    {
        using var call = node.Acme.Availability.Watch(new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG", "BOWL", "MUG" } });
        Assert.Equal(
            [("MUG", State.OutOfStock), ("BOWL", State.OutOfStock)], (await NextAsync(call)).Changes.Select(c => (c.Sku, c.Availability.State)));

        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 4));
        WatchResponse.Types.Change change = Assert.Single((await NextAsync(call)).Changes);
        Assert.Equal(("MUG", State.InStock, 4L), (change.Sku, change.Availability.State, change.Availability.Available));

        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 9));
        change = Assert.Single((await NextAsync(call)).Changes);
        Assert.Equal((0L, 5L), (change.Availability.Available, change.Availability.Waiting));
    }

    [Fact]
    public async Task Watch_NothingReadForAWhile_GetsTheLatestOnly()
    {
        using var call = node.Acme.Availability.Watch(new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG" } });
        await NextAsync(call);
        for (int i = 1; i <= 50; i++)
        {
            await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1));
        }

        int messages = 0;
        long last = 0;
        while (last < 50)
        {
            long now = Assert.Single((await NextAsync(call)).Changes).Availability.Available;
            Assert.True(now > last, $"{now} after {last}");
            last = now;
            messages++;
        }

        Assert.InRange(messages, 1, 50);
    }

    [Theory]
    [InlineData("", "INVALID_COUNT")]
    [InlineData("NOPE", "UNKNOWN_SKU")]
    public async Task Watch_WhatIsNotThere_IsRefused(string sku, string reason)
    {
        WatchRequest request = new() { Warehouse = TestNode.Warehouse };
        request.Skus.AddRange(sku.Length > 0 ? [sku] : []);
        using var call = node.Acme.Availability.Watch(request);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(reason, e.GetErrorInfo()!.Reason);
    }

    [Fact]
    public async Task Watch_AnotherOwnersItem_IsUnknown()
    {
        using var call = node.Client("rival").Availability.Watch(new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG" } });
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.NotFound, e.StatusCode);
    }

    [Fact]
    public async Task BackInStock_Requested_IsToldWhenUnitsAreFree()
    {
        RequestBackInStockRequest ask = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = "MUG", Reference = "anna", Quantity = 1, Unit = "case" };
        Assert.False((await node.Acme.Availability.RequestBackInStockAsync(ask)).Told);
        ask.RequestId = TestNode.Id();
        await RefusedAsync(node.Acme.Availability.RequestBackInStockAsync(ask), "ALREADY_EXISTS", StatusCode.AlreadyExists);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 12));
        using var call = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Sku = "MUG", Kinds = { EventKind.BackInStock } });
        do
        {
            Assert.True(await call.ResponseStream.MoveNext(default));
        }
        while (call.ResponseStream.Current.Events.Count == 0);
        BackInStock told = call.ResponseStream.Current.Events[0].BackInStock;
        Assert.Equal(("anna", 12L), (told.Reference, told.Quantity));
        WithdrawBackInStockRequest withdraw = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Sku = "MUG", Reference = "anna" };
        await RefusedAsync(node.Acme.Availability.WithdrawBackInStockAsync(withdraw), "UNKNOWN_REQUEST", StatusCode.NotFound);
    }

    [Fact]
    public async Task BackInStock_OverJson_IsTakenAndWithdrawn()
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Keys["shop"]);
        await PostAsync("RequestBackInStock", $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","sku":"MUG","reference":"ben","quantity":3}""");
        await PostAsync("WithdrawBackInStock", $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","sku":"MUG","reference":"ben"}""");

        async Task PostAsync(string method, string json)
        {
            using HttpResponseMessage response = await http.PostAsync("/backorders.v1.Availability/" + method, new StringContent(json, Encoding.UTF8, "application/json"));
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task SubmitOrder_NothingCanBePromised_SaysToAskForBackInStock()
    {
        SubmitOrderRequest order = TestNode.Order("A-1", 5);
        order.RefuseUnpromised = true;
        order.Lines.Add(new OrderLine { LineNo = 2, Sku = "BOWL", Quantity = 2 });
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 2, "BOWL"));

        RefusedLine refused = Assert.Single((await node.Acme.Orders.SubmitOrderAsync(order)).RefusedLines);

        Assert.Equal((1, Refusal.OutOfStock), (refused.LineNo, refused.Reason));
        Assert.Contains("RequestBackInStock", refused.Message);
    }

    private static async Task<WatchResponse> NextAsync(AsyncServerStreamingCall<WatchResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(default));
        return call.ResponseStream.Current;
    }
}
