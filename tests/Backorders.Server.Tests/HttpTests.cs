using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Backorders.Server.Tests;

public sealed class HttpTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        http.BaseAddress = node.Node.HttpAddress;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Keys["acme"]);
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Json_ByPost_AnswersLikeGrpc()
    {
        using JsonDocument answer = await PostAsync(
            "Receiving/Receive", """{"warehouse":"MAIN","device_id":"s","scan_id":"1","sku":"MUG","quantity":5,"door":"D1"}""", HttpStatusCode.OK);
        Assert.Equal("5", answer.RootElement.GetProperty("quantity").GetString());
        Assert.Equal("WHAT_PUT_AWAY", answer.RootElement.GetProperty("dispositions")[0].GetProperty("what").GetString());
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task Json_SameScanAsOverGrpc_GetsTheSameAnswer()
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        using JsonDocument answer = await PostAsync(
            "Receiving/Receive", """{"warehouse":"MAIN","deviceId":"scanner-1","scanId":"1","sku":"MUG","quantity":"5","door":"D1"}""", HttpStatusCode.OK);
        Assert.Equal("1", answer.RootElement.GetProperty("receiptId").GetString());
        Assert.Equal(5, (await node.Acme.Operations.GetStockAsync(new V1.GetStockRequest { Warehouse = "MAIN", Sku = "MUG" })).Received);
    }

    [Fact]
    public async Task Json_Refused_NamesTheReason()
    {
        using JsonDocument answer = await PostAsync(
            "Availability/GetAvailability", """{"warehouse":"MAIN","sku":"NOPE"}""", HttpStatusCode.NotFound);
        Assert.Equal("not_found", answer.RootElement.GetProperty("code").GetString());
        Assert.Contains("ErrorInfo", answer.RootElement.GetProperty("details")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Json_WithoutKey_Is401()
    {
        http.DefaultRequestHeaders.Authorization = null;
        using JsonDocument answer = await PostAsync("Availability/GetAvailability", "{}", HttpStatusCode.Unauthorized);
        Assert.Equal("unauthenticated", answer.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Health_WhenServing_SaysSo()
    {
        Assert.Equal("""{"status":"ready","trouble":null}""", await http.GetStringAsync("/health"));
        Assert.Equal("""{"status":"live"}""", await http.GetStringAsync("/health/live"));
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(node.Node.GrpcAddress);
        var health = new Grpc.Health.V1.Health.HealthClient(channel.CreateCallInvoker());
        Assert.Equal(
            Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving,
            (await health.CheckAsync(new Grpc.Health.V1.HealthCheckRequest())).Status);
    }

    [Fact]
    public async Task Metrics_AfterCalls_CountThem()
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        using HttpClient anybody = new() { BaseAddress = http.BaseAddress };
        string metrics = await anybody.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        string[] lines = metrics.Split('\n');
        Assert.Contains("# TYPE backorders_server_call_seconds histogram", lines);
        Assert.Contains(lines, l => l.StartsWith("backorders_server_call_seconds_bucket{method=\"/backorders.v1.Receiving/Receive\",status=\"OK\",le=\"+Inf\"} "));
        Assert.Contains(lines, l => l.StartsWith("backorders_engine_turns_total "));
        Assert.Contains("backorders_engine_invariant_faults_total 0", lines);
        Assert.All(lines.Where(l => l.Length > 0 && l[0] != '#'), l => Assert.Matches("""^[a-z_]+(\{([a-z_]+="[^"]*",?)+\})? [0-9.eE+-]+$""", l));
    }

    private async Task<JsonDocument> PostAsync(string method, string json, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await http.PostAsync("/backorders.v1." + method, new StringContent(json, Encoding.UTF8, "application/json"));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{response.StatusCode}: {body}");
        return JsonDocument.Parse(body);
    }
}
