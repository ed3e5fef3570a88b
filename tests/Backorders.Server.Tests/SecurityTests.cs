using Backorders.Server.Common;
using Backorders.Server.Security;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class SecurityTests : IAsyncLifetime
{
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Call_WithAWrongKey_IsUnauthenticated()
    {
        await RefusedAsync(node.Connect("bko_wrong").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "KEY_UNKNOWN", StatusCode.Unauthenticated);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4100);
    }

    [Fact]
    public async Task Call_WithoutAKey_IsUnauthenticated()
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(node.Node.GrpcAddress);
        var receiving = new Receiving.ReceivingClient(channel.CreateCallInvoker());
        await RefusedAsync(receiving.ReceiveAsync(TestNode.Scan("1", 1)), "KEY_MISSING", StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task Call_WithAnotherRole_IsDeniedAndNamesTheRoleNeeded()
    {
        var status = await RefusedAsync(node.Client("station").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "ROLE_MISSING", StatusCode.PermissionDenied);
        Assert.Equal("Scanner", status.ErrorInfo!.Metadata["role"]);
        status = await RefusedAsync(
            node.Client("scanner").Orders.GetOrderAsync(new GetOrderRequest { Warehouse = TestNode.Warehouse, OrderNo = "A" }), "ROLE_MISSING", StatusCode.PermissionDenied);
        Assert.Equal("OrderSystem or FloorSupervisor or Reader", status.ErrorInfo!.Metadata["role"]);
        await node.Client("scanner").Receiving.ReceiveAsync(TestNode.Scan("1", 1));
    }

    [Fact]
    public async Task StaffKey_MustNameTheOwner_AndActsForIt()
    {
        await RefusedAsync(node.Client("staff").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "OWNER_MISSING", StatusCode.PermissionDenied);
        Assert.Equal(1, (await node.Client("staff", "ACME").Receiving.ReceiveAsync(TestNode.Scan("1", 1))).Quantity);
        await RefusedAsync(node.Client("staff", "RIVAL").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "UNKNOWN_SKU", StatusCode.NotFound);
    }

    [Fact]
    public async Task OwnersKey_ForAnotherOwner_IsDenied() =>
        await RefusedAsync(node.Client("acme", "RIVAL").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "OWNER_NOT_ALLOWED", StatusCode.PermissionDenied);

    [Fact]
    public async Task KeyOfOneWarehouse_InAnother_FindsNoSuchWarehouse() =>
        await RefusedAsync(node.Client("elsewhere").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);

    [Fact]
    public void EveryCallOfTheContract_HasARight()
    {
        var services = new[]
        {
            V1.Webhooks.Descriptor,
            Receiving.Descriptor, Stations.Descriptor, Orders.Descriptor, Inbound.Descriptor, Items.Descriptor, Availability.Descriptor, Events.Descriptor,
            Operations.Descriptor, DrivenClock.Descriptor,
        };
        string[] without = [.. services.SelectMany(s => s.Methods).Select(m => $"/{m.Service.FullName}/{m.Name}").Where(m => Rights.Of(m) == Right.Nobody)];
        Assert.Empty(without);
    }

    [Fact]
    public void KeyFile_WithMistakes_NamesThemAll()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, """[{ "id": "a", "sha256": "12", "roles": [] }, { "id": "a", "sha256": "zz", "owner": " ", "roles": ["Scanner"], "warehouses": [""] }]""");
        NodeStartException e = Assert.Throws<NodeStartException>(() => KeyFile.Read(path));
        Assert.Equal(5, new[] { "twice", "64 hex", "no role", "the owner", "no warehouse id" }.Count(e.Message.Contains));
        File.Delete(path);
    }

    [Fact]
    public void KeyFile_WithTheRoleThatWasSplit_NamesWhatReplacesIt()
    {
        NodeStartException e = Refused($$"""[{ "id": "shift-lead", "sha256": "{{new string('a', 64)}}", "roles": ["Scanner", "Supervisor"] }]""");
        Assert.Contains("Key 'shift-lead': the role Supervisor was split. Write FloorSupervisor", e.Message, StringComparison.Ordinal);
        Assert.Contains("Reader", e.Message, StringComparison.Ordinal);
        Assert.Contains("Operator", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyFile_WithAnOwnersOperator_NamesTheKeyAndTheOwner() => Assert.Contains(
        "Key 'acme-admin' is bound to owner ACME and has the role Operator",
        Refused($$"""[{ "id": "acme-admin", "sha256": "{{new string('a', 64)}}", "owner": "ACME", "roles": ["Reader", "Operator"] }]""").Message, StringComparison.Ordinal);

    [Fact]
    public void KeyFile_WithAnUnknownRole_NamesThoseThatThereAre() => Assert.Contains(
        "'Boss' is no role; there are Scanner, Station, OrderSystem, FloorSupervisor, Operator, Reader",
        Refused($$"""[{ "id": "a", "sha256": "{{new string('a', 64)}}", "roles": ["Boss"] }]""").Message, StringComparison.Ordinal);

    [Fact]
    public async Task ApiKeys_AnOwnersOperator_IsNotAdded()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await Assert.ThrowsAsync<NodeStartException>(() => ApiKeys.AddAsync(path, "acme-admin", "ACME", Role.Operator, []));
        Assert.False(File.Exists(path));
        File.Delete(path + ".lock");
    }

    [Theory]
    [InlineData("supervisor")]
    [InlineData("reader")]
    [InlineData("acme")]
    public async Task OwnersKey_ChangesOrReadsNothingOfTheBuilding(string key)
    {
        Operations.OperationsClient operations = node.Client(key).Operations;
        V1.Policy policy = (await node.Operator.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy;
        await RefusedAsync(operations.SetPolicyAsync(new SetPolicyRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Policy = policy }), "ROLE_MISSING", StatusCode.PermissionDenied);
        await RefusedAsync(operations.SealShardAsync(new SealShardRequest { Why = "why" }), "ROLE_MISSING", StatusCode.PermissionDenied);
        await RefusedAsync(operations.BackUpAsync(new BackUpRequest { Name = "a" }), "ROLE_MISSING", StatusCode.PermissionDenied);
        await RefusedAsync(operations.SetLaneAsync(new SetLaneRequest { Warehouse = TestNode.Warehouse }), "ROLE_MISSING", StatusCode.PermissionDenied);
        await RefusedAsync(
            operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithStateHash = true }), "BUILDING_ONLY", StatusCode.PermissionDenied);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4106 && e.Text.Contains("with_state_hash", StringComparison.Ordinal));
    }

    [Fact]
    public async Task GetFigures_OfAnOwner_CountNothingOfAnother()
    {
        await node.Client("rival").Items.DefineItemsAsync(TestNode.Items());
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 9));
        await node.Client("rival").Orders.SubmitOrderAsync(TestNode.Order("R-1", 100));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        await node.Client("rival").Receiving.ReceiveAsync(TestNode.Scan("1", 40));
        GetFiguresRequest asked = new() { Warehouse = TestNode.Warehouse };

        Figures own = (await node.Client("reader").Operations.GetFiguresAsync(asked)).Figures;
        Assert.Equal((1, 9, 4, 1, 5, 5, 1), (own.Orders, own.Ordered, own.Waiting, own.Receipts, own.Received, own.CrossDocked, own.TasksReady));
        Assert.Equal(own, (await node.Client("staff", "ACME").Operations.GetFiguresAsync(asked)).Figures);
        Figures all = (await node.Operator.Operations.GetFiguresAsync(asked)).Figures;
        Figures rivals = (await node.Client("rival").Operations.GetFiguresAsync(asked)).Figures;
        Assert.Equal((2, 109, 64, 45, 2), (all.Orders, all.Ordered, all.Waiting, all.Received, all.TasksReady));
        Assert.Equal((all.Lines, all.Tasks, all.WaitingLines), (own.Lines + rivals.Lines, own.Tasks + rivals.Tasks, own.WaitingLines + rivals.WaitingLines));
    }

    private static NodeStartException Refused(string keys)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, keys);
        NodeStartException e = Assert.Throws<NodeStartException>(() => KeyFile.Read(path));
        File.Delete(path);
        return e;
    }
}
