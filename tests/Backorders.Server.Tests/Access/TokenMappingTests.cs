using Backorders.Server.Common;
using Backorders.Server.Options;
using Backorders.Server.Security.Tokens;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests.Access;

/// <summary>What claims mean by the settings, and what settings the start refuses.</summary>
public sealed class TokenMappingTests : IAsyncLifetime
{
    private const string Keycloak = """{"roles": ["offline_access", "uma_authorization", "wms-scanner", "wms-desk"]}""";

    private TestIssuer issuer = null!;

    public async Task InitializeAsync() => issuer = await TestIssuer.StartAsync();

    public async Task DisposeAsync() => await issuer.DisposeAsync();

    [Fact]
    public async Task ClaimsAsKeycloakWritesThem_AreOwnerRolesAndWarehouses()
    {
        await using TestNode node = await StartAsync(o =>
        {
            (o.OwnerClaim, o.Owners) = ("https://wms.example/tenant", [new ClaimValueOptions { Value = "acme gmbh", Means = "ACME" }]);
            (o.RolesClaim, o.WarehousesClaim) = ("realm_access.roles", "warehouses");
            o.Roles = [new ClaimValueOptions { Value = "wms-scanner", Means = "Scanner" }, new ClaimValueOptions { Value = "wms-desk", Means = "OrderSystem" }];
        });
        string Token(string owner = "\"acme gmbh\"", string? warehouses = """["MAIN"]""", string roles = Keycloak) => issuer.Token(c =>
        {
            TokenTests.Put(c, "https://wms.example/tenant", owner);
            TokenTests.Put(c, "realm_access", roles);
            TokenTests.Put(c, "warehouses", warehouses);
        });

        BackordersClient client = node.Connect(Token());
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await client.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        ReceiveRequest elsewhere = TestNode.Scan("2", 1);
        elsewhere.Warehouse = "NORTH";
        await RefusedAsync(client.Receiving.ReceiveAsync(elsewhere), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
        await RefusedAsync(client.Operations.GetStockAsync(new GetStockRequest { Warehouse = TestNode.Warehouse }), "ROLE_MISSING", StatusCode.PermissionDenied);
        await DeniedAsync(node, Token(owner: "\"ACME\""), "TOKEN_OWNER_UNKNOWN");
        await DeniedAsync(node, Token(warehouses: null), "TOKEN_WAREHOUSE_MISSING");
        await DeniedAsync(node, Token(warehouses: "[]"), "TOKEN_WAREHOUSE_MISSING");
        await DeniedAsync(node, Token(warehouses: """["MAIN", ""]"""), "TOKEN_CLAIM_INVALID");
        await DeniedAsync(node, Token(roles: """["wms-scanner"]"""), "TOKEN_ROLE_UNKNOWN");
        await DeniedAsync(node, Token(roles: """{"roles": ["Scanner"]}"""), "TOKEN_ROLE_UNKNOWN");
    }

    [Fact]
    public async Task TokenOfTheBuilding_HasNoOwner_AndMayOperate()
    {
        await using TestNode node = await StartAsync(o => (o.BuildingClaim, o.BuildingValue) = ("groups", "site-staff"));
        string Token(string? groups, string? owner = null, string roles = """["Operator", "Scanner"]""") => issuer.Token(c =>
        {
            TokenTests.Put(c, "groups", groups);
            TokenTests.Put(c, "owner", owner);
            TokenTests.Put(c, "roles", roles);
        });

        BackordersClient staff = node.Connect(Token("""["all", "site-staff"]"""));
        await staff.Operations.SetLaneAsync(new SetLaneRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Lane = "L1", State = LaneState.Open, Reason = ReasonCode.Review });
        await RefusedAsync(staff.Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "OWNER_MISSING", StatusCode.PermissionDenied);
        await node.Connect(Token("""["site-staff"]"""), "ACME").Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        await DeniedAsync(node, Token("""["all"]"""), "TOKEN_OWNER_MISSING");
        await DeniedAsync(node, Token("\"not site-staff\""), "TOKEN_OWNER_MISSING");
        await DeniedAsync(node, Token("""["site-staff"]""", "\"ACME\""), "TOKEN_OPERATOR_BOUND");

        // Of a token that names an owner and the building's group, the owner counts: less is given, not more.
        BackordersClient bound = node.Connect(Token("""["site-staff"]""", "\"ACME\"", """["Scanner"]"""), "RIVAL");
        await RefusedAsync(bound.Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "OWNER_NOT_ALLOWED", StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task KeysOfAFile_AreGood_AndReadAgainWhenTheyAreRolled()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, issuer.Keys());
        await using TestNode node = await StartAsync(o => (o.Authority, o.Issuer, o.KeysFile) = (string.Empty, issuer.Address, path));
        await node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        issuer.Roll();
        await RefusedAsync(node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "TOKEN_SIGNATURE", StatusCode.Unauthenticated);
        await File.WriteAllTextAsync(path, issuer.Keys());
        node.Time.Advance(IssuerKeys.AskAgainAfter);
        await node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal(0, issuer.Asked);
        File.Delete(path);
    }

