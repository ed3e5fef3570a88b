using Backorders.Server.Security;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests.Access;

/// <summary>Keys that are added, run out, are rotated and revoked while a node runs. Its clock is moved by hand.</summary>
public sealed class KeyLifeTests : IAsyncLifetime
{
    /// <summary>How soon what was changed must count.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private TestNode node = null!;

    private string File => Path.Combine(node.Folder, "keys.json");

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task KeyAdded_IsGoodWithoutARestart()
    {
        BackordersClient client = await AddAsync("late");

        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
    }

    [Fact]
    public async Task KeyThatRunsOut_IsRefused_AndItsStreamsEnd()
    {
        BackordersClient client = await AddAsync("short", node.Time.GetUtcNow().AddMinutes(1));
        await using Open open = await Open.AllAsync(client);

        node.Time.Advance(TimeSpan.FromMinutes(1) - Soon - KeyKeeper.LookEvery);
        Assert.Equal(1, (await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1))).Quantity);
        node.Time.Advance(Soon + KeyKeeper.LookEvery);

        await open.AllEndAsync("ran out at ");
        await EndedAsync(client, "short", "ran out at ");
    }

    [Fact]
    public async Task KeyRevoked_IsRefused_AndItsStreamsEnd_AndOthersGoOn()
    {
        BackordersClient client = await AddAsync("lost");
        BackordersClient other = await AddAsync("kept");
        await using Open open = await Open.AllAsync(client);
        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stays = other.Receiving.ReceiveStream();
        await stays.RequestStream.WriteAsync(TestNode.Scan("1", 1));
        Assert.True(await stays.ResponseStream.MoveNext(default));

        Assert.True(await ApiKeys.RevokeAsync(File, "lost", node.Time.GetUtcNow()));
        node.Time.Advance(Soon);

        await open.AllEndAsync("was revoked at ");
        await EndedAsync(client, "lost", "was revoked at ");
        await stays.RequestStream.WriteAsync(TestNode.Scan("2", 1));
        Assert.True(await stays.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task KeyRotated_TheOldTextIsGoodForItsTime_AndItsStreamsGoOnUntilThen()
    {
        BackordersClient old = await AddAsync("dock");
        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stream = old.Receiving.ReceiveStream();
        string text = Assert.IsType<string>(await ApiKeys.RotateAsync(File, "dock", node.Time.GetUtcNow().AddMinutes(1)));
        node.Time.Advance(Soon);

        BackordersClient rotated = node.Connect(text);
        await rotated.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await old.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        await stream.RequestStream.WriteAsync(TestNode.Scan("3", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
        node.Time.Advance(TimeSpan.FromMinutes(1));

        await EndedAsync(old, "dock", "ran out at ");
        Assert.Equal("KEY_ENDED", (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default))).GetErrorInfo()?.Reason);
        await rotated.Receiving.ReceiveAsync(TestNode.Scan("4", 1));
    }

    [Fact]
    public async Task KeyGivenALaterEnd_AfterItRanOut_IsGoodAgain_AndSoAreItsStreams()
    {
        BackordersClient client = await AddAsync("again", node.Time.GetUtcNow().AddMinutes(1));
        node.Time.Advance(TimeSpan.FromMinutes(2));
        await EndedAsync(client, "again", "ran out at ");

        KeyFile.Write(File, [.. KeyFile.Read(File).Select(k => k.Id == "again" ? k with { ExpiresAt = node.Time.GetUtcNow().AddDays(1) } : k)]);
        node.Time.Advance(Soon);

        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stream = client.Receiving.ReceiveStream();
        await stream.RequestStream.WriteAsync(TestNode.Scan("1", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task KeyThatLosesARole_LosesWhatItHasOpen()
    {
        BackordersClient client = await AddAsync("less");
        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stream = client.Receiving.ReceiveStream();
        await stream.RequestStream.WriteAsync(TestNode.Scan("1", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
        KeyFile.Write(File, [.. KeyFile.Read(File).Select(k => k.Id == "less" ? k with { Roles = [Role.Reader] } : k)]);
        node.Time.Advance(Soon);

        Assert.Equal("KEY_ENDED", (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default))).GetErrorInfo()?.Reason);
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "ROLE_MISSING", StatusCode.PermissionDenied);
    }

    [Theory]
    [InlineData("[{")]
    [InlineData("""[{ "id": "a", "roles": ["Supervisor"] }]""")]
    public async Task FileThatCannotBeUsed_LeavesTheKeysOfBefore_AndIsTold(string broken)
    {
        BackordersClient client = await AddAsync("kept");
        string before = await System.IO.File.ReadAllTextAsync(File);
        await System.IO.File.WriteAllTextAsync(File, broken);
        node.Time.Advance(Soon);

        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        Assert.Single(node.Log.Entries, e => e.EventId == 4109);
        await System.IO.File.WriteAllTextAsync(File, before);
        node.Time.Advance(Soon);
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
    }

    private async Task<BackordersClient> AddAsync(string id, DateTimeOffset? expiresAt = null)
    {
        string key = await ApiKeys.AddAsync(File, id, "ACME", Role.OfOwner, [], expiresAt);
        node.Time.Advance(KeyKeeper.LookEvery);
        return node.Connect(key);
    }

    private async Task EndedAsync(BackordersClient client, string id, string why)
    {
        RefusedCall told = await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("ended", 1)), "KEY_ENDED", StatusCode.Unauthenticated);
        Assert.StartsWith(why, told.ErrorInfo!.Metadata["why"], StringComparison.Ordinal);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4107 && e.Text.StartsWith($"Key {id} {why}", StringComparison.Ordinal));
    }

    /// <summary>A stream of every shape, that nothing but its key can end.</summary>
    private sealed class Open : IAsyncDisposable
    {
        private readonly List<(string Name, IDisposable Call, Func<Task<bool>> Read)> streams = [];

        public static async Task<Open> AllAsync(BackordersClient client)
        {
            Open open = new();
            AsyncServerStreamingCall<SubscribeResponse> events = client.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse });
            open.streams.Add(("Subscribe", events, () => events.ResponseStream.MoveNext(default)));
            AsyncServerStreamingCall<WatchResponse> watch = client.Availability.Watch(new WatchRequest { Warehouse = TestNode.Warehouse, Skus = { "MUG" } });
            open.streams.Add(("Watch", watch, () => watch.ResponseStream.MoveNext(default)));
            AsyncDuplexStreamingCall<WorkRequest, WorkResponse> work = client.Stations.Work();
            await work.RequestStream.WriteAsync(new WorkRequest { Hello = new WorkHello { Warehouse = TestNode.Warehouse, Station = "S1" } });
            open.streams.Add(("Work", work, () => work.ResponseStream.MoveNext(default)));
            AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> scans = client.Receiving.ReceiveStream();
            open.streams.Add(("ReceiveStream", scans, () => scans.ResponseStream.MoveNext(default)));
            AsyncDuplexStreamingCall<SubmitOrderRequest, SubmitOrdersResponse> orders = client.Orders.SubmitOrders();
            await orders.RequestStream.WriteAsync(TestNode.Order("A-1", 1));
            open.streams.Add(("SubmitOrders", orders, () => orders.ResponseStream.MoveNext(default)));
            AsyncDuplexStreamingCall<CloseShipmentRequest, CloseShipmentsResponse> closings = client.Inbound.CloseShipments();
            open.streams.Add(("CloseShipments", closings, () => closings.ResponseStream.MoveNext(default)));
            foreach ((_, _, Func<Task<bool>> read) in open.streams.Where(s => s.Name is "Subscribe" or "Watch" or "Work" or "SubmitOrders"))
            {
                Assert.True(await read());
            }

            await scans.RequestStream.WriteAsync(TestNode.Scan("opened", 1));
            Assert.True(await scans.ResponseStream.MoveNext(default));
            await closings.RequestStream.WriteAsync(new CloseShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "NONE" });
            Assert.True(await closings.ResponseStream.MoveNext(default));
            return open;
        }

        /// <summary>Each tells what it has to tell, and then that its key is over.</summary>
        public async Task AllEndAsync(string why)
        {
            foreach ((string name, _, Func<Task<bool>> read) in streams)
            {
                RpcException e = await Assert.ThrowsAsync<RpcException>(async () =>
                {
                    while (await read().WaitAsync(TimeSpan.FromSeconds(30)))
                    {
                    }
                });
                Assert.True(e.StatusCode == StatusCode.Unauthenticated && e.GetErrorInfo()?.Reason == "KEY_ENDED", $"{name} ended as {e.Status}");
                Assert.Contains(why, e.Status.Detail, StringComparison.Ordinal);
            }
        }

        public ValueTask DisposeAsync()
        {
            streams.ForEach(s => s.Call.Dispose());
            return ValueTask.CompletedTask;
        }
    }
}
