using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Backorders.Server.Security.Tokens;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests.Access;

/// <summary>Tokens of an issuer in the place of keys: who they are, when they are refused and under which name. The node's clock is moved by hand.</summary>
public sealed class TokenTests : IAsyncLifetime
{
    private TestIssuer issuer = null!;
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        issuer = await TestIssuer.StartAsync();
        node = await TestNode.StartAsync(o => o.Tokens = [issuer.Options()]);
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await issuer.DisposeAsync();
    }

    [Fact]
    public async Task Token_IsGoodForItsOwner_AndStandsInTheJournal_AsIssuerAndSubject()
    {
        await node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        await node.Connect(issuer.CurveToken()).Orders.SubmitOrderAsync(TestNode.Order("A-1", 2));
        SubmitOrderResponse own = await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 2));
        Assert.NotNull(own);
        await RefusedAsync(node.Connect(issuer.Token(), "RIVAL").Receiving.ReceiveAsync(TestNode.Scan("2", 1)), "OWNER_NOT_ALLOWED", StatusCode.PermissionDenied);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4102 && e.Text.Contains("login:alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_ThatWasSeenBefore_CostsNoSignature_AndIsRefusedWhenItRanOut()
    {
        BackordersClient client = node.Connect(issuer.Token());
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        issuer.IsAway = true;
        node.Time.Advance(TimeSpan.FromMinutes(5));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1)); // 30 s of skew
        node.Time.Advance(TimeSpan.FromSeconds(30));
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("3", 1)), "TOKEN_EXPIRED", StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task StreamsOfAToken_EndWithIt_AndThoseOfOthersGoOn()
    {
        using var ends = node.Connect(issuer.Token()).Receiving.ReceiveStream();
        using var stays = node.Connect(issuer.Token(c => c["exp"] = TestIssuer.Start.AddDays(90).ToUnixTimeSeconds())).Receiving.ReceiveStream();
        foreach (var stream in new[] { ends, stays })
        {
            await stream.RequestStream.WriteAsync(TestNode.Scan(stream == ends ? "1" : "2", 1));
            Assert.True(await stream.ResponseStream.MoveNext(default));
        }

        node.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(29));
        await ends.RequestStream.WriteAsync(TestNode.Scan("3", 1));
        Assert.True(await ends.ResponseStream.MoveNext(default));
        node.Time.Advance(TimeSpan.FromSeconds(1));

        RpcException over = await Assert.ThrowsAsync<RpcException>(() => ends.ResponseStream.MoveNext(default).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal((StatusCode.Unauthenticated, "TOKEN_EXPIRED"), (over.StatusCode, over.GetErrorInfo()?.Reason));
        await stays.RequestStream.WriteAsync(TestNode.Scan("4", 1));
        Assert.True(await stays.ResponseStream.MoveNext(default));
    }

    [Theory]
    [InlineData("TOKEN_SIGNATURE", "none")]
    [InlineData("TOKEN_SIGNATURE", "none with a signature")]
    [InlineData("TOKEN_SIGNATURE", "HS256 with the public key")]
    [InlineData("TOKEN_SIGNATURE", "RS512, which is not taken")]
    [InlineData("TOKEN_SIGNATURE", "key id is a path")]
    [InlineData("TOKEN_SIGNATURE", "key in the header")]
    [InlineData("TOKEN_SIGNATURE", "another's key")]
    [InlineData("TOKEN_SIGNATURE", "changed claims")]
    [InlineData("TOKEN_AUDIENCE", "other audience")]
    [InlineData("TOKEN_AUDIENCE", "no audience")]
    [InlineData("TOKEN_ISSUER", "other issuer")]
    [InlineData("TOKEN_MALFORMED", "issuer is a number")]
    [InlineData("TOKEN_EXPIRED", "expired")]
    [InlineData("TOKEN_EXPIRED", "no end")]
    [InlineData("TOKEN_NOT_YET_VALID", "future")]
    [InlineData("TOKEN_MALFORMED", "a.b.c")]
    [InlineData("TOKEN_MALFORMED", "..")]
    public async Task HostileToken_IsUnauthenticated_ByName_AndOnRecord(string reason, string how)
    {
        using RSA other = RSA.Create(2048);
        byte[] Others(byte[] data) => other.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        string token = how switch
        {
            "none" => issuer.Token(header: h => h["alg"] = "none", sign: _ => []),
            "none with a signature" => issuer.Token(header: h => h["alg"] = "none"),
            "HS256 with the public key" => issuer.Token(header: h => h["alg"] = "HS256", sign: d => HMACSHA256.HashData(issuer.Current.Key.ExportSubjectPublicKeyInfo(), d)),
            "RS512, which is not taken" => issuer.Token(header: h => h["alg"] = "RS512", sign: d => issuer.Current.Key.SignData(d, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)),
            "key id is a path" => issuer.Token(header: h => h["kid"] = "../../../../etc/passwd", sign: Others),
            "key in the header" => issuer.Token(header: h => (h["kid"], h["jwk"], h["jku"]) = ("mine", new JsonObject { ["kty"] = "RSA", ["e"] = "AQAB" }, issuer.Address + "/evil"), sign: Others),
            "another's key" => issuer.Token(sign: Others),
            "changed claims" => string.Join('.', issuer.Token().Split('.')[0], issuer.Token(c => c["owner"] = "RIVAL").Split('.')[1], issuer.Token().Split('.')[2]),
            "other audience" => issuer.Token(c => c["aud"] = "shop"),
            "no audience" => issuer.Token(c => c.Remove("aud")),
            "other issuer" => issuer.Token(c => c["iss"] = "https://evil.example"),
            "issuer is a number" => issuer.Token(c => c["iss"] = 7),
            "expired" => issuer.Token(c => c["exp"] = TestIssuer.Start.AddSeconds(-30).ToUnixTimeSeconds()),
            "no end" => issuer.Token(c => c.Remove("exp")),
            "future" => issuer.Token(c => c["nbf"] = TestIssuer.Start.AddSeconds(31).ToUnixTimeSeconds()),
            _ => how,
        };

        RefusedCall told = await RefusedAsync(node.Connect(token).Receiving.ReceiveAsync(TestNode.Scan("1", 1)), reason, StatusCode.Unauthenticated);

        Assert.Contains(node.Log.Entries, e => e.EventId == 4120 && e.Text.Contains(reason, StringComparison.Ordinal));
        Assert.DoesNotContain(told.ErrorInfo.Metadata.Values, v => v.Contains(issuer.Address, StringComparison.Ordinal) || token.Contains(v, StringComparison.Ordinal));
        Assert.DoesNotContain(node.Log.Entries, e => token.Length > 10 && e.Text.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TOKEN_OWNER_MISSING", "owner", null)]
    [InlineData("TOKEN_CLAIM_INVALID", "owner", "7")]
    [InlineData("TOKEN_CLAIM_INVALID", "owner", """["ACME", "RIVAL"]""")]
    [InlineData("TOKEN_CLAIM_INVALID", "owner", """{"name": "ACME"}""")]
    [InlineData("TOKEN_CLAIM_INVALID", "owner", """ "AC\u0000ME" """)]
    [InlineData("TOKEN_CLAIM_INVALID", "owner", "\"\"")]
    [InlineData("TOKEN_ROLE_UNKNOWN", "roles", null)]
    [InlineData("TOKEN_ROLE_UNKNOWN", "roles", """["Boss", "scanner", "All", "OfOwner", "127", "Scanner,Operator"]""")]
    [InlineData("TOKEN_CLAIM_INVALID", "roles", "127")]
    [InlineData("TOKEN_CLAIM_INVALID", "roles", """["Scanner", 32]""")]
    [InlineData("TOKEN_OPERATOR_BOUND", "roles", """["Scanner", "Operator"]""")]
    [InlineData("TOKEN_CLAIM_INVALID", "sub", null)]
    [InlineData("TOKEN_CLAIM_INVALID", "sub", "\"a\\nKey operator opened shard 1\"")]
    public async Task ClaimThatSaysNothingUsable_IsDenied_AndNamed(string reason, string claim, string? json)
    {
        string token = issuer.Token(c => Put(c, claim, json));
        RefusedCall told = await RefusedAsync(node.Connect(token).Receiving.ReceiveAsync(TestNode.Scan("1", 1)), reason, StatusCode.PermissionDenied);
        Assert.Equal(("login", claim), (told.ErrorInfo.Metadata["issuer"], told.ErrorInfo.Metadata["claim"]));
    }

    [Fact]
    public async Task TokenOfAMegabyte_IsRefused_AndTheNodeServesOn()
    {
        BackordersClient client = node.Connect(issuer.Token(c => c["padding"] = new string('x', 1_000_000)));
        await Assert.ThrowsAnyAsync<RpcException>(async () => await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)));
        await node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("1", 1));
    }

    [Fact]
    public async Task TokenWithoutARole_IsDeniedAsAKeyIs()
    {
        BackordersClient client = node.Connect(issuer.Token(c => c["roles"] = "Station Reader"));
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "ROLE_MISSING", StatusCode.PermissionDenied);
        await client.Stations.ListTasksAsync(new ListTasksRequest { Warehouse = TestNode.Warehouse });
        Assert.Contains(node.Log.Entries, e => e.EventId == 4101 && e.Text.StartsWith("Key login:alice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task KeyRoll_IsFollowedByTheFirstCall_AndMadeUpKeysDoNotFloodTheIssuer()
    {
        await node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        node.Time.Advance(IssuerKeys.AskAgainAfter);
        issuer.Roll();
        await node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal(2, issuer.Asked);

        for (int i = 0; i < 5; i++)
        {
            string forged = issuer.Token(header: h => h["kid"] = $"made-up-{i}", sign: _ => new byte[256]);
            await RefusedAsync(node.Connect(forged).Receiving.ReceiveAsync(TestNode.Scan("3", 1)), "TOKEN_SIGNATURE", StatusCode.Unauthenticated);
        }

        Assert.Equal(2, issuer.Asked);
    }

    [Fact]
    public async Task IssuerAway_IsUnavailable_AndNamed_WhileKeysAndKnownTokensAreGood()
    {
        await node.Connect(issuer.Token()).Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        issuer.IsAway = true;
        node.Time.Advance(IssuerKeys.AskAgainAfter);
        await node.Connect(issuer.Token(c => c["sub"] = "bob")).Receiving.ReceiveAsync(TestNode.Scan("2", 1)); // its keys are known
        issuer.Roll();
        BackordersClient late = node.Connect(issuer.Token());
        RefusedCall told = await RefusedAsync(late.Receiving.ReceiveAsync(TestNode.Scan("3", 1)), "ISSUER_UNAVAILABLE", StatusCode.Unavailable);
        Assert.Equal("login", told.ErrorInfo.Metadata["issuer"]);
        Assert.NotNull(told.RetryDelay);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("4", 1));

        issuer.IsAway = false;
        node.Time.Advance(IssuerKeys.TryAgainAfter);
        await late.Receiving.ReceiveAsync(TestNode.Scan("3", 1));
    }

    [Fact]
    public async Task IssuerAwayAtTheStart_OrThatCallsItselfOtherwise_IsUnavailable_UntilItIsThere()
    {
        (issuer.IsAway, issuer.Calls) = (true, "https://somebody.example");
        BackordersClient client = node.Connect(issuer.Token());
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "ISSUER_UNAVAILABLE", StatusCode.Unavailable);
        issuer.IsAway = false;
        node.Time.Advance(IssuerKeys.TryAgainAfter);
        await RefusedAsync(client.Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "ISSUER_UNAVAILABLE", StatusCode.Unavailable);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4131 && e.Text.Contains("calls its issuer 'https://somebody.example'", StringComparison.Ordinal));
        issuer.Calls = null;
        node.Time.Advance(IssuerKeys.TryAgainAfter);
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
    }

    [Fact]
    public async Task TextWithTwoDots_IsNeverTriedAsAKey_AndAKeyNeverAsAToken()
    {
        Assert.All(Enumerable.Range(0, 100), _ => Assert.DoesNotContain('.', Security.KeyFile.NewKey()));
        await RefusedAsync(node.Connect("bko_1.2.3").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "TOKEN_MALFORMED", StatusCode.Unauthenticated);
        await RefusedAsync(node.Connect("bko_1.2").Receiving.ReceiveAsync(TestNode.Scan("1", 1)), "KEY_UNKNOWN", StatusCode.Unauthenticated);
    }

    [Theory]
    [InlineData("{}", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.OK)]
    public async Task Token_IsGoodInTheJsonForm_Too(string? headerChange, HttpStatusCode status)
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        string token = headerChange is null ? issuer.Token() : issuer.Token(sign: _ => new byte[256]);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using StringContent body = new("""{"warehouse":"MAIN"}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync("/backorders.v1.Operations/GetPlaces", body);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Client_AsksForTheTokenOfEveryCall_SoItMayBeRenewed()
    {
        List<string> given = [];
        using BackordersClient client = BackordersClient.Connect([node.Node.GrpcAddress.ToString()], new ClientOptions { Token = _ =>
        {
            given.Add(issuer.Token(c => c["exp"] = node.Time.GetUtcNow().AddMinutes(1).ToUnixTimeSeconds()));
            return ValueTask.FromResult(given[^1]);
        } });
        await client.Receiving.ReceiveAsync(TestNode.Scan("1", 1));
        node.Time.Advance(TimeSpan.FromMinutes(10));
        await client.Receiving.ReceiveAsync(TestNode.Scan("2", 1));
        Assert.Equal(2, given.Distinct().Count());
        Assert.Throws<ArgumentException>(() => BackordersClient.Connect([node.Node.GrpcAddress.ToString()], new ClientOptions()));
    }

    internal static void Put(JsonObject claims, string name, string? json)
    {
        claims.Remove(name);
        if (json is not null)
        {
            claims[name] = JsonNode.Parse(json);
        }
    }
}
