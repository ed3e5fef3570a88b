using Backorders.Testing;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>Calls with one request while their warehouse is on its way from one node to another.</summary>
public sealed class MovingCallsTests : IAsyncLifetime
{
    private readonly SiteNodes site = new() { RouteWaitMilliseconds = 1_500 };

    public Task InitializeAsync() => site.InitializeAsync();

    public Task DisposeAsync() => site.DisposeAsync();

    [Fact]
    public async Task Moving_BeforeAnOwnerIsKnown_TheCallWaitsAndIsAnsweredByTheNewOne()
    {
        string owner = await site.OwnerAsync();
        (SyncPoint row, Task<ReceiveResponse> held) = await site.HoldMoveAsync();
        Task<ReceiveResponse> call = site.Client(site.Other(owner)).Receiving.ReceiveAsync(TestNode.Scan("1", 3)).ResponseAsync;
        Task<ReceiveResponse> atTheOld = site.Client(owner).Receiving.ReceiveAsync(TestNode.Scan("2", 3)).ResponseAsync;

        row.Release();

        Assert.True((await held).Cursor < (await call).Cursor);
        Assert.True((await atTheOld).ReceiptId > 0);
        Assert.NotEqual(owner, await site.OwnerAsync());
        Assert.Equal(7, (await site.Operator(owner).Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.Received);
    }

    /// <summary>Whoever has a large warehouse next reads it while its callers wait: a snapshot leaves it little to read, and is written while the warehouse is still served.</summary>
    [Fact]
    public async Task Drain_AskedOfAnotherNode_ComesAfterTheSnapshotsOfTheNodeThatIsMeant()
    {
        string owner = await site.OwnerAsync();
        BackordersClient direct = site.Direct(owner);
        for (int i = 0; i < 600; i++)
        {
            await direct.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1));
        }

        await site.Operator(site.Other(owner)).Operations.DrainNodeAsync(new DrainNodeRequest { NodeId = owner });

        Assert.NotEmpty(await site.Store.Rows.ListSnapshotsAsync(new(TestNode.Warehouse), default));
        await site.DrainAsync(owner);
        Assert.Equal(600, (await site.Operator(owner).Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.Received);
    }

    [Fact]
    public async Task Moving_LongerThanPatience_IsRefusedAsNotReady()
    {
        string owner = await site.OwnerAsync();
        await site.HoldMoveAsync();

        await RefusedAsync(site.Client(site.Other(owner)).Receiving.ReceiveAsync(TestNode.Scan("1", 3)), "NOT_READY", StatusCode.Unavailable);
        await RefusedAsync(site.Direct(site.Other(owner)).Receiving.ReceiveAsync(TestNode.Scan("1", 3)), "NOT_READY", StatusCode.Unavailable);
    }

    [Fact]
    public async Task Moving_ShortDeadline_IsRefusedBeforeItPasses()
    {
        string owner = await site.OwnerAsync();
        await site.HoldMoveAsync();

        foreach (string name in SiteNodes.Names)
        {
            BackordersClient client = site.Client(name);
            await Poll.UntilAsync(async () => await ReasonWithinAsync(client, TimeSpan.FromMilliseconds(900)) == "NOT_READY");
        }
    }

    /// <summary>What a call is refused with that has so long; none when nothing was heard in time, as happens on a busy machine: a node answers three tenths of a second before the end.</summary>
    private static async Task<string?> ReasonWithinAsync(BackordersClient client, TimeSpan time)
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await client.Receiving.ReceiveAsync(TestNode.Scan("1", 3), deadline: DateTime.UtcNow + time));
        return e.GetErrorInfo()?.Reason;
    }

    [Fact]
    public async Task Owner_Stopped_TheCallIsAnsweredByTheNextOne()
    {
        string owner = await site.OwnerAsync();
        BackordersClient client = site.Client(site.Other(owner));
        ReceiveResponse first = await client.Receiving.ReceiveAsync(TestNode.Scan("1", 3));

        Task stopping = site.StopAsync(owner);
        for (int i = 2; i <= 40; i++)
        {
            Assert.True((await client.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 3))).Cursor > first.Cursor);
        }

        await stopping;
        Assert.Equal(first, await client.Receiving.ReceiveAsync(TestNode.Scan("1", 3)));
        Assert.Equal(120, (await site.Operator(site.Other(owner)).Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse })).Figures.Received);
    }

    [Fact]
    public async Task LongPoll_OwnerChangesMeanwhile_GoesOnAtTheNewOne()
    {
        string owner = await site.OwnerAsync();
        BackordersClient client = site.Client(site.Other(owner));
        AsyncUnaryCall<PullTasksResponse> pull = client.Stations.PullTasksAsync(new PullTasksRequest
        {
            Warehouse = TestNode.Warehouse, Station = "P1", RequestId = TestNode.Id(), Max = 1, Wait = Duration.FromTimeSpan(TimeSpan.FromSeconds(50)),
        });

        // What one node passes on comes there in its order: the pull has come before this scan, which makes no task.
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await site.DrainAsync(owner);
        await client.Orders.SubmitOrderAsync(TestNode.Order("1", 1));

        Assert.Single((await pull).Offers);
    }
}
