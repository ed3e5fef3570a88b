using System.Security.Cryptography;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Server.Audit;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static Backorders.Server.Tests.RefusedCalls;
using AuditOutcome = Backorders.V1.AuditOutcome;
using AuditRecord = Backorders.V1.AuditRecord;

namespace Backorders.Server.Tests.Audit;

/// <summary>What an operator reads of who did what, over gRPC.</summary>
public sealed class ListAuditTests : IAsyncLifetime
{
    private readonly BrokenAuditStore store = new();
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync(replace: services => services.AddSingleton<IAuditStore>(store));
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync()
    {
        store.IsAway = false;
        foreach (AuditRecord record in await AllAsync(new ListAuditRequest()))
        {
            Assert.DoesNotContain(node.Keys.Values, key => record.ToString().Contains(key, StringComparison.Ordinal)); // never a secret
        }

        await node.DisposeAsync();
    }

    [Fact]
    public async Task Change_HasWhoWhatWhenFromWhere_AndItsPlaceInTheChain()
    {
        await node.Client("scanner").Receiving.ReceiveAsync(TestNode.Scan("1", 5));

        AuditRecord change = Assert.Single(await AllAsync(new ListAuditRequest { KeyId = "scanner" }));
        Assert.Equal(
            ("Receive", "ACME", "127.0.0.1", "MAIN", "receipt", AuditOutcome.Done, "Scanner"),
            (change.Call, change.Owner, change.Address, change.Warehouse, change.Thing, change.Outcome, Assert.Single(change.Roles)));
        Assert.Equal(node.Time.GetUtcNow(), change.At.ToDateTimeOffset());
        Assert.Equal(("receipt_recorded", 32), (change.Events[0], change.CommandKey.Length));
        CommittedTurn turn = await TurnAsync(change.Turn);
        Assert.Equal((turn.Hash.ToString(), turn.Key.ToString()), (change.Chain, change.CommandKey));
        CommittedTurn before = await TurnAsync(change.Turn - 1);
        byte[] body = Actors.Turns.TurnCodec.Encode(new Actors.Turns.TurnRecord(turn.Warehouse, turn.At, turn.Key, Digest(turn), turn.Actor, turn.Events) { Origin = turn.Origin });
        Assert.Equal(change.Chain, Convert.ToHexStringLower(SHA256.HashData([.. before.Hash.ToArray(), .. body])));
    }

