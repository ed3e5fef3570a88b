using Backorders.Actors.Port;
using Backorders.Server.Security;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests.Access;

/// <summary>
/// Who calls is found out once, at the node that was called, and goes to other nodes in the engine's own message: no header that a client may write says it, at whichever node.
/// </summary>
public sealed class ForgedRightsTests
{
    /// <summary>What proxies, gateways and this engine's own messages call such things.</summary>
    private static readonly Metadata Forged = new()
    {
        { "backorders-key", "operator" }, { "backorders-key-id", "operator" }, { "key-id", "operator" }, { "backorders-roles", "127" }, { "roles", "127" }, { "backorders-rights", "{\"roles\":127}" },
        { "backorders-warehouses", "MAIN" }, { "owner", "RIVAL" }, { "x-forwarded-user", "operator" }, { "x-forwarded-client-cert", "Subject=\"CN=operator\"" }, { "x-client-cert", "MIIB" },
        { "x-ms-client-principal", "e30=" }, { "backorders-route", "passed" }, { "backorders-page", "login" },
    };

    [Fact]
    public async Task Headers_ThatSayWhoCalls_CountForNothing_AtTheNodeThatServesAndAtAnother()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        SiteNodes site = new() { Configure = (_, options) => options.Tokens = [issuer.Options()] };
        await site.InitializeAsync();
        string owner = await site.OwnerAsync();
        string reader = issuer.Token(c => (c["roles"], c["exp"]) = ("Reader", TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds()));
        foreach (string name in new[] { owner, site.Other(owner) })
        {
            BackordersClient client = site.Connect([name], new ClientOptions { AttemptsMax = 1, Headers = Forged }, reader);
            await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "ROLE_MISSING", StatusCode.PermissionDenied);
            await RefusedAsync(client.Operations.SealShardAsync(new SealShardRequest { Why = "why" }), "ROLE_MISSING", StatusCode.PermissionDenied);
            GetStockResponse own = await client.Operations.GetStockAsync(new GetStockRequest { Warehouse = TestNode.Warehouse, Sku = "MUG" });
            Assert.NotNull(own);
        }

        await site.DisposeAsync();
    }

    [Fact]
    public async Task Token_IsCheckedOnce_AndItsCallIsCarriedOutByANodeThatKnowsNoIssuer()
    {
        await using TestIssuer issuer = await TestIssuer.StartAsync();
        string knows = SiteNodes.Names[0];
        SiteNodes site = new() { Configure = (name, options) => options.Tokens = name == knows ? [issuer.Options(o => o.WarehousesClaim = "warehouses")] : [] };
        await site.InitializeAsync();
        string token = issuer.Token(c => (c["warehouses"], c["exp"]) = ("MAIN SOUTH", TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds()));
        string elsewhere = new[] { TestNode.Warehouse, "SOUTH" }.First(w => site[knows].Warehouses.RouteOf(new Domain.Ids.WarehouseId(w)).Place == RoutePlace.Elsewhere);
        ReceiveRequest scan = TestNode.Scan("1", 1);
        scan.Warehouse = elsewhere;

        Assert.Equal(1, (await site.Client(knows, token).Receiving.ReceiveAsync(scan)).Quantity);
        scan.Warehouse = "NORTH";
        await RefusedAsync(site.Client(knows, token).Receiving.ReceiveAsync(scan), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
        await RefusedAsync(site.Client(site.Other(knows), token).Receiving.ReceiveAsync(scan), "KEY_UNKNOWN", StatusCode.Unauthenticated);
        await site.DisposeAsync();
    }

    [Fact]
    public void RightsOnTheWay_KeepCallerOwnerRolesAndWarehouses()
    {
        Caller caller = new("login:alice", new("ACME"), Role.Scanner | Role.Reader, new HashSet<Domain.Ids.WarehouseId> { new("MAIN") }) { IsBound = true };
        Caller there = Caller.From(caller.ToRights());
        Assert.Equal((caller.Id, caller.Owner, caller.Roles, caller.IsBound), (there.Id, there.Owner, there.Roles, there.IsBound));
        Assert.Equal(caller.Warehouses, there.Warehouses);
    }
}
