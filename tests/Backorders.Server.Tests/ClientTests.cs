using System.Net;
using System.Net.Sockets;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>The C# client among several nodes, while all stays where it is.</summary>
public sealed class ClientTests(SiteNodes site) : IClassFixture<SiteNodes>, IAsyncLifetime
{
    private string owner = string.Empty;
    private string first = string.Empty;
    private string third = string.Empty;
    private Dictionary<string, int> before = [];

    public async Task InitializeAsync()
    {
        owner = await site.OwnerAsync();
        first = site.Other(owner);
        third = site.Other(owner, first);
        before = SiteNodes.Names.ToDictionary(n => n, site.Scans);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Direct_NotOwner_GoesToTheOwnerAtOnceAndRemembersIt()
    {
        BackordersClient client = site.Connect([first, third], new ClientOptions { Direct = true, AttemptsMax = 1 });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal((1, 2, 0), (Scans(first), Scans(owner), Scans(third)));
    }

    [Fact]
    public async Task Direct_OwnerBeyondNodesMax_IsAskedThroughAnotherNode()
    {
        BackordersClient client = site.Connect([first], new ClientOptions { Direct = true, NodesMax = 1, AttemptsMax = 1 });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));

        // The first one is told where the owner is, and asks again where it is.
        Assert.Equal((3, 0, 0), (Scans(first), Scans(owner), Scans(third)));
    }

    [Fact]
    public async Task SeveralAddresses_FirstTakesConnectionsAndNeverAnswers_TheNextAnswers()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        TimeSpan second = TimeSpan.FromSeconds(1);
        using BackordersClient client = BackordersClient.Connect([$"http://{silent.LocalEndpoint}", site.Address(first)], site.Key, new ClientOptions
        {
            AttemptsMax = 2, ConfigureConnection = connection => (connection.KeepAlivePingDelay, connection.KeepAlivePingTimeout) = (second, second),
        });
        ReceiveRequest scan = TestNode.Scan("1", 1);
        await client.RetryAsync(() => client.Receiving.ReceiveAsync(scan));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal(2, Scans(first));
    }

    [Fact]
    public async Task SeveralAddresses_FirstIsNotReached_TheNextAnswersTheSameCall()
    {
        using BackordersClient client = BackordersClient.Connect(["http://127.0.0.1:1", site.Address(first)], site.Key, new ClientOptions { AttemptsMax = 1 });
        Assert.True((await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1))).ReceiptId > 0);
        Assert.Equal(1, Scans(first));
    }

    [Fact]
    public async Task SeveralAddresses_NoneIsReached_IsUnavailable()
    {
        using BackordersClient client = BackordersClient.Connect(["http://127.0.0.1:1", "http://127.0.0.1:2"], site.Key, new ClientOptions { AttemptsMax = 1 });
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
    }

    private int Scans(string name) => site.Scans(name) - before[name];
}
