using System.Net;
using System.Net.Sockets;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>The C# client among several nodes.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private RoutedNodes nodes = null!;

    public async Task InitializeAsync()
    {
        nodes = await RoutedNodes.StartAsync(["a", "b", "c"], options => options.Cluster.RouteWaitMilliseconds = 200);
        foreach (string name in (string[])["a", "b", "c"])
        {
            nodes.Board.Give(TestNode.Warehouse, name);
            await nodes.Client(name).Items.DefineItemsAsync(TestNode.Items());
        }

        nodes.Board.Give(TestNode.Warehouse, "b");
    }

    public async Task DisposeAsync() => await nodes.DisposeAsync();

    [Fact]
    public async Task Direct_NotOwner_GoesToTheOwnerAtOnceAndRemembersIt()
    {
        using BackordersClient client = Connect(["a", "c"], new ClientOptions { Direct = true, AttemptsMax = 1 });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal((1, 2, 0), (Calls("a"), Calls("b"), Calls("c")));
    }

    [Fact]
    public async Task Direct_OwnerMoves_IsFollowed()
    {
        using BackordersClient client = Connect(["a"], new ClientOptions { Direct = true, AttemptsMax = 1 });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        nodes.Board.Give(TestNode.Warehouse, "c");
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal((1, 2, 1), (Calls("a"), Calls("b"), Calls("c")));
    }

    [Fact]
    public async Task Direct_RememberedOwnerGone_IsFoundAgainThroughTheFirstNode()
    {
        using BackordersClient client = Connect(["a"], new ClientOptions { Direct = true });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await nodes.StopAsync("b");
        nodes.Board.Give(TestNode.Warehouse, "c");
        ReceiveRequest scan = TestNode.Scan("2", 1);
        await client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        Assert.Equal(1, Calls("c"));
    }

    [Fact]
    public async Task Direct_OwnerBeyondNodesMax_IsAskedThroughAnotherNode()
    {
        using BackordersClient client = Connect(["a"], new ClientOptions { Direct = true, NodesMax = 1, AttemptsMax = 1 });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal((3, 2), (Calls("a"), Calls("b")));
    }

    [Fact]
    public async Task Direct_RememberedOwnerIsNotReady_IsForgotten()
    {
        using BackordersClient client = Connect(["a"], new ClientOptions { Direct = true });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        nodes.Board.Give(TestNode.Warehouse, null);
        nodes.Board.Believe("a", TestNode.Warehouse, "c");
        nodes.Board.Believe("c", TestNode.Warehouse, "c");
        ReceiveRequest scan = TestNode.Scan("2", 1);
        await client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        Assert.Equal((2, 2, 1), (Calls("a"), Calls("b"), Calls("c")));
    }

    [Fact]
    public async Task SeveralAddresses_NodeIsNotReady_TheNextTryGoesToAnother()
    {
        nodes.Board.Give(TestNode.Warehouse, null);
        nodes.Board.Believe("b", TestNode.Warehouse, "b");
        nodes.Board.Believe("c", TestNode.Warehouse, "b");
        using BackordersClient client = Connect(["a", "c"], new ClientOptions { AttemptsMax = 2 });
        ReceiveRequest scan = TestNode.Scan("1", 1);
        await client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        Assert.Equal((1, 1, 1), (Calls("a"), Calls("b"), Calls("c")));
    }

    [Fact]
    public async Task SeveralAddresses_FirstTakesConnectionsAndNeverAnswers_TheNextAnswers()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        TimeSpan second = TimeSpan.FromSeconds(1);
        using BackordersClient client = BackordersClient.Connect([$"http://{silent.LocalEndpoint}", Address("a")], nodes.Key, new ClientOptions
        {
            AttemptsMax = 2, Channel = new Grpc.Client.GrpcChannelOptions { KeepAlivePingDelay = second, KeepAlivePingTimeout = second },
        });
        ReceiveRequest scan = TestNode.Scan("1", 1);
        await client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal(2, Calls("a"));
    }

    [Fact]
    public async Task SeveralAddresses_FirstIsNotReached_TheNextAnswersTheSameCall()
    {
        using BackordersClient client = BackordersClient.Connect(["http://127.0.0.1:1", Address("a")], nodes.Key, new ClientOptions { AttemptsMax = 1 });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
    }

    [Fact]
    public async Task SeveralAddresses_NoneIsReached_IsUnavailable()
    {
        using BackordersClient client = BackordersClient.Connect(["http://127.0.0.1:1", "http://127.0.0.1:2"], nodes.Key, new ClientOptions { AttemptsMax = 1 });
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
    }

    [Fact]
    public async Task Retry_NobodyServes_TriesFiveTimesAndTellsTheRefusal()
    {
        nodes.Board.Give(TestNode.Warehouse, null);
        using BackordersClient client = Connect(["a"], new ClientOptions { FirstBackoff = TimeSpan.FromMilliseconds(1), LongestBackoff = TimeSpan.FromMilliseconds(5) });
        ReceiveRequest scan = TestNode.Scan("1", 1);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.RetryAsync(() => client.Receiving.ReceiveAsync(scan)));
        Assert.Equal("NOT_READY", Grpc.Errors.RichStatus.From(e)!.ErrorInfo!.Reason);
        Assert.Equal(5, Calls("a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Subscribe_NodeGone_GoesOnBehindTheLastMessageAtAnother(bool direct)
    {
        // The same history stands at both, so their cursors mean the same, as in a store that they share.
        await PlayAsync("b", 3);
        await PlayAsync("a", 6);
        nodes.Board.Give(TestNode.Warehouse, "b");
        using BackordersClient client = Connect(["b", "a"], new ClientOptions { Direct = direct, FirstBackoff = TimeSpan.FromMilliseconds(5) });
        List<string> orders = [];
        bool stopped = false;
        await foreach (SubscribeResponse message in client.SubscribeAsync(
            new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.OrderAccepted } }))
        {
            orders.AddRange(message.Events.Select(e => e.OrderAccepted.OrderNo));
            if (orders.Count == 3 && message.Cursor == message.HighWater && !stopped)
            {
                stopped = true;
                nodes.Board.Give(TestNode.Warehouse, "a");
                await nodes.StopAsync("b");
            }

            if (orders.Count == 6)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, 6).Select(i => $"SO-{i}"), orders);
    }

    private string Address(string name) => nodes[name].GrpcAddress.ToString();

    private BackordersClient Connect(string[] names, ClientOptions options) => BackordersClient.Connect([.. names.Select(Address)], nodes.Key, options);

    private async Task PlayAsync(string name, int orders)
    {
        nodes.Board.Give(TestNode.Warehouse, name);
        for (int i = 1; i <= orders; i++)
        {
            await nodes.Client(name).Orders.SubmitOrderAsync(TestNode.Order($"SO-{i}", 1));
        }
    }

    /// <summary>How many Receive calls came to a node. Not from its metrics: all nodes of this process share them.</summary>
    private int Calls(string name) => nodes.Log(name).Entries.Count(
        e => e is { Category: "Microsoft.AspNetCore.Hosting.Diagnostics", EventId: 1 } && e.Text.Contains("/backorders.v1.Receiving/Receive ", StringComparison.Ordinal));
}
