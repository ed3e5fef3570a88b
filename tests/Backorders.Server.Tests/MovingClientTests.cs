using Backorders.Testing;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>The C# client among several nodes, while its warehouse moves and nodes go.</summary>
public sealed class MovingClientTests : IAsyncLifetime
{
    private readonly SiteNodes site = new() { RouteWaitMilliseconds = 200 };
    private string owner = string.Empty;
    private string first = string.Empty;
    private string third = string.Empty;

    public async Task InitializeAsync()
    {
        await site.InitializeAsync();
        owner = await site.OwnerAsync();
        first = site.Other(owner);
        third = site.Other(owner, first);
    }

    public Task DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Direct_OwnerMoves_IsFollowed()
    {
        BackordersClient client = site.Connect([first], new ClientOptions { Direct = true, AttemptsMax = 1 });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await site.DrainAsync(owner);
        string next = await site.OwnerAsync();
        int before = site.Scans(next);
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal((2, before + 1), (site.Scans(owner), site.Scans(next)));
    }

    [Fact]
    public async Task Direct_RememberedOwnerGone_IsFoundAgainThroughTheFirstNode()
    {
        BackordersClient client = site.Connect([first], new ClientOptions { Direct = true });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await site.StopAsync(owner);
        string next = await site.OwnerAsync();
        int before = site.Scans(next);
        ReceiveRequest scan = TestNode.Scan("2", 1);
        await client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        Assert.Equal(before + 1, site.Scans(next));
    }

    [Fact]
    public async Task Direct_RememberedOwnerIsNotReady_IsForgotten()
    {
        BackordersClient client = site.Connect(
            [first], new ClientOptions { Direct = true, AttemptsMax = 100, FirstBackoff = TimeSpan.FromMilliseconds(5), LongestBackoff = TimeSpan.FromMilliseconds(50) });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        (SyncPoint row, _) = await site.HoldMoveAsync();
        int before = site.Scans(first);

        ReceiveRequest scan = TestNode.Scan("2", 1);
        Task<ReceiveResponse> call = client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        await Poll.UntilAsync(() => site.Scans(first) > before);
        row.Release();

        Assert.True((await call).ReceiptId > 0);
    }

    [Fact]
    public async Task SeveralAddresses_NodeIsNotReady_TheNextTryGoesToAnother()
    {
        await site.HoldMoveAsync();
        BackordersClient client = site.Connect([first, third], new ClientOptions { AttemptsMax = 2 });
        ReceiveRequest scan = TestNode.Scan("1", 1);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.RetryAsync(() => client.Receiving.ReceiveAsync(scan)));
        Assert.Equal("NOT_READY", e.GetErrorInfo()!.Reason);
        Assert.Equal((1, 1), (site.Scans(first), site.Scans(third)));
    }

    [Fact]
    public async Task Retry_NobodyServes_TriesFiveTimesAndTellsTheRefusal()
    {
        await site.HoldMoveAsync();
        BackordersClient client = site.Connect([first], new ClientOptions { FirstBackoff = TimeSpan.FromMilliseconds(1), LongestBackoff = TimeSpan.FromMilliseconds(5) });
        ReceiveRequest scan = TestNode.Scan("1", 1);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.RetryAsync(() => client.Receiving.ReceiveAsync(scan)));
        Assert.Equal("NOT_READY", e.GetErrorInfo()!.Reason);
        Assert.Equal(5, site.Scans(first));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribe_NodeGone_GoesOnBehindTheLastMessageAtAnother(bool direct)
    {
        BackordersClient shop = site.Client(first);
        await PlayAsync(shop, 1, 3);
        BackordersClient client = site.Connect([owner, first], new ClientOptions { Direct = direct, FirstBackoff = TimeSpan.FromMilliseconds(5), AttemptsMax = 20 });
        List<string> orders = [];
        bool stopped = false;
        await foreach (SubscribeResponse message in client.SubscribeAsync(
            new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.OrderAccepted } }))
        {
            orders.AddRange(message.Events.Select(e => e.OrderAccepted.OrderNo));
            if (orders.Count == 3 && message.Cursor == message.HighWater && !stopped)
            {
                stopped = true;
                await site.StopAsync(owner);
                await PlayAsync(shop, 4, 6);
            }

            if (orders.Count == 6)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, 6).Select(i => $"SO-{i}"), orders);
    }

    private static async Task PlayAsync(BackordersClient shop, int from, int to)
    {
        for (int i = from; i <= to; i++)
        {
            await shop.Orders.SubmitOrderAsync(TestNode.Order($"SO-{i}", 1));
        }
    }
}
