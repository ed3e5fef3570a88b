using System.Net;
using System.Net.Sockets;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class NodeTests
{
    [Trait("Case", "01")]
    [Fact]
    public async Task Node_StoppedAndStartedAgain_KnowsWhatItAnswered()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-restart-");
        NodeOptions options = Options(folder);
        string key, operating;
        ReceiveResponse first;
        string hash;
        await using (BackordersNode node = await BackordersNode.StartAsync(options))
        {
            key = Assert.IsType<string>(node.DevelopmentKey);
            using BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), key);
            await client.Items.DefineItemsAsync(TestNode.Items());
            first = await client.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
            hash = await HashAsync(node, operating = Assert.IsType<string>(node.OperatorKey));
        }

        await using (BackordersNode node = await BackordersNode.StartAsync(options))
        {
            Assert.Null(node.DevelopmentKey);
            using BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), key);
            Assert.Equal(first, await client.Receiving.ReceiveAsync(TestNode.Scan("1", 5)));
            Assert.Equal(hash, await HashAsync(node, operating));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Node_Stopping_EndsStreamsAsUnavailableAndAnswersWhatItTook()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        using var stream = node.Acme.Receiving.ReceiveStream();
        await stream.RequestStream.WriteAsync(TestNode.Scan("1", 1));
        Assert.True(await stream.ResponseStream.MoveNext(default));
        Task stopping = node.Node.StopAsync();
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        await stopping;
    }

    [Fact]
    public async Task Node_PortInUse_SaysSoInOneLine()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        NodeOptions options = Memory();
        options.Listen.Grpc = $"127.0.0.1:{port}";
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => BackordersNode.StartAsync(options));
        Assert.Contains($"127.0.0.1:{port}", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task Node_AddressOfAnotherMachine_SaysSoInOneLine()
    {
        NodeOptions options = Memory();
        (options.Listen.AllowRemote, options.Listen.Grpc) = (true, "192.0.2.1:0");
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => BackordersNode.StartAsync(options));
        Assert.StartsWith("Listen: ", e.Message, StringComparison.Ordinal);
        Assert.Contains("192.0.2.1:0", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task Node_StoreOpenInAnotherNode_SaysSoInOneLine()
    {
        await using TestNode first = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite);
        NodeOptions options = Memory();
        (options.Journal, options.DataDirectory) = (JournalKind.Sqlite, first.Folder);
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => BackordersNode.StartAsync(options));
        Assert.Contains("is open in process", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("*:5081", "", true)]
    [InlineData("0.0.0.0:5081", "", true)]
    [InlineData("[::]:5081", "", true)]
    [InlineData("*:5081", "http://10.0.0.7:5081", false)]
    [InlineData("10.0.0.7:5081", "", false)]
    public void Options_OneOfSeveralNodesOnAllAddresses_MustNameItsOwn(string listen, string address, bool wrong)
    {
        NodeOptions options = Memory();
        (options.Journal, options.Cluster.Address, options.Listen.Grpc, options.Listen.AllowRemote) = (JournalKind.Postgres, address, listen, true);
        Assert.Equal(wrong, options.Check().Contains("Cluster:Address: name where other nodes reach this one; it listens on all addresses."));
    }

    [Fact]
    public void Options_WithMistakes_NameThemAll()
    {
        NodeOptions options = new()
        {
            DataDirectory = " ",
            Warehouses = [new WarehouseOptions { Id = "", TimeZone = "Mars/Olympus", Doors = ["D1", "D1"] }],
            Listen = new ListenOptions { Http = "nowhere", Grpc = "0.0.0.0:5081" },
            Limits = new NodeLimits { StreamPendingMax = 0 },
            Log = new LogOptions { Level = "Loud" },
        };
        string all = string.Join('\n', options.Check());
        Assert.All(
            ["DataDirectory", "is no id", "Mars/Olympus", "names a door twice", "0 lanes", "'nowhere'", "AllowRemote", "StreamPendingMax", "'Loud'"],
            part => Assert.Contains(part, all));
    }

    [Fact]
    public void Options_DrivenClockForOthers_IsRefused()
    {
        NodeOptions options = Memory();
        (options.Clock, options.Listen.AllowRemote, options.Listen.Http) = (ClockMode.Driven, true, "*:0");
        Assert.Contains("driven clock", Assert.Single(options.Check()));
    }

    [Fact]
    public async Task DrivenClock_MovedForward_LetsFallDueWhatIsDueAndNeverGoesBack()
    {
        NodeOptions options = Memory();
        (options.Clock, options.ClockStart) = (ClockMode.Driven, new DateTimeOffset(2011, 1, 4, 8, 0, 0, TimeSpan.Zero));
        await using BackordersNode node = await BackordersNode.StartAsync(options);
        using BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), node.DevelopmentKey!);
        using BackordersClient operating = BackordersClient.Connect(node.GrpcAddress.ToString(), node.OperatorKey!);
        await client.Items.DefineItemsAsync(TestNode.Items());
        await client.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        Assert.Equal(options.ClockStart, (await client.Receiving.ReceiveAsync(TestNode.Scan("1", 5))).DecidedAt.ToDateTimeOffset());
        PullTasksRequest pull = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "s", Max = 1 };
        Assert.Single((await client.Stations.PullTasksAsync(pull)).Offers);
        Timestamp later = Timestamp.FromDateTimeOffset(options.ClockStart.Value.AddDays(1));
        Assert.Equal(later, (await operating.DrivenClock.SetTimeAsync(new SetTimeRequest { To = later })).Now);
        GetFiguresResponse figures = await client.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse });
        Assert.Equal((1, 0, 1), (figures.Figures.LeasesExpired, figures.Figures.TasksLeased, figures.Figures.TasksReady));
        await RefusedAsync(
            operating.DrivenClock.SetTimeAsync(new SetTimeRequest { To = Timestamp.FromDateTimeOffset(options.ClockStart.Value) }), "INVALID_VALUE", StatusCode.InvalidArgument);
        Assert.Equal(later, (await operating.DrivenClock.GetTimeAsync(new GetTimeRequest())).Now);
    }

    [Fact]
    public async Task DrivenClock_OnAnOrdinaryNode_IsNotThere()
    {
        await using TestNode node = await TestNode.StartAsync();
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await node.Operator.DrivenClock.GetTimeAsync(new GetTimeRequest()));
        Assert.Equal(StatusCode.Unimplemented, e.StatusCode);
    }

    [Fact]
    public async Task SetPolicy_OfAClientThatDoesNotKnowTheTimesOfShipments_SetsTheDefaults()
    {
        await using TestNode node = await TestNode.StartAsync();
        V1.Policy policy = (await node.Acme.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy;
        Assert.Equal((2, 24, 24, 24), (policy.OverdueToleranceHours, policy.OverdueGraceHours, policy.UnloadHours, policy.NoticeQuietHours));
        policy.ClearOverdueToleranceHours();
        policy.ClearOverdueGraceHours();
        policy.ClearUnloadHours();
        policy.ClearNoticeQuietHours();
        policy.PromiseAllowanceHours = 1;

        V1.Policy set = (await node.OperatorForAcme.Operations.SetPolicyAsync(
            new SetPolicyRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Policy = policy })).Policy;

        Assert.Equal((1, 24, 24, 24), (set.OverdueToleranceHours, set.OverdueGraceHours, set.UnloadHours, set.NoticeQuietHours));
        (policy.OverdueToleranceHours, policy.OverdueGraceHours, policy.UnloadHours, policy.NoticeQuietHours) = (0, 0, 1, 0);
        set = (await node.OperatorForAcme.Operations.SetPolicyAsync(
            new SetPolicyRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Policy = policy })).Policy;
        Assert.Equal((0, 0, 1, 0), (set.OverdueToleranceHours, set.OverdueGraceHours, set.UnloadHours, set.NoticeQuietHours));
    }

    [Fact]
    public async Task SetPolicy_Changed_GetsTheNextVersionAndRefusesNonsense()
    {
        await using TestNode node = await TestNode.StartAsync();
        V1.Policy policy = (await node.Acme.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy;
        policy.LeaseSeconds = 60;
        SetPolicyRequest set = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Policy = policy };
        Assert.Equal((2, 60), (await node.OperatorForAcme.Operations.SetPolicyAsync(set)) is { Policy: var p } ? (p.Version, p.LeaseSeconds) : default);
        (policy.LeaseSeconds, set.RequestId) = (1, TestNode.Id());
        await RefusedAsync(node.OperatorForAcme.Operations.SetPolicyAsync(set), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    [Trait("Case", "27")]
    [Fact]
    public async Task SetPolicy_OfTheOwner_LeavesTheWarehousesAlone_AndCanBeDropped()
    {
        await using TestNode node = await TestNode.StartAsync();
        GetPolicyRequest own = new() { Warehouse = TestNode.Warehouse, OfOwner = true };
        V1.Policy policy = (await node.Acme.Operations.GetPolicyAsync(own)).Policy;
        (policy.HoldHours, policy.Distribution) = (5, DistributionMode.FairShare);
        policy.SkuDistributions.Add(new SkuDistribution { Sku = "A", Mode = DistributionMode.TieredFairShare });
        await node.OperatorForAcme.Operations.SetPolicyAsync(new SetPolicyRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Policy = policy, OfOwner = true });

        GetPolicyResponse found = await node.Acme.Operations.GetPolicyAsync(own);
        policy.Version = 2;
        Assert.Equal((policy, true), (found.Policy, found.Own));
        GetPolicyResponse wide = await node.Operator.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse });
        Assert.Equal((1, false, DistributionMode.Sequential), (wide.Policy.Version, wide.Own, wide.Policy.Distribution));

        SetPolicyRequest drop = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OfOwner = true, Drop = true };
        Assert.Null((await node.OperatorForAcme.Operations.SetPolicyAsync(drop)).Policy);
        Assert.False((await node.Acme.Operations.GetPolicyAsync(own)).Own);
        drop.RequestId = TestNode.Id();
        await RefusedAsync(node.OperatorForAcme.Operations.SetPolicyAsync(drop), "NO_OWN_POLICY", StatusCode.FailedPrecondition);
        (drop.RequestId, drop.OfOwner) = (TestNode.Id(), false);
        await RefusedAsync(node.OperatorForAcme.Operations.SetPolicyAsync(drop), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    private static async Task<string> HashAsync(BackordersNode node, string operatorKey)
    {
        using BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), operatorKey);
        return (await client.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithStateHash = true })).StateHash;
    }

    private static NodeOptions Options(DirectoryInfo folder) => new()
    {
        DataDirectory = folder.FullName,
        Warehouses = [TestNode.Building(TestNode.Warehouse)],
        Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
        Log = new LogOptions { Console = false },
    };

    private static NodeOptions Memory()
    {
        NodeOptions options = Options(new DirectoryInfo("unused"));
        options.Journal = JournalKind.Memory;
        return options;
    }
}