    [Theory]
    [InlineData("Tokens:0:Name: 'a:b'", "name")]
    [InlineData("Tokens:0:Audience: say", "audience")]
    [InlineData("Tokens:0:Algorithms: 'none'", "none")]
    [InlineData("Tokens:0:Algorithms: 'HS256'", "HS256")]
    [InlineData("Tokens:0:Authority: 'http://login.example.com'", "clear")]
    [InlineData("Tokens:0:MetadataAddress: 'login'", "metadata")]
    [InlineData("Tokens:0:KeysFile: there is no file '/nowhere'", "file")]
    [InlineData("Tokens:0: say where its keys are", "no keys")]
    [InlineData("Tokens:0:ClockSkewSeconds: 301", "skew")]
    [InlineData("Tokens:0:Roles: 'Boss' (for 'x')", "role")]
    [InlineData("Tokens:0:Roles: 'x' stands there twice", "roles")]
    [InlineData("Tokens:0:Owners: '' (for 'x')", "owner")]
    [InlineData("Tokens:0:Login:ClientId: say", "login without a client")]
    [InlineData("Tokens:0:Login: the secret is given by ClientSecret and by ClientSecretFile", "login with two secrets")]
    [InlineData("Tokens:0:Login:ClientSecretFile: there is no file '/nowhere'", "login without its file")]
    [InlineData("Tokens:0:Login:SessionHours: 721", "login without an end")]
    [InlineData("Tokens:0:Login:Scopes: 'a b' is no scope", "login with two scopes in one")]
    [InlineData("Tokens:0:Login: a login asks the issuer", "login without an issuer")]
    [InlineData("Tokens:1: another issuer has the same", "twice")]
    public async Task WrongSetting_StopsTheStart_ByItsName(string told, string what)
    {
        NodeStartException e = await Assert.ThrowsAsync<NodeStartException>(() => TestNode.StartAsync(o => o.Tokens = what == "twice" ? [issuer.Options(), issuer.Options()] : [issuer.Options(Wrong(what))]));
        Assert.Contains(told, e.Message, StringComparison.Ordinal);
    }

    private static Action<TokenIssuerOptions> Wrong(string what) => o => _ = what switch
    {
        "name" => o.Name = "a:b",
        "audience" => o.Audience = string.Empty,
        "clear" => o.Authority = "http://login.example.com",
        "metadata" => o.MetadataAddress = "login",
        "file" => o.KeysFile = "/nowhere",
        "no keys" => o.Authority = string.Empty,
        "skew" => (o.ClockSkewSeconds = 301).ToString(System.Globalization.CultureInfo.InvariantCulture),
        "role" => (o.Roles = [new ClaimValueOptions { Value = "x", Means = "Boss" }]).ToString(),
        "roles" => (o.Roles = [new ClaimValueOptions { Value = "x", Means = "Reader" }, new ClaimValueOptions { Value = "x", Means = "Station" }]).ToString(),
        "owner" => (o.Owners = [new ClaimValueOptions { Value = "x" }]).ToString(),
        "login without a client" => (o.Login = new IssuerLoginOptions()).ToString(),
        "login with two secrets" => (o.Login = new IssuerLoginOptions { ClientId = "x", ClientSecret = "y", ClientSecretFile = typeof(TokenMappingTests).Assembly.Location }).ToString(),
        "login without its file" => (o.Login = new IssuerLoginOptions { ClientId = "x", ClientSecretFile = "/nowhere" }).ToString(),
        "login without an end" => (o.Login = new IssuerLoginOptions { ClientId = "x", SessionHours = 721 }).ToString(),
        "login with two scopes in one" => (o.Login = new IssuerLoginOptions { ClientId = "x", Scopes = ["a b"] }).ToString(),
        "login without an issuer" => ((o.Login = new IssuerLoginOptions { ClientId = "x" }).ClientId, o.KeysFile = typeof(TokenMappingTests).Assembly.Location).ToString(),
        _ => (o.Algorithms = [what]).ToString(),
    };

    private static Task<RefusedCall> DeniedAsync(TestNode node, string token, string reason) =>
        RefusedAsync(node.Connect(token).Receiving.ReceiveAsync(TestNode.Scan("denied", 1)), reason, StatusCode.PermissionDenied);

    private async Task<TestNode> StartAsync(Action<TokenIssuerOptions> change)
    {
        TestNode node = await TestNode.StartAsync(o => o.Tokens = [issuer.Options(change)]);
        await node.DefineItemsAsync();
        return node;
    }
}