    [Fact]
    public async Task Refusals_OfRights_AreOnRecord_AndCountedTogether()
    {
        for (int i = 0; i < 5; i++)
        {
            await RefusedAsync(node.Client("station").Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        }

        await RefusedAsync(node.Connect("bko_guessed").Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        await RefusedAsync(node.Client("staff").Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        await RefusedAsync(node.Client("acme", "RIVAL").Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        await RefusedAsync(node.Acme.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithStateHash = true }));

        List<AuditRecord> refused = await AllAsync(new ListAuditRequest { Outcome = AuditOutcome.Refused });
        Assert.Equal(
            [("OWNER_MISSING", "staff", 1), ("OWNER_NOT_ALLOWED", "acme", 1), ("KEY_UNKNOWN", "", 1), ("ROLE_MISSING", "station", 5)],
            refused.Where(r => r.Call == "Receive").Select(r => (r.Reason, r.KeyId, (int)r.Times)).OrderBy(r => Order(r.Reason)));
        Assert.All(refused, r => Assert.Equal(("127.0.0.1", true), (r.Address, r.StatusCode is (int)StatusCode.PermissionDenied or (int)StatusCode.Unauthenticated)));
        Assert.Contains(refused, r => r is { Reason: "BUILDING_ONLY", KeyId: "acme", Owner: "ACME" });
        Assert.Equal("RIVAL", refused.Single(r => r.Reason == "OWNER_NOT_ALLOWED").Number);

        static int Order(string reason) => reason switch { "OWNER_MISSING" => 0, "OWNER_NOT_ALLOWED" => 1, "KEY_UNKNOWN" => 2, _ => 3 };
    }

    [Fact]
    public async Task RefusedCommands_AreOnRecord_WithWhatTheyWereAbout()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-1", 1));
        await node.Acme.Orders.HoldOrderAsync(new HoldOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "SO-1", RequestId = TestNode.Id(), Reason = ReasonCode.CustomerRequest });
        await RefusedAsync(node.Acme.Orders.HoldOrderAsync(
            new HoldOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "SO-1", RequestId = TestNode.Id(), Reason = ReasonCode.CustomerRequest }));
        await RefusedAsync(node.Acme.Orders.CancelOrderAsync(
            new CancelOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "SO-2", RequestId = TestNode.Id(), Reason = ReasonCode.CustomerRequest }));
        await RefusedAsync(node.Acme.Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "SO-2" })); // changes nothing, and is not on record
        await RefusedAsync(node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", -1)));
        using AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> scans = node.Acme.Receiving.ReceiveStream();
        for (int i = 0; i < 3; i++)
        {
            ReceiveRequest scan = TestNode.Scan($"s{i}", 1);
            scan.Sku = "NONE";
            await scans.RequestStream.WriteAsync(scan);
            Assert.True(await scans.ResponseStream.MoveNext(default));
        }

        await scans.RequestStream.CompleteAsync();
        Assert.False(await scans.ResponseStream.MoveNext(default));

        Assert.Equal(
            [
                "CancelOrder UNKNOWN_ORDER MAIN order SO-2 1", "HoldOrder ORDER_ON_HOLD MAIN order SO-1 1", "Receive INVALID_QUANTITY    1", "Receive UNKNOWN_SKU MAIN item NONE 3",
            ],
            (await AllAsync(new ListAuditRequest { Outcome = AuditOutcome.Refused, KeyId = "acme" }))
                .Select(r => $"{r.Call} {r.Reason} {r.Warehouse} {r.Thing} {r.Number} {r.Times}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task OtherOwnersThing_IsOnRecordWithCallAndNumber()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-1", 1));
        await RefusedAsync(node.Client("rival").Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "SO-1" }));
        await RefusedAsync(node.Client("rival").Orders.HoldOrderAsync(
            new HoldOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "SO-1", RequestId = TestNode.Id(), Reason = ReasonCode.CustomerRequest }));

        List<AuditRecord> tried = await AllAsync(new ListAuditRequest { KeyId = "rival", Thing = "order", Number = "SO-1" });
        Assert.Equal(["GetOrder", "HoldOrder"], tried.Select(r => r.Call).Order(StringComparer.Ordinal));
        Assert.All(tried, r => Assert.Equal(("OTHER_OWNERS", "RIVAL", "MAIN"), (r.Reason, r.Owner, r.Warehouse)));
    }

    [Fact]
    public async Task Acts_AreOnRecord_AndAreNotDoneWithoutARecord()
    {
        int shard = ShardMap.ShardOf(new WarehouseId("NORTH"));
        await node.Operator.Operations.SealShardAsync(new SealShardRequest { Shard = shard, Why = "stocktaking" });
        store.IsAway = true;
        RefusedCall refused = await RefusedAsync(node.Operator.Operations.UnsealShardAsync(new UnsealShardRequest { Shard = shard }), "AUDIT_UNAVAILABLE", StatusCode.Unavailable);
        Assert.Equal("UnsealShard", refused.ErrorInfo.Metadata["call"]);
        store.IsAway = false;

        AuditRecord act = Assert.Single(await AllAsync(new ListAuditRequest { Thing = "shard" }));
        Assert.Equal(("SealShard", $"{shard}", "operator", AuditOutcome.Done, "stocktaking"), (act.Call, act.Number, act.KeyId, act.Outcome, act.Detail));
        GetClusterResponse cluster = await node.Operator.Operations.GetClusterAsync(new GetClusterRequest());
        Assert.Equal(ClusterShardState.Sealed, cluster.Shards.Single(s => s.Shard == shard).State);
    }

    [Fact]
    public async Task WebhookActs_NameTheirHost_AndNoSecret()
    {
        CreateEndpointRequest create = new() { RequestId = TestNode.Id(), Url = "https://93.184.216.34/hooks/s3cret?token=s3cret" };
        CreateEndpointResponse made = await node.Acme.Webhooks.CreateEndpointAsync(create);
        await node.Acme.Webhooks.RotateSecretAsync(new RotateSecretRequest { EndpointId = made.Endpoint.EndpointId, RequestId = TestNode.Id() });
        await RefusedAsync(node.Client("rival").Webhooks.DeleteEndpointAsync(new DeleteEndpointRequest { EndpointId = made.Endpoint.EndpointId }));

        List<AuditRecord> acts = await AllAsync(new ListAuditRequest { Thing = "webhook", Number = made.Endpoint.EndpointId });
        Assert.Equal(
            ["CreateEndpoint acme 93.184.216.34", "DeleteEndpoint rival ", "RotateSecret acme "],
            acts.Where(a => a.Reason != "OTHER_OWNERS").Select(a => $"{a.Call} {a.KeyId} {a.Detail}").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(acts, a => a.ToString().Contains("s3cret", StringComparison.Ordinal) || a.ToString().Contains(made.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeysThatAreAddedAndRevoked_AreOnRecordByName()
    {
        string file = Path.Combine(node.Folder, "keys.json");
        await ApiKeys.AddAsync(file, "late", "ACME", Role.Scanner, []);
        await LookedAsync();
        await ApiKeys.RevokeAsync(file, "late", node.Time.GetUtcNow());
        await LookedAsync();

        Assert.Equal(["was revoked", "was added"], (await AllAsync(new ListAuditRequest { Thing = "key", Number = "late" })).Select(r => r.Detail));
    }

    [Fact]
    public async Task Pages_HoldEachRecordOnce_NewestFirst_WhileOthersAreWritten()
    {
        for (int i = 0; i < 60; i++)
        {
            await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1));
            await RefusedAsync(node.Connect($"bko_{i}").Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
            if (i % 10 == 9)
            {
                node.Time.Advance(RefusalBook.Window + TimeSpan.FromSeconds(i % 3));
            }
        }

        string[] all = [.. (await AllAsync(new ListAuditRequest())).Select(r => r.Id)];
        List<AuditRecord> paged = [];
        ListAuditRequest request = new() { PageSize = 7 };
        do
        {
            ListAuditResponse page = await node.Operator.Operations.ListAuditAsync(request);
            Assert.True(page.Records.Count <= 7);
            paged.AddRange(page.Records);
            Assert.True(paged.Count < 10_000, "The pages do not end.");
            request.PageToken = page.NextPageToken;
            node.Time.Advance(TimeSpan.FromSeconds(61));
            await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"later-{paged.Count}", 1));
            await RefusedAsync(node.Connect("bko_later").Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(all, paged.Select(r => r.Id));
        Assert.Equal(60, paged.Count(r => r.Call == "Receive" && r.Turn > 0));
        Assert.Equal(6, paged.Count(r => r.Reason == "KEY_UNKNOWN"));
        Assert.Equal(paged.OrderByDescending(r => r.At.ToDateTime()).Select(r => r.At), paged.Select(r => r.At));
    }

    [Fact]
    public async Task TimeRange_AndFilters_FindWhatTheyName()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-1", 1));
        DateTimeOffset noon = node.Time.GetUtcNow();
        node.Time.Advance(TimeSpan.FromHours(1));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-2", 1));

        Assert.Equal("SO-2", Assert.Single(await AllAsync(new ListAuditRequest { Call = "SubmitOrder", From = noon.AddMinutes(1).ToTimestamp() })).Number);
        Assert.Equal("SO-1", Assert.Single(await AllAsync(new ListAuditRequest { Call = "SubmitOrder", To = noon.AddMinutes(1).ToTimestamp() })).Number);
        Assert.Equal("SO-1", Assert.Single(await AllAsync(new ListAuditRequest { Thing = "order", Number = "SO-1" })).Number);
        Assert.Empty(await AllAsync(new ListAuditRequest { Owner = "RIVAL" }));
        Assert.Empty(await AllAsync(new ListAuditRequest { Call = "SubmitOrder", Warehouse = "NORTH" }));
        await RefusedAsync(node.Operator.Operations.ListAuditAsync(new ListAuditRequest { PageToken = "p7" }), "INVALID_VALUE", StatusCode.InvalidArgument);
        await RefusedAsync(node.Client("operator-elsewhere").Operations.ListAuditAsync(new ListAuditRequest()), "ALL_WAREHOUSES_NEEDED", StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task Audit_WhenItsStoreIsAway_SaysSo()
    {
        store.IsAway = true;
        await RefusedAsync(node.Operator.Operations.ListAuditAsync(new ListAuditRequest()), "STORE_UNAVAILABLE", StatusCode.Unavailable);
    }

    [Fact]
    public async Task Records_OutliveARestart()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-audited-");
        await using (TestNode first = await TestNode.StartAsync(o => (o.Journal, o.DataDirectory) = (JournalKind.Sqlite, folder.FullName)))
        {
            await first.DefineItemsAsync();
            await RefusedAsync(first.Client("station").Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        }

        await using (TestNode second = await TestNode.StartAsync(o => (o.Journal, o.DataDirectory) = (JournalKind.Sqlite, folder.FullName)))
        {
            ListAuditResponse page = await second.Operator.Operations.ListAuditAsync(new ListAuditRequest());
            Assert.Contains(page.Records, r => r is { Reason: "ROLE_MISSING", KeyId: "station" });
            Assert.Contains(page.Records, r => r is { Call: "DefineItems", Turn: > 0, Address: "127.0.0.1" });
            BackUpResponse copy = await second.Operator.Operations.BackUpAsync(new BackUpRequest { Name = "a" });
            Assert.True(File.Exists(copy.AuditPath));
        }

        folder.Delete(recursive: true);
    }

    private async Task LookedAsync()
    {
        Task written = store.NextPut;
        node.Time.Advance(KeyKeeper.LookEvery);
        await written;
    }

    private async Task<CommittedTurn> TurnAsync(long seq)
    {
        List<CommittedTurn> found = [];
        await node.Node.Warehouses.ReadHistory(new WarehouseId(TestNode.Warehouse)).ReadAsync(
            seq - 1, seq,
            (page, _) =>
            {
                found.AddRange(page);
                return Task.CompletedTask;
            },
            default);
        return Assert.Single(found);
    }

    /// <summary>The digest is not told; the chain holds it, and it is the one of this message.</summary>
    private static Actors.Turns.CommandDigest Digest(CommittedTurn turn) => Mapping.CommandDigests.Of(turn.Origin!.Call, TestNode.Scan("1", 5));

    private async Task<List<AuditRecord>> AllAsync(ListAuditRequest request)
    {
        List<AuditRecord> all = [];
        request = request.Clone();
        do
        {
            ListAuditResponse page = await node.Operator.Operations.ListAuditAsync(request);
            all.AddRange(page.Records);
            Assert.True(all.Count < 10_000, "The pages do not end.");
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }
}
