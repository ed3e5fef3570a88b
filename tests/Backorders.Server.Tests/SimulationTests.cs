using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Backorders.Actors.Storage;
using Backorders.Server.Options;
using Backorders.Testing;
using Backorders.Testing.Actors;
using Backorders.V1;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

public sealed class SimulationTests
{
    [Fact]
    public async Task SimulatePolicy_OverGrpc_ComparesWithTheRecord()
    {
        await using TestNode node = await RichAndPoorAsync();
        string before = await HashAsync(node);
        SimulatePolicyRequest request = await RequestAsync(node, promiseBeforeTier: true);
        SimulatePolicyResponse result = await node.OperatorForAcme.Operations.SimulatePolicyAsync(request);
        Assert.Equal((20, 10, 10), (result.Recorded.UnitsWanted, result.Recorded.UnitsShipped, result.Recorded.UnitsWaiting));
        Assert.Equal(result.Recorded.WaitsByTier, result.Baseline.WaitsByTier);
        Assert.Equal((9, 0), (Assert.Single(result.Baseline.WaitsByTier).Tier, Assert.Single(result.Proposed.WaitsByTier).Tier));
        Assert.Equal(result, await node.OperatorForAcme.Operations.SimulatePolicyAsync(request));
        Assert.Equal(
            (2, 1, 1.0, 0.5), // rich came first, poor was told, and the window ends before that is late
            (result.Recorded.PromisesGiven, result.Recorded.PromisesKept, result.Recorded.PromiseKeptRate, result.Recorded.NoticesPerLine));
        Assert.Equal(before, await HashAsync(node));
    }

