using Backorders.Server.Options;
using Backorders.V1;
using Backorders.Partners.Tests.Webhooks;
using Google.Protobuf;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;
using WebhookSignature = Backorders.Partners.Webhooks.Endpoints.WebhookSignature;

namespace Backorders.Server.Tests;

public sealed class WebhooksTests : IAsyncLifetime
{
    private Receiver receiver = null!;
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        receiver = await Receiver.StartAsync();
        node = await TestNode.StartAsync(Allow);
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task Endpoint_IsToldTheSameAsAStream_SignedWithItsSecret()
    {
        CreateEndpointResponse made = await node.Acme.Webhooks.CreateEndpointAsync(Create(kinds: [EventKind.OrderAccepted, EventKind.ReceiptRecorded]));
        Assert.StartsWith("whsec_", made.Secret, StringComparison.Ordinal);
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 6));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 6));
        List<SubscribeResponse> decisions = await ToldAsync(2);

        using var call = node.Acme.Events.Subscribe(
            new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.OrderAccepted, EventKind.ReceiptRecorded } });
        foreach (SubscribeResponse decision in decisions)
        {
            Assert.True(await call.ResponseStream.MoveNext(default));
            SubscribeResponse streamed = call.ResponseStream.Current;
            (streamed.HighWater, streamed.SentAt) = (0, null);
            Assert.Equal(streamed, decision);
        }

        Received first = receiver.All.First();
        Assert.Equal(first.Signatures, WebhookSignature.Sign(made.Secret, first.Id, long.Parse(first.Timestamp), first.Body));
    }

    [Fact]
    public async Task Create_RepeatedWithTheSameRequest_IsTheSameEndpointAndSecret()
    {
        CreateEndpointRequest request = Create();
        CreateEndpointResponse first = await node.Acme.Webhooks.CreateEndpointAsync(request);
        CreateEndpointResponse again = await node.Acme.Webhooks.CreateEndpointAsync(request);
        Assert.Equal((first.Secret, first.Endpoint.EndpointId), (again.Secret, again.Endpoint.EndpointId));
        Assert.Single((await node.Acme.Webhooks.ListEndpointsAsync(new ListEndpointsRequest())).Endpoints);
        request.Description = "another";
        await RefusedAsync(node.Acme.Webhooks.CreateEndpointAsync(request), "KEY_REUSED", StatusCode.AlreadyExists);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4550);
        Assert.DoesNotContain(node.Log.Entries, e => e.Text.Contains(first.Secret, StringComparison.Ordinal));
    }

    [Trait("Case", "30")]
    [Fact]
    public async Task Endpoint_OfAnotherOwner_DoesNotExist_AndHearsNothing()
    {
        CreateEndpointResponse mine = await node.Acme.Webhooks.CreateEndpointAsync(Create());
        BackordersClient rival = node.Client("rival");
        string id = mine.Endpoint.EndpointId;
        await RefusedAsync(rival.Webhooks.GetEndpointAsync(new GetEndpointRequest { EndpointId = id }), "UNKNOWN_ENDPOINT", StatusCode.NotFound);
        await RefusedAsync(rival.Webhooks.DeleteEndpointAsync(new DeleteEndpointRequest { EndpointId = id }), "UNKNOWN_ENDPOINT", StatusCode.NotFound);
        await RefusedAsync(rival.Webhooks.TestEndpointAsync(new TestEndpointRequest { EndpointId = id }), "UNKNOWN_ENDPOINT", StatusCode.NotFound);
        await RefusedAsync(rival.Webhooks.ResendAsync(new ResendRequest { EndpointId = id, AllDeadLetters = true }), "UNKNOWN_ENDPOINT", StatusCode.NotFound);
        Assert.Empty((await rival.Webhooks.ListEndpointsAsync(new ListEndpointsRequest())).Endpoints);
        Assert.Contains(node.Log.Entries, e => e.EventId == 4558);

        await rival.Items.DefineItemsAsync(TestNode.Items());
        await rival.Orders.SubmitOrderAsync(TestNode.Order("R-1", 1));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        List<SubscribeResponse> told = await ToldAsync(1);
        Assert.All(told.SelectMany(d => d.Events), e => Assert.Equal("ACME", e.Owner));
    }

    [Fact]
    public async Task StaffEndpoint_IsToldOfEveryOwner()
    {
        await node.Client("staff").Webhooks.CreateEndpointAsync(Create(kinds: [EventKind.OrderAccepted]));
        await node.Client("rival").Items.DefineItemsAsync(TestNode.Items());
        await node.Client("rival").Orders.SubmitOrderAsync(TestNode.Order("R-1", 1));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        Assert.Equal(["RIVAL", "ACME"], (await ToldAsync(2)).SelectMany(d => d.Events).Select(e => e.Owner));
        Assert.Empty((await node.Acme.Webhooks.ListEndpointsAsync(new ListEndpointsRequest())).Endpoints);
    }

    [Theory]
    [InlineData("http://example.com/hook", "ADDRESS_NOT_ALLOWED", StatusCode.FailedPrecondition)]
    [InlineData("https://169.254.169.254/latest", "ADDRESS_NOT_ALLOWED", StatusCode.FailedPrecondition)]
    [InlineData("https://[::ffff:10.0.0.1]/", "ADDRESS_NOT_ALLOWED", StatusCode.FailedPrecondition)]
    [InlineData("https://localhost/", "ADDRESS_NOT_ALLOWED", StatusCode.FailedPrecondition)]
    [InlineData("https://me:you@example.com/", "INVALID_VALUE", StatusCode.InvalidArgument)]
    [InlineData("hook", "INVALID_VALUE", StatusCode.InvalidArgument)]
    public async Task Create_WithAnAddressThatMayNotBeCalled_IsRefusedByName(string url, string reason, StatusCode code)
    {
        CreateEndpointRequest request = Create();
        request.Url = url;
        await RefusedAsync(node.Acme.Webhooks.CreateEndpointAsync(request), reason, code);
        Assert.Empty((await node.Acme.Webhooks.ListEndpointsAsync(new ListEndpointsRequest())).Endpoints);
    }

    [Fact]
    public async Task Create_WithMistakes_NamesThem()
    {
        CreateEndpointRequest request = Create();
        request.RequestId = "1";
        request.Kinds.Add((EventKind)9_999);
        RefusedCall status = (await RefusedAsync(node.Acme.Webhooks.CreateEndpointAsync(request))).Status;
        Assert.Equal(["kinds", "request_id"], status.ErrorInfo!.Metadata.Keys.Order());
        request = Create();
        request.FromCursor = 1_000_000;
        await RefusedAsync(node.Acme.Webhooks.CreateEndpointAsync(request), "INVALID_VALUE", StatusCode.InvalidArgument);
        request = Create();
        request.Warehouses.Add("NOWHERE");
        await RefusedAsync(node.Acme.Webhooks.CreateEndpointAsync(request), "UNKNOWN_WAREHOUSE", StatusCode.NotFound);
    }

    [Fact]
    public async Task Create_BeyondTheOwnersNumber_IsRefused()
    {
        await using TestNode small = await TestNode.StartAsync(o =>
        {
            Allow(o);
            o.Webhooks.EndpointsPerOwnerMax = 1;
        });
        await small.Acme.Webhooks.CreateEndpointAsync(Create());
        await RefusedAsync(small.Acme.Webhooks.CreateEndpointAsync(Create()), "TOO_MANY_ENDPOINTS", StatusCode.FailedPrecondition);
        await small.Client("rival").Webhooks.CreateEndpointAsync(Create());
    }

    [Fact]
    public async Task SuspendResumeUpdateTestDelete_DoWhatTheySay()
    {
        string id = (await node.Acme.Webhooks.CreateEndpointAsync(Create(kinds: [EventKind.OrderAccepted]))).Endpoint.EndpointId;
        WebhookEndpoint seen = await node.Acme.Webhooks.SuspendEndpointAsync(new SuspendEndpointRequest { EndpointId = id });
        Assert.Equal(SuspensionReason.Asked, seen.Suspended);
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        WebhookDelivery ping = await node.Acme.Webhooks.TestEndpointAsync(new TestEndpointRequest { EndpointId = id });
        Assert.Equal((DeliveryOutcome.Delivered, 204), (ping.Outcome, ping.HttpStatus));
        Assert.Empty((await receiver.NextAsync()).Cursors);

        seen = await node.Acme.Webhooks.UpdateEndpointAsync(new UpdateEndpointRequest { EndpointId = id, Description = "new", Url = receiver.Url + "2" });
        Assert.Equal(("new", receiver.Url + "2", SuspensionReason.Asked), (seen.Description, seen.Url, seen.Suspended));
        seen = await node.Acme.Webhooks.ResumeEndpointAsync(new ResumeEndpointRequest { EndpointId = id });
        Assert.Equal(SuspensionReason.Unspecified, seen.Suspended);
        Assert.Equal("/hook2", (await receiver.NextAsync()).Path);
        while ((await node.Acme.Webhooks.ListDeliveriesAsync(new ListDeliveriesRequest { EndpointId = id })).Deliveries.Count < 2)
        {
            // The receiver has it before the node has noted the answer.
            await Task.Yield();
        }

        await node.Acme.Webhooks.DeleteEndpointAsync(new DeleteEndpointRequest { EndpointId = id });
        await RefusedAsync(node.Acme.Webhooks.GetEndpointAsync(new GetEndpointRequest { EndpointId = id }), "UNKNOWN_ENDPOINT", StatusCode.NotFound);
        Assert.Equal([4550, 4552, 4551, 4555, 4554], ((int[])[4550, 4552, 4551, 4555, 4554]).Where(e => node.Log.Entries.Any(entry => entry.EventId == e)));
    }

    [Fact]
    public async Task Filter_Changed_AppliesToWhatIsNotDeliveredYet()
    {
        string id = (await node.Acme.Webhooks.CreateEndpointAsync(Create(kinds: [EventKind.ReceiptRecorded]))).Endpoint.EndpointId;
        await RefusedAsync(
            node.Acme.Webhooks.UpdateEndpointAsync(new UpdateEndpointRequest { EndpointId = id, OrderNo = "A-2" }), "INVALID_VALUE", StatusCode.InvalidArgument);
        await node.Acme.Webhooks.UpdateEndpointAsync(new UpdateEndpointRequest { EndpointId = id, SetFilter = true, OrderNo = "A-2" });
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-2", 1));
        Assert.Equal(["A-2"], (await ToldAsync(1)).SelectMany(d => d.Events).Where(e => e.OrderAccepted is not null).Select(e => e.OrderAccepted.OrderNo));
    }

    [Fact]
    public async Task RotateSecret_TellsTheNewOneOnce_AndSignsWithBoth()
    {
        CreateEndpointResponse made = await node.Acme.Webhooks.CreateEndpointAsync(Create());
        RotateSecretRequest request = new() { EndpointId = made.Endpoint.EndpointId, RequestId = TestNode.Id() };
        RotateSecretResponse rotated = await node.Acme.Webhooks.RotateSecretAsync(request);
        Assert.Equal(rotated, await node.Acme.Webhooks.RotateSecretAsync(request));
        Assert.NotEqual(made.Secret, rotated.Secret);
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        Received received = await receiver.NextAsync();
        Assert.Equal(
            [.. new[] { rotated.Secret, made.Secret }.Select(s => WebhookSignature.Sign(s, received.Id, long.Parse(received.Timestamp), received.Body))],
            received.Signatures.Split(' '));
        Assert.NotNull((await node.Acme.Webhooks.GetEndpointAsync(new GetEndpointRequest { EndpointId = request.EndpointId })).OldSecretUntil);
    }

    [Fact]
    public async Task RejectedDecision_IsADeadLetter_ThatCanBeSentAgain()
    {
        receiver.Answer = (http, received) => Receiver.StatusAsync(http, received.Text.Contains("\"A-2\"", StringComparison.Ordinal) ? 422 : 204);
        string id = (await node.Acme.Webhooks.CreateEndpointAsync(Create(kinds: [EventKind.OrderAccepted]))).Endpoint.EndpointId;
        foreach (string order in (string[])["A-1", "A-2", "A-3"])
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order(order, 1));
        }

        while (receiver.Taken.Count < 2 || receiver.All.Last().Text.Contains("\"A-2\"", StringComparison.Ordinal))
        {
            await receiver.NextAsync();
        }

        WebhookDeadLetter letter = Assert.Single((await node.Acme.Webhooks.ListDeadLettersAsync(new ListDeadLettersRequest { EndpointId = id })).DeadLetters);
        Assert.Equal((422, 2), (letter.HttpStatus, letter.Attempts));
        Assert.Equal("A-2", WebhookBody.Parser.ParseJson(letter.Body).Decisions.Single().Events.Single().OrderAccepted.OrderNo);

        ResendResponse resent = await node.Acme.Webhooks.ResendAsync(new ResendRequest { EndpointId = id, AllDeadLetters = true });
        Assert.Equal((0, 1, DeliveryOutcome.Rejected), (resent.Delivered, resent.Left, resent.Failed.Outcome));
        receiver.AnswerWith(204);
        resent = await node.Acme.Webhooks.ResendAsync(new ResendRequest { EndpointId = id, MessageId = letter.MessageId });
        Assert.Equal((1, 0, null), (resent.Delivered, resent.Left, resent.Failed));
        await RefusedAsync(
            node.Acme.Webhooks.ResendAsync(new ResendRequest { EndpointId = id, MessageId = letter.MessageId }), "UNKNOWN_DEAD_LETTER", StatusCode.NotFound);
    }

    [Fact]
    public async Task Resend_FromACursor_TellsItAllAgain()
    {
        string id = (await node.Acme.Webhooks.CreateEndpointAsync(Create(kinds: [EventKind.OrderAccepted]))).Endpoint.EndpointId;
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        await ToldAsync(1);
        await RefusedAsync(
            node.Acme.Webhooks.ResendAsync(new ResendRequest { EndpointId = id, FromCursor = 1_000_000, Warehouse = TestNode.Warehouse }), "INVALID_VALUE", StatusCode.InvalidArgument);
        await node.Acme.Webhooks.ResendAsync(new ResendRequest { EndpointId = id, FromCursor = 0, Warehouse = TestNode.Warehouse });
        Assert.Single(await ToldAsync(1));
        Assert.Single(receiver.All.Select(r => r.Id).Distinct());
    }

    [Fact]
    public async Task Metrics_TellTriesAndLag()
    {
        string id = (await node.Acme.Webhooks.CreateEndpointAsync(Create())).Endpoint.EndpointId;
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
        await ToldAsync(1);
        using HttpClient http = new();
        string metrics = await http.GetStringAsync(new Uri(node.Node.HttpAddress, "/metrics"));
        Assert.Contains($"backorders_webhooks_tries_total{{endpoint=\"{id}\",outcome=\"delivered\"}} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"backorders_webhooks_lag{{endpoint=\"{id}\"}}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_StartedAgain_GoesOnFromTheStoredCursor()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("backorders-webhooks-");
        string id;
        await using (TestNode first = await StartOnAsync(data, delivers: true))
        {
            await first.DefineItemsAsync();
            id = (await first.Acme.Webhooks.CreateEndpointAsync(Create(kinds: [EventKind.OrderAccepted]))).Endpoint.EndpointId;
            await first.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 1));
            await ToldAsync(1);
        }

        await using (TestNode silent = await StartOnAsync(data, delivers: false))
        {
            await silent.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-2", 1));
            WebhookPosition position = Assert.Single((await silent.Acme.Webhooks.GetEndpointAsync(new GetEndpointRequest { EndpointId = id })).Positions);
            Assert.True(position.Cursor < position.HighWater);
        }

        await using (TestNode last = await StartOnAsync(data, delivers: true))
        {
            while (receiver.Taken.Distinct().Count() < 2)
            {
                await receiver.NextAsync();
            }

            // The first may come twice when the node stopped before it had noted the answer; then with the same id.
            Assert.Equal(["A-1", "A-2"], receiver.All.SelectMany(r => WebhookBody.Parser.ParseJson(r.Text).Decisions).OrderBy(d => d.Cursor)
                .Select(d => d.Events.Single().OrderAccepted.OrderNo).Distinct());
        }

        data.Delete(recursive: true);

        static Task<TestNode> StartOnAsync(DirectoryInfo data, bool delivers) => TestNode.StartAsync(o =>
        {
            Allow(o);
            (o.DataDirectory, o.Journal, o.Webhooks.Enabled) = (data.FullName, JournalKind.Sqlite, delivers);
        });
    }

    private static void Allow(NodeOptions options)
    {
        options.Webhooks.AllowedHosts = ["127.0.0.1"];
        options.Webhooks.FirstRetryMilliseconds = 1;
        options.Webhooks.RejectionsMax = 2;
    }

    private CreateEndpointRequest Create(params EventKind[] kinds) => new()
    {
        RequestId = TestNode.Id(), Url = receiver.Url, Warehouses = { TestNode.Warehouse }, Kinds = { kinds },
    };

    private async Task<List<SubscribeResponse>> ToldAsync(int decisions)
    {
        List<SubscribeResponse> told = [];
        while (told.Count < decisions)
        {
            told.AddRange(WebhookBody.Parser.ParseJson((await receiver.NextAsync()).Text).Decisions);
        }

        return told;
    }
}
