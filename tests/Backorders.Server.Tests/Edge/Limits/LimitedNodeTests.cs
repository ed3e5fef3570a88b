using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Backorders.Server.Edge.Limits;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Testing;
using Backorders.V1;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests.Edge.Limits;

/// <summary>What callers of a node notice of its limits. The limits' time is moved by hand; who calls from where says a trusted proxy.</summary>
public sealed class LimitedNodeTests : IAsyncLifetime
{
    private readonly ManualTimeProvider time = new();
    private readonly CallLimitOptions options = new() { PerKeyPerSecond = 10, PerOwnerPerSecond = 15, BurstSeconds = 1, FailedPerAddressPerMinute = 5 };
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync(
            o => o.Listen.TrustedProxies = ["127.0.0.0/8"],
            replace: services => services.AddSingleton(provider => new CallLimits(options, provider.GetRequiredService<LimitInstruments>(), time)));
        await node.DefineItemsAsync();
        time.Advance(TimeSpan.FromMinutes(1));
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task CallsBeyondTheKeysLimit_AreRefusedWithTheTimeToComeAgain_AndScansAreNot()
    {
        for (int i = 0; i < 10; i++)
        {
            await AskAsync("acme");
        }

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync("acme"));
        Assert.Equal((StatusCode.ResourceExhausted, "KEY_LIMIT"), (refused.StatusCode, refused.GetErrorInfo()!.Reason));
        Assert.Equal(TimeSpan.FromMilliseconds(100), refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
        (HttpStatusCode status, _) = await node.PostAsync("Availability/GetAvailability", """{"warehouse":"MAIN","sku":"MUG"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        for (int i = 0; i < 30; i++)
        {
            Assert.Equal(1, (await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1))).Quantity);
        }

        time.Advance(TimeSpan.FromMilliseconds(1_100));
        await AskAsync("acme");
    }

    [Fact]
    public async Task JsonCallBeyondTheLimit_SaysWhenToComeAgain_InWholeSeconds()
    {
        for (int i = 0; i < 10; i++)
        {
            await AskAsync("acme");
        }

        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", node.Keys["acme"]) } };
        using HttpResponseMessage answer = await http.PostAsJsonAsync("/backorders.v1.Availability/GetAvailability", new { warehouse = "MAIN", sku = "MUG" });
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
    }

    [Fact]
    public async Task KeysOfOneOwner_AreLimitedTogether()
    {
        for (int i = 0; i < 15; i++)
        {
            await AskAsync(i < 8 ? "acme" : "reader");
        }

        Assert.Equal("OWNER_LIMIT", (await Assert.ThrowsAsync<RpcException>(() => AskAsync("supervisor"))).GetErrorInfo()!.Reason);
        Assert.Equal("UNKNOWN_SKU", (await Assert.ThrowsAsync<RpcException>(() => AskAsync("rival"))).GetErrorInfo()!.Reason);
    }

    [Fact]
    public async Task StreamBeyondTheLimit_IsSlowedDown_AndEveryMessageIsAnswered()
    {
        using AsyncDuplexStreamingCall<SubmitOrderRequest, SubmitOrdersResponse> orders = node.Client("shop").Orders.SubmitOrders();
        for (int i = 0; i < 12; i++)
        {
            await orders.RequestStream.WriteAsync(TestNode.Order($"SO-{i}", 1));
        }

        await orders.RequestStream.CompleteAsync();
        for (int i = 0; i < 9; i++)
        {
            Assert.True(await orders.ResponseStream.MoveNext(default)); // the opening took one of the ten
        }

        for (int i = 9; i < 12; i++)
        {
            await Poll.UntilAsync(() => time.NextTimer is not null);
            Task<bool> next = orders.ResponseStream.MoveNext(default);
            Assert.False(next.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(100));
            Assert.True(await next);
            Assert.Equal(SubmitOrdersResponse.OutcomeOneofCase.Accepted, orders.ResponseStream.Current.OutcomeCase);
        }

        Assert.False(await orders.ResponseStream.MoveNext(default));
    }

    [Fact]
    public async Task Address_WithTooManyBadKeys_IsRefused_BeforeAnythingOfTheKeyIsLookedAt()
    {
        Assert.Equal(HttpStatusCode.OK, await FromAsync("203.0.113.7", node.Keys["reader"])); // a key that is seen good
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await FromAsync("203.0.113.7", $"bko_guess_{i}"));
        }

        int logged = node.Log.Entries.Count(e => e.EventId == 4100);
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("203.0.113.7", "bko_guess_6"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("203.0.113.7", node.Keys["supervisor"])); // good, but it is not looked at
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("203.0.113.7", null));
        Assert.Equal(logged, node.Log.Entries.Count(e => e.EventId == 4100));
        Assert.Equal(HttpStatusCode.OK, await FromAsync("203.0.113.7", node.Keys["reader"])); // who was seen good is not locked out by a stranger behind the same address
        Assert.Equal(HttpStatusCode.OK, await FromAsync("203.0.113.8", node.Keys["supervisor"]));

        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(HttpStatusCode.OK, await FromAsync("203.0.113.7", node.Keys["shop"]));
    }

    [Fact]
    public async Task KeysThatWereSeenGood_StayKnown_WhenTheKeyFileChanges()
    {
        Assert.Equal(HttpStatusCode.OK, await FromAsync("203.0.113.7", node.Keys["reader"]));
        for (int i = 0; i < 5; i++)
        {
            await FromAsync("203.0.113.7", $"bko_guess_{i}");
        }

        await ApiKeys.AddAsync(Path.Combine(node.Folder, "keys.json"), "late", "ACME", Role.Scanner, []);
        node.Time.Advance(KeyKeeper.LookEvery);

        Assert.Equal(HttpStatusCode.OK, await FromAsync("203.0.113.7", node.Keys["reader"]));
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("203.0.113.7", node.Keys["supervisor"]));
    }

    [Fact]
    public async Task MadeKeyThatIsNewToTheNode_IsNotLockedOutByAStranger()
    {
        string scanner = await ApiKeys.AddAsync(Path.Combine(node.Folder, "keys.json"), "late", "ACME", Role.Scanner, []);
        node.Time.Advance(KeyKeeper.LookEvery);
        await Poll.UntilAsync(() => node.Log.Entries.Any(e => e.EventId == 4108));
        for (int i = 0; i < 5; i++)
        {
            await FromAsync("203.0.113.7", $"bko_guess_{i}");
        }

        string guess = scanner[..^1] + (scanner[^1] == 'A' ? 'B' : 'A');
        Assert.Equal(HttpStatusCode.TooManyRequests, await FromAsync("203.0.113.7", guess)); // what can be read off a key is not enough
        Assert.Equal(HttpStatusCode.OK, await FromAsync("203.0.113.7", scanner));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(scanner, "203.0.113.7"));
    }

    [Fact]
    public async Task CallsBeyondALimit_AndWithoutAKey_AreOnRecord()
    {
        for (int i = 0; i < 12; i++)
        {
            await FromAsync("203.0.113.7", i < 2 ? null : $"bko_guess_{i}");
        }

        for (int i = 0; i < 10; i++)
        {
            await AskAsync("acme");
        }

        await Assert.ThrowsAsync<RpcException>(() => AskAsync("acme"));
        ListAuditResponse answer = await node.Operator.Operations.ListAuditAsync(new ListAuditRequest { Outcome = AuditOutcome.Refused });
        Assert.Equal(
            ["ADDRESS_LIMIT GetPlaces  203.0.113.7 8 7", "KEY_LIMIT GetAvailability acme 127.0.0.1 8 1", "KEY_MISSING GetPlaces  203.0.113.7 16 2", "KEY_UNKNOWN GetPlaces  203.0.113.7 16 3"],
            answer.Records.Select(r => $"{r.Reason} {r.Call} {r.KeyId} {r.Address} {r.StatusCode} {r.Times}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Logins_AtThePages_AreLimitedByAddressToo()
    {
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync($"bko_guess_{i}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(node.Keys["acme"]));
        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(node.Keys["acme"]));
    }

    [Fact]
    public async Task StreamPlaces_AreGivenBack()
    {
        options.StreamsPerKey = 1;
        for (int i = 0; i < 3; i++)
        {
            using AsyncDuplexStreamingCall<SubmitOrderRequest, SubmitOrdersResponse> orders = node.Client("shop").Orders.SubmitOrders();
            await orders.RequestStream.WriteAsync(TestNode.Order($"SO-{i}", 1));
            Assert.True(await orders.ResponseStream.MoveNext(default));
            using AsyncDuplexStreamingCall<SubmitOrderRequest, SubmitOrdersResponse> second = node.Client("shop").Orders.SubmitOrders();
            RpcException refused = await Assert.ThrowsAsync<RpcException>(() => second.ResponseStream.MoveNext(default));
            Assert.Equal(("STREAM_LIMIT", "Limits:Calls:StreamsPerKey"), (refused.GetErrorInfo()!.Reason, refused.GetErrorInfo()!.Metadata["limit"]));
            await orders.RequestStream.CompleteAsync();
            Assert.False(await orders.ResponseStream.MoveNext(default));
            time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    private async Task AskAsync(string key) =>
        await node.Client(key).Availability.GetAvailabilityAsync(new GetAvailabilityRequest { Warehouse = TestNode.Warehouse, Sku = "MUG" });

    /// <summary>A call that a proxy passed on.</summary>
    private async Task<HttpStatusCode> FromAsync(string address, string? key)
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        using HttpRequestMessage request = new(HttpMethod.Post, "/backorders.v1.Operations/GetPlaces") { Content = JsonContent.Create(new { warehouse = "MAIN" }), Headers = { { "X-Forwarded-For", address } } };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Forbidden ? HttpStatusCode.OK : answer.StatusCode; // a key without the role was known all the same
    }

    private async Task<HttpStatusCode> LogInAsync(string key, string address = "198.51.100.1")
    {
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        using HttpRequestMessage request = new(HttpMethod.Post, "/web/session") { Content = JsonContent.Create(new { key }) };
        request.Headers.Add("X-Forwarded-For", address);
        request.Headers.Add(SessionCookie.Header, SessionCookie.NoSession);
        request.Headers.Add("Origin", node.Node.HttpAddress.ToString().TrimEnd('/'));
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