    [Fact]
    public async Task SimulatePolicy_OverJson_GivesTheSame()
    {
        await using TestNode node = await RichAndPoorAsync();
        SimulatePolicyRequest request = await RequestAsync(node, promiseBeforeTier: true);
        SimulatePolicyResponse expected = await node.OperatorForAcme.Operations.SimulatePolicyAsync(request);
        using HttpClient http = new() { BaseAddress = node.Node.HttpAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", node.Keys["operator"]);
        http.DefaultRequestHeaders.Add("backorders-owner", "ACME");
        using StringContent body = new(request.ToString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync(new Uri("/backorders.v1.Operations/SimulatePolicy", UriKind.Relative), body);
        JsonElement json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(expected.Proposed.UnitFillRate, json.GetProperty("proposed").GetProperty("unitFillRate").GetDouble());
        Assert.Equal(expected.Turns.ToString(System.Globalization.CultureInfo.InvariantCulture), json.GetProperty("turns").GetString());
    }

    [Fact]
    public async Task SimulatePolicyStream_TellsHowFarItIs_AndEndsWithTheResult()
    {
        await using TestNode node = await RichAndPoorAsync();
        using var call = node.OperatorForAcme.Operations.SimulatePolicyStream(await RequestAsync(node, promiseBeforeTier: true));
        List<SimulatePolicyUpdate> updates = [];
        await foreach (SimulatePolicyUpdate update in call.ResponseStream.ReadAllAsync())
        {
            updates.Add(update);
        }

        Assert.NotNull(updates[^1].Result);
        Assert.Equal(updates[^2].Progress.Total, updates[^2].Progress.Done);
        Assert.All(updates[..^1], u => Assert.Equal(2 * updates[^1].Result.Turns, u.Progress.Total));
    }

    [Fact]
    public async Task SimulatePolicy_PolicyThatCannotBe_NamesEveryMistake()
    {
        await using TestNode node = await TestNode.StartAsync();
        SimulatePolicyRequest request = await RequestAsync(node);
        (request.Policy.HoldHours, request.Policy.LeaseSeconds) = (0, 1);
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () => await node.OperatorForAcme.Operations.SimulatePolicyAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains("hold_hours", e.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("lease_seconds", e.Status.Detail, StringComparison.Ordinal);
        request = await RequestAsync(node);
        request.From = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(1));
        await RefusedAsync(node.OperatorForAcme.Operations.SimulatePolicyAsync(request), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task SimulatePolicy_WindowOrNumberBeyondTheLimits_IsRefusedByName()
    {
        await using TestNode node = await RichAndPoorAsync(o => o.Limits.SimulationTurnsMax = 3);
        await RefusedAsync(node.OperatorForAcme.Operations.SimulatePolicyAsync(await RequestAsync(node)), "WINDOW_TOO_LARGE", StatusCode.InvalidArgument);
        await using TestNode none = await TestNode.StartAsync(o => o.Limits.SimulationsMax = 0);
        await RefusedAsync(none.OperatorForAcme.Operations.SimulatePolicyAsync(await RequestAsync(none)), "SIMULATIONS_BUSY", StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task SimulatePolicy_WhileOneRuns_IsBusy_AndCancellingMakesRoom()
    {
        TroubledTurnStore store = new(TimeProvider.System);
        await using TestNode node = await RichAndPoorAsync(store: store);
        SimulatePolicyRequest request = await RequestAsync(node);
        SyncPoint reading = new();
        store.BeforeRead = reading.PassAsync;
        using CancellationTokenSource patience = new();
        AsyncUnaryCall<SimulatePolicyResponse> first = node.OperatorForAcme.Operations.SimulatePolicyAsync(request, cancellationToken: patience.Token);
        await reading.Reached;
        await RefusedAsync(node.OperatorForAcme.Operations.SimulatePolicyAsync(request), "SIMULATIONS_BUSY", StatusCode.ResourceExhausted);

        // The warehouse itself works on meanwhile.
        Assert.Equal(5, (await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("meanwhile", 5))).Dispositions.Sum(d => d.Quantity));
        await patience.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(async () => await first)).StatusCode);
        reading.Release();
        Assert.Equal(10, (await OnceThereIsRoomAsync(node, request)).Recorded.UnitsShipped);
    }

    private static async Task<SimulatePolicyResponse> OnceThereIsRoomAsync(TestNode node, SimulatePolicyRequest request)
    {
        while (true)
        {
            try
            {
                return await node.OperatorForAcme.Operations.SimulatePolicyAsync(request);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                // The call that was given up is about to notice.
            }
        }
    }

    /// <summary>A promise to a poor customer stands against a rich one's tier when the truck comes.</summary>
    private static async Task<TestNode> RichAndPoorAsync(Action<NodeOptions>? configure = null, ITurnStore? store = null)
    {
        TestNode node = await TestNode.StartAsync(configure, store);
        await node.DefineItemsAsync();
        await node.Acme.Inbound.AnnounceShipmentAsync(new AnnounceShipmentRequest
        {
            Warehouse = TestNode.Warehouse, AsnNo = "T1", Eta = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddHours(1)),
            Lines = { new ShipmentLine { Sku = "MUG", Quantity = 10 } },
        });
        SubmitOrderRequest poor = TestNode.Order("poor", 10);
        SubmitOrderRequest rich = TestNode.Order("rich", 10);
        rich.Terms.Tier = 9;
        await node.Acme.Orders.SubmitOrderAsync(poor);
        await node.Acme.Orders.SubmitOrderAsync(rich);
        node.Time.Advance(TimeSpan.FromHours(1));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        PullTasksResponse pulled = await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "s", Max = 9 });
        TaskOffer offer = Assert.Single(pulled.Offers);
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 10,
        });
        await node.Acme.Stations.PackAsync(new PackRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P",
            Leases = { new V1.Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
        });
        await node.Acme.Stations.ShipAsync(
            new ShipRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { offer.Task.TaskId }, Carrier = "C" });
        node.Time.Advance(TimeSpan.FromHours(1));
        return node;
    }

    private static async Task<SimulatePolicyRequest> RequestAsync(TestNode node, bool promiseBeforeTier = false)
    {
        V1.Policy policy = (await node.Acme.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy;
        policy.PromiseBeforeTier = promiseBeforeTier;
        return new SimulatePolicyRequest { Warehouse = TestNode.Warehouse, Policy = policy };
    }

    private static async Task<string> HashAsync(TestNode node) =>
        (await node.Operator.Operations.GetFiguresAsync(new GetFiguresRequest { Warehouse = TestNode.Warehouse, WithStateHash = true })).StateHash;
}
