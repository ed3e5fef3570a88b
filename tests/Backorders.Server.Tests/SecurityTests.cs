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
        Assert.Equal("OrderSystem or Supervisor", status.ErrorInfo!.Metadata["role"]);
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
        string[] without = [.. services.SelectMany(s => s.Methods).Select(m => $"/{m.Service.FullName}/{m.Name}").Where(m => Rights.Needed(m) == Role.None)];
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
    public void ApiKeys_AddedAndRemoved_AreFoundByTheirTextAlone()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string scanner = ApiKeys.Add(path, "dock-1", "ACME", Role.Scanner | Role.Station, ["MAIN"]);
        string staff = ApiKeys.Add(path, "staff", null, Role.Supervisor, []);
        Assert.Throws<NodeStartException>(() => ApiKeys.Add(path, "staff", null, Role.Supervisor, []));
        KeyRing keys = new(KeyFile.Read(path));
        Assert.Equal(("dock-1", Role.Scanner | Role.Station, "ACME"), keys.Find(scanner) is { } d ? (d.Id, d.Roles, d.Owner!.Value.Value) : default);
        Assert.Null(keys.Find(staff)!.Owner);
        Assert.DoesNotContain(scanner, File.ReadAllText(path));
        Assert.True(ApiKeys.Remove(path, "dock-1"));
        Assert.Null(new KeyRing(KeyFile.Read(path)).Find(scanner));
        File.Delete(path);
    }
}
