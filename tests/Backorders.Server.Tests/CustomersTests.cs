using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>What customers are asked, told and charged, over gRPC and JSON.</summary>
public sealed class CustomersTests : IAsyncLifetime
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

    [Trait("Case", "25")]
    [Fact]
    public async Task AnswerDelay_AfterASlip_IsAskedToldAnsweredAndAnsweredAgain()
    {
        await PromisedAsync();
        await SlipAsync(45);
        Line line = (await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Lines[0];
        Assert.False(line.AskedDelay.SilenceConsents);
        DelayConsentNeeded asked = (await EventAsync(EventKind.DelayConsentNeeded)).DelayConsentNeeded;
        Assert.Equal(("A-1", 1, "MUG", line.AskedDelay.Deadline), (asked.Line.OrderNo, asked.Line.LineNo, asked.Line.Sku, asked.Deadline));

        AnswerDelayRequest yes = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Accept = true };
        AnswerDelayResponse answer = await node.Acme.Orders.AnswerDelayAsync(yes);
        Assert.Equal([1], answer.AcceptedLineNos);
        Assert.Equal(answer.ToByteArray(), (await node.Acme.Orders.AnswerDelayAsync(yes)).ToByteArray());
        yes.RequestId = TestNode.Id();
        await RefusedAsync(node.Acme.Orders.AnswerDelayAsync(yes), "NOTHING_ASKED", StatusCode.FailedPrecondition);
        await RefusedAsync(node.Client("rival").Orders.AnswerDelayAsync(yes), "UNKNOWN_ORDER", StatusCode.NotFound);
        Assert.Equal(DelayAnswer.Accepted, (await EventAsync(EventKind.DelayConsentEnded)).DelayConsentEnded.Answer);
    }

    [Trait("Case", "25")]
    [Fact]
    public async Task AnswerDelay_NoAnswerByTheDeadline_CancelsAndTellsOfTheRefund()
    {
        await PromisedAsync();
        await node.Acme.Inbound.CancelShipmentAsync(
            new CancelShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "N1", Reason = ReasonCode.Supplier });
        node.Time.Advance(TimeSpan.FromDays(60));

        RefundDue refund = (await EventAsync(EventKind.RefundDue)).RefundDue;

        Assert.Equal((5L, ReasonCode.NoConsent, "MUG"), (refund.Quantity, refund.Reason, refund.Line.Sku));
        Assert.True((await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Closed);
    }

    [Trait("Case", "25")]
    [Fact]
    public async Task AnswerDelay_OverJson_GivesTheLineUp()
    {
        await PromisedAsync();
        await SlipAsync(45);

        using JsonDocument answer = await PostAsync("Orders/AnswerDelay", $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","order_no":"A-1","accept":false}""");

        Assert.Equal("5", answer.RootElement.GetProperty("cancelled")[0].GetProperty("quantity").GetString());
    }

    [Trait("Case", "21")]
    [Fact]
    public async Task Substitution_OfferedAndAccepted_MakesALinkedLine()
    {
        await SubstituteAsync();
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5, "BOWL"));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        Assert.Equal("BOWL", (await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Lines[0].OfferedSubstitute);
        Assert.Equal("BOWL", (await EventAsync(EventKind.SubstitutionOffered)).SubstitutionOffered.Substitute);

        using JsonDocument answer = await PostAsync("Orders/AcceptSubstitution", $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","order_no":"A-1","line_no":1}""");

        Assert.Equal((2, "5"), (answer.RootElement.GetProperty("lineNo").GetInt32(), answer.RootElement.GetProperty("quantity").GetString()));
        LineSubstituted told = (await EventAsync(EventKind.LineSubstituted)).LineSubstituted;
        Assert.Equal(("MUG", "BOWL", 2), (told.Line.Sku, told.By.Sku, told.By.LineNo));
        Order order = await node.Acme.Orders.GetOrderAsync(Get("A-1"));
        Assert.Equal((2, 1, 5L), (order.Lines[0].SubstitutedBy, order.Lines[1].Substitutes, order.Lines[1].Allocated));
    }

    [Trait("Case", "21")]
    [Fact]
    public async Task Substitution_AskedForOrDeclined_SaysWhatIsThere()
    {
        await SubstituteAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        OfferSubstitutionRequest offer = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", LineNo = 1 };
        await RefusedAsync(node.Acme.Orders.OfferSubstitutionAsync(offer), "NO_SUBSTITUTE", StatusCode.FailedPrecondition);
        AcceptSubstitutionRequest answer = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", LineNo = 1, Decline = true };
        await RefusedAsync(node.Acme.Orders.AcceptSubstitutionAsync(answer), "SUBSTITUTION_NOT_OFFERED", StatusCode.FailedPrecondition);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5, "BOWL"));
        offer.RequestId = TestNode.Id();
        Assert.Equal(("BOWL", 5L), ((await node.Acme.Orders.OfferSubstitutionAsync(offer)).Substitute, 5L));
        using JsonDocument again = await PostAsync("Orders/OfferSubstitution", $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","order_no":"A-1","line_no":1}""");
        Assert.False(again.RootElement.TryGetProperty("substitute", out JsonElement same) && same.GetString() != ""); // the same stands already
        answer.RequestId = TestNode.Id();
        Assert.Equal(0, (await node.Acme.Orders.AcceptSubstitutionAsync(answer)).LineNo);
        Assert.Equal(SubstitutionAnswer.Declined, (await EventAsync(EventKind.SubstitutionEnded)).SubstitutionEnded.Answer);
    }

    [Trait("Case", "24")]
    [Fact]
    public async Task Payment_DueWhenPacked_GatesTheParcel()
    {
        SubmitOrderRequest order = TestNode.Order("A-1", 5);
        order.Terms.PaymentRequired = true;
        await node.Acme.Orders.SubmitOrderAsync(order);
        TaskOffer packed = await PackedAsync(5);
        Assert.Equal(("P-1", 5L), ((await EventAsync(EventKind.PaymentDue)).PaymentDue.Parcel, 5L));
        ShipRequest ship = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { packed.Task.TaskId } };
        await RefusedAsync(node.Acme.Stations.ShipAsync(ship), "NOT_PAID", StatusCode.FailedPrecondition);
        Assert.Equal(PaymentStatus.Due, (await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Payment);

        using JsonDocument answer = await PostAsync(
            "Orders/ReportPayment",
            $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","order_no":"A-1","status":"PAYMENT_STATUS_CAPTURED","reference":"c-17"}""");

        Assert.Equal("PAYMENT_STATUS_CAPTURED", answer.RootElement.GetProperty("status").GetString());
        Assert.Equal("c-17", (await EventAsync(EventKind.PaymentReported)).PaymentReported.Reference);
        await node.Acme.Stations.ShipAsync(ship);
    }

    [Trait("Case", "24")]
    [Fact]
    public async Task Payment_Declined_KeepsItsUnitsForATimeAndThenYields()
    {
        SubmitOrderRequest order = TestNode.Order("A-1", 5);
        order.Terms.PaymentRequired = true;
        await node.Acme.Orders.SubmitOrderAsync(order);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
        ReportPaymentRequest report = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), OrderNo = "A-1", Status = PaymentStatus.Captured };
        await RefusedAsync(node.Acme.Orders.ReportPaymentAsync(report), "PAYMENT_NOT_DUE", StatusCode.FailedPrecondition);
        (report.RequestId, report.Status) = (TestNode.Id(), PaymentStatus.Declined);
        ReportPaymentResponse declined = await node.Acme.Orders.ReportPaymentAsync(report);
        Assert.Equal(declined.DecidedAt.ToDateTimeOffset().AddHours(48), declined.Until.ToDateTimeOffset());
        Assert.Equal(5, (await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Lines[0].Allocated);
        node.Time.Advance(TimeSpan.FromHours(49));

        Assert.Equal("A-1", (await EventAsync(EventKind.PaymentYielded)).PaymentYielded.OrderNo);

        Assert.Equal(0, (await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Lines[0].Allocated);
        LineExplanation why = await node.Acme.Orders.ExplainLineAsync(new ExplainLineRequest { Warehouse = TestNode.Warehouse, OrderNo = "A-1", LineNo = 1 });
        Assert.Equal(SkipReason.PaymentDeclined, why.Skip);
    }

    [Trait("Case", "20")]
    [Fact]
    public async Task ReportDamage_OfAnOrderThatShipsComplete_FallsBackAndStaysInTheHouse()
    {
        SubmitOrderRequest order = TestNode.Order("A-1", 5);
        order.Terms.ShipMode = ShipMode.OrderComplete;
        await node.Acme.Orders.SubmitOrderAsync(order);
        TaskOffer packed = await PackedAsync(5);

        using JsonDocument answer = await PostAsync(
            "Stations/ReportDamage",
            $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","task_id":{{packed.Task.TaskId}},"quantity":2,"reason":"REASON_CODE_DAMAGED"}""");

        Assert.True(answer.RootElement.TryGetProperty("fellBackUntil", out _));
        ShipRequest ship = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskIds = { packed.Task.TaskId } };
        await RefusedAsync(node.Acme.Stations.ShipAsync(ship), "ORDER_INCOMPLETE", StatusCode.FailedPrecondition);
        Assert.Equal((2L, "MUG"), ((await EventAsync(EventKind.TaskDamaged)).TaskDamaged.Quantity, (await EventAsync(EventKind.TaskDamaged)).TaskDamaged.Task.Sku));
        Assert.Equal("A-1", (await EventAsync(EventKind.OrderFellBack)).OrderFellBack.OrderNo);
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("2", 2));
        Assert.Equal(ReasonCode.OrderCompleted, (await EventAsync(EventKind.OrderFallBackEnded)).OrderFallBackEnded.Reason);
        await node.Acme.Stations.ShipAsync(ship);
    }

    [Trait("Case", "20")]
    [Fact]
    public async Task ReportDamage_OfAPickedTask_NeedsItsToken()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        TaskOffer packed = await PackedAsync(5);
        ReportDamageRequest report = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = packed.Task.TaskId, Quantity = 6, Reason = ReasonCode.Damaged };
        await RefusedAsync(node.Acme.Stations.ReportDamageAsync(report), "INVALID_QUANTITY", StatusCode.InvalidArgument);
        (report.RequestId, report.Quantity) = (TestNode.Id(), 1);
        ReportDamageResponse answer = await node.Acme.Stations.ReportDamageAsync(report);
        Assert.Equal((1L, null), (answer.Quantity, answer.FellBackUntil));
        Assert.Equal(answer.ToByteArray(), (await node.Acme.Stations.ReportDamageAsync(report)).ToByteArray());
        await RefusedAsync(node.Client("rival").Stations.ReportDamageAsync(report), "UNKNOWN_TASK", StatusCode.NotFound);
    }

    [Fact]
    public async Task SplitShipment_PartComesLater_TellsWhomItMoves()
    {
        await PromisedAsync();
        Timestamp eta = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(12));
        SplitShipmentRequest split = new()
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "N1", PartAsnNo = "N1-B", Eta = eta, Lines = { new ShipmentLine { Sku = "MUG", Quantity = 2 } },
        };

        SplitShipmentResponse answer = await node.Acme.Inbound.SplitShipmentAsync(split);

        Assert.Equal(eta.ToDateTimeOffset().AddHours(24), Assert.Single(answer.Promises).Promise.ToDateTimeOffset());
        ShipmentSplit told = (await EventAsync(EventKind.ShipmentSplit)).ShipmentSplit;
        Assert.Equal(("N1", "N1-B", 2L), (told.AsnNo, told.PartAsnNo, told.Lines[0].Quantity));
        split.RequestId = TestNode.Id();
        split.PartAsnNo = "N1-C";
        split.Lines[0].Quantity = 9;
        await RefusedAsync(node.Acme.Inbound.SplitShipmentAsync(split), "INVALID_QUANTITY", StatusCode.InvalidArgument);
        using JsonDocument json = await PostAsync(
            "Inbound/SplitShipment",
            $$"""{"warehouse":"MAIN","request_id":"{{TestNode.Id()}}","asn_no":"N1","part_asn_no":"N1-D","eta":"{{eta.ToDateTimeOffset():O}}","lines":[{"sku":"MUG","quantity":1}]}""");
        Assert.True(json.RootElement.TryGetProperty("cursor", out _));
    }

    [Fact]
    public async Task PreOrder_ItemWithARelease_IsPromisedAfterIt()
    {
        DefineItemsRequest items = TestNode.Items();
        items.Items[0].ReleaseAt = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(30));
        await node.Acme.Items.DefineItemsAsync(items);

        await PromisedAsync();

        Line line = (await node.Acme.Orders.GetOrderAsync(Get("A-1"))).Lines[0];
        Assert.Equal(items.Items[0].ReleaseAt.ToDateTimeOffset().AddHours(24), line.Promise.ToDateTimeOffset());
        Assert.Equal(PolicyOn, (await node.Acme.Operations.GetPolicyAsync(new GetPolicyRequest { Warehouse = TestNode.Warehouse })).Policy.AskDelayConsent);
    }

    private const bool PolicyOn = true;

    private static GetOrderRequest Get(string orderNo) => new() { Warehouse = TestNode.Warehouse, OrderNo = orderNo };

    private async Task PromisedAsync()
    {
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("A-1", 5));
        await node.Acme.Inbound.AnnounceShipmentAsync(new AnnounceShipmentRequest
        {
            Warehouse = TestNode.Warehouse, AsnNo = "N1", Eta = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(2)),
            Lines = { new ShipmentLine { Sku = "MUG", Quantity = 5 } },
        });
    }

    private async Task SlipAsync(int days) => await node.Acme.Inbound.UpdateShipmentAsync(new UpdateShipmentRequest
    {
        Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "N1", Eta = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(2 + days)),
    });

    private async Task SubstituteAsync()
    {
        DefineItemsRequest items = TestNode.Items();
        items.Items[0].Substitutes.Add("BOWL");
        await node.Acme.Items.DefineItemsAsync(items);
    }

    private async Task<TaskOffer> PackedAsync(long quantity)
    {
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", quantity));
        TaskOffer offer = Assert.Single((await node.Acme.Stations.PullTasksAsync(
            new PullTasksRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Station = "s1", Max = 1 })).Offers);
        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = quantity,
        });
        await node.Acme.Stations.PackAsync(new PackRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), Parcel = "P-1", Leases = { new Lease { TaskId = offer.Task.TaskId, Token = offer.Token } },
        });
        return offer;
    }

    private async Task<Event> EventAsync(EventKind kind)
    {
        using var call = node.Acme.Events.Subscribe(new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { kind } });
        do
        {
            Assert.True(await call.ResponseStream.MoveNext(default));
        }
        while (call.ResponseStream.Current.Events.Count == 0);
        Event told = call.ResponseStream.Current.Events[0];
        Assert.Equal("ACME", told.Owner);
        return told;
    }

    private async Task<JsonDocument> PostAsync(string method, string json)
    {
        using HttpResponseMessage response = await http.PostAsync("/backorders.v1." + method, new StringContent(json, Encoding.UTF8, "application/json"));
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {body}");
        return JsonDocument.Parse(body);
    }
}
