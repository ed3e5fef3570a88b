using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Cli.Demo.Story;

/// <summary>The steps a story is made of: a call each, and what it came to in a sentence.</summary>
internal sealed class StoryBook(CliConsole console, StoryPage page, ServerConnection server, string warehouse, bool json, CancellationToken cancellation)
{
    private const string Door = "D1";
    private const string StationName = "S1";

    private const string Customer = "customer";
    private const string Desk = "desk";
    private const string Truck = "truck";
    private const string Dock = "dock";
    private const string Station = "station";

    /// <summary>Of what would bring a line sooner, a story tells the first.</summary>
    private const string Sooner = "sooner: ";

    private static readonly DateTimeOffset Midnight = new(StoryTeller.Start.Date, TimeSpan.Zero);

    private readonly List<V1.TaskOffer> inHand = [];
    private readonly List<V1.TaskOffer> picked = [];
    private int requests;

    /// <summary>A new scene, at an hour of the story's day.</summary>
    public async Task ChapterAsync(double hour, string text)
    {
        Timestamp at = Timestamp.FromDateTimeOffset(Midnight.AddHours(hour));
        await server.Clock.SetTimeAsync(new V1.SetTimeRequest { To = at }, cancellationToken: cancellation);
        if (!json)
        {
            await page.SceneAsync(text).ConfigureAwait(false);
        }
    }

    public async Task DefineAsync(params (string Sku, string Description)[] items)
    {
        V1.DefineItemsRequest request = new() { Warehouse = warehouse, RequestId = NextId() };
        request.Items.AddRange(items.Select(i => new V1.Item { Sku = i.Sku, Description = i.Description, IsGoods = true }));
        await ToldAsync(await server.Items.DefineItemsAsync(request, cancellationToken: cancellation)).ConfigureAwait(false);
    }

    public Task OrderAsync(string orderNo, params (string Sku, long Quantity)[] lines) => OrderAsync(orderNo, V1.ShipMode.ShipAvailable, lines);

    public async Task OrderAsync(string orderNo, V1.ShipMode mode, params (string Sku, long Quantity)[] lines)
    {
        V1.SubmitOrderRequest order = new() { Warehouse = warehouse, OrderNo = orderNo, Terms = new V1.OrderTerms { Customer = "customer " + orderNo[..1], ShipMode = mode } };
        order.Lines.AddRange(lines.Select(l => new V1.OrderLine { Sku = l.Sku, Quantity = l.Quantity }));
        V1.SubmitOrderResponse answer = await server.Orders.SubmitOrderAsync(order, cancellationToken: cancellation);
        string waits = string.Join(", ", answer.Lines.Select(l => $"{l.Quantity} {l.Sku}: {l.Waiting} wait"));
        await SayAsync(Customer, $"{orderNo} orders {waits}{(mode == V1.ShipMode.OrderComplete ? "; ships only complete" : string.Empty)}").ConfigureAwait(false);
        await ToldAsync(answer).ConfigureAwait(false);
    }

    public async Task AnnounceAsync(string asn, double hour, params (string Sku, long Quantity)[] lines)
    {
        V1.AnnounceShipmentRequest notice = new()
        {
            Warehouse = warehouse, AsnNo = asn, Supplier = "Supplier", Door = Door, Eta = Timestamp.FromDateTimeOffset(Midnight.AddHours(hour)),
        };
        notice.Lines.AddRange(lines.Select(l => new V1.ShipmentLine { Sku = l.Sku, Quantity = l.Quantity }));
        V1.AnnounceShipmentResponse answer = await server.Inbound.AnnounceShipmentAsync(notice, cancellationToken: cancellation);
        await SayAsync(Truck, $"{asn}: {answer.Quantity} units; {answer.Promises.Count} lines are promised a date by it").ConfigureAwait(false);
        foreach (V1.LinePromise promise in answer.Promises)
        {
            await SayAsync(Desk, $"{promise.OrderNo} line {promise.LineNo} is promised for {Time(promise.Promise)}").ConfigureAwait(false);
        }

        await ToldAsync(answer).ConfigureAwait(false);
    }

    public async Task ScanAsync(string asn, string sku, long quantity)
    {
        V1.ReceiveResponse answer = await server.Receiving.ReceiveAsync(
            new V1.ReceiveRequest { Warehouse = warehouse, DeviceId = "SCANNER-1", ScanId = NextId(), Sku = sku, Quantity = quantity, Door = Door, AsnNo = asn },
            cancellationToken: cancellation);
        await SayAsync(Dock, $"scanned {quantity} x {sku}:").ConfigureAwait(false);
        await SayAsync(answer.Dispositions).ConfigureAwait(false);
        await SayAsync(answer.Released).ConfigureAwait(false);
        await ToldAsync(answer).ConfigureAwait(false);
    }

    public async Task CloseAsync(string asn) => await ToldAsync(await server.Inbound.CloseShipmentAsync(
        new V1.CloseShipmentRequest { Warehouse = warehouse, RequestId = NextId(), AsnNo = asn }, cancellationToken: cancellation)).ConfigureAwait(false);

    public async Task ExplainAsync(string orderNo, int lineNo)
    {
        V1.LineExplanation found = await server.Orders.ExplainLineAsync(
            new V1.ExplainLineRequest { Warehouse = warehouse, OrderNo = orderNo, LineNo = lineNo }, cancellationToken: cancellation);
        await SayAsync(Desk, $"why? (backorders explain {orderNo} {lineNo})").ConfigureAwait(false);
        string[] lines = [.. ExplanationText.Lines(found).Where(l => !l.StartsWith("keys ", StringComparison.Ordinal))];
        string? sooner = lines.FirstOrDefault(l => l.StartsWith(Sooner, StringComparison.Ordinal));
        foreach (string line in lines.Where(l => l == sooner || !l.StartsWith(Sooner, StringComparison.Ordinal)))
        {
            await SayAsync(Desk, "  " + line).ConfigureAwait(false);
        }

        await ToldAsync(found).ConfigureAwait(false);
    }

    public async Task PullAsync()
    {
        V1.PullTasksResponse answer = await server.Stations.PullTasksAsync(
            new V1.PullTasksRequest { Warehouse = warehouse, RequestId = NextId(), Station = StationName, Max = 10 }, cancellationToken: cancellation);
        inHand.AddRange(answer.Offers);
        foreach (V1.TaskOffer offer in answer.Offers)
        {
            await SayAsync(Station, TaskText.Of(offer.Task)).ConfigureAwait(false);
        }

        await ToldAsync(answer).ConfigureAwait(false);
    }

    public Task PickAllAsync() => PickAsync(inHand.Count);

    public Task PickAllButLastAsync() => PickAsync(inHand.Count - 1);

    public async Task PickLastShortAsync(long missing)
    {
        V1.TaskOffer last = inHand[0];
        inHand.Clear();
        V1.ReportShortResponse answer = await server.Stations.ReportShortAsync(
            new V1.ReportShortRequest
            {
                Warehouse = warehouse, RequestId = NextId(), TaskId = last.Task.TaskId, Token = last.Token, Picked = last.Task.Quantity - missing,
                Reason = V1.ReasonCode.NotFound,
            },
            cancellationToken: cancellation);
        last.Task.Quantity = answer.Picked;
        picked.Add(last);
        await SayAsync(
            Station,
            $"{last.Task.OrderNo}: {answer.Picked} picked, {answer.Missing} missing; the line waits at the front for it, "
            + $"task {answer.CountTaskId} counts what is there").ConfigureAwait(false);
        await ToldAsync(answer).ConfigureAwait(false);
    }

    /// <summary>The count finds nothing: what was missing is lost.</summary>
    public async Task CountAsync()
    {
        await PullAsync().ConfigureAwait(false);
        foreach (V1.TaskOffer offer in inHand.Where(o => o.Task.Kind == V1.TaskKind.Count))
        {
            V1.ConfirmPickResponse answer = await server.Stations.ConfirmPickAsync(
                new V1.ConfirmPickRequest { Warehouse = warehouse, RequestId = NextId(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 0 },
                cancellationToken: cancellation);
            await SayAsync(Station, $"counted: {answer.Lost} x {offer.Task.Sku} given up for lost").ConfigureAwait(false);
            await ToldAsync(answer).ConfigureAwait(false);
        }

        inHand.RemoveAll(o => o.Task.Kind == V1.TaskKind.Count);
    }

    public async Task PackAndShipAsync()
    {
        foreach (IGrouping<string, V1.TaskOffer> order in picked.GroupBy(p => p.Task.OrderNo))
        {
            V1.PackRequest pack = new() { Warehouse = warehouse, RequestId = NextId(), Parcel = "parcel of " + order.Key };
            pack.Leases.AddRange(order.Select(o => new V1.Lease { TaskId = o.Task.TaskId, Token = o.Token }));
            V1.PackResponse packed = await server.Stations.PackAsync(pack, cancellationToken: cancellation);
            V1.ShipResponse shipped = await server.Stations.ShipAsync(
                new V1.ShipRequest { Warehouse = warehouse, RequestId = NextId(), TaskIds = { packed.TaskIds }, Carrier = "Van", Tracking = order.Key }, cancellationToken: cancellation);
            await SayAsync(Station, $"shipped {string.Join(", ", order.Select(o => $"{o.Task.Quantity} {o.Task.Sku}"))} for {order.Key}").ConfigureAwait(false);
            await ToldAsync(shipped).ConfigureAwait(false);
        }

        picked.Clear();
    }

    public async Task CancelAsync(string orderNo)
    {
        V1.CancelOrderResponse answer = await server.Orders.CancelOrderAsync(
            new V1.CancelOrderRequest { Warehouse = warehouse, RequestId = NextId(), OrderNo = orderNo, Reason = V1.ReasonCode.CustomerRequest }, cancellationToken: cancellation);
        await SayAsync(Customer, $"cancels {orderNo}").ConfigureAwait(false);
        await SayAsync(answer.Dispositions).ConfigureAwait(false);
        await ToldAsync(answer).ConfigureAwait(false);
    }

    /// <summary>What it came to.</summary>
    public async Task EndAsync()
    {
        V1.GetFiguresResponse end = await server.Building.GetFiguresAsync(
            new V1.GetFiguresRequest { Warehouse = warehouse, WithStateHash = true }, cancellationToken: cancellation);
        V1.Figures f = end.Figures;
        if (!json)
        {
            await page.SceneAsync("In the end.").ConfigureAwait(false);
        }

        await SayAsync(
            Desk,
            $"{f.Ordered} units ordered, {f.Shipped} shipped, {f.Cancelled} cancelled, {f.Waiting} waiting; {f.Received} received, {f.CrossDocked} straight from the dock, "
            + $"{f.OnHand} on hand, {-f.Adjusted} lost; {f.ConservationFaults} units unaccounted for.").ConfigureAwait(false);
        await ToldAsync(end).ConfigureAwait(false);
    }

    private async Task PickAsync(int count)
    {
        foreach (V1.TaskOffer offer in inHand[..Math.Max(0, count)])
        {
            await ToldAsync(await server.Stations.ConfirmPickAsync(
                new V1.ConfirmPickRequest { Warehouse = warehouse, RequestId = NextId(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = offer.Task.Quantity },
                cancellationToken: cancellation)).ConfigureAwait(false);
            picked.Add(offer);
            inHand.Remove(offer);
        }
    }

    private static string Time(Timestamp? at) => at is null ? "no date" : at.ToDateTimeOffset().ToString("ddd HH:mm", CultureInfo.InvariantCulture);

    private string NextId() => new Guid(++requests, 0, 0, new byte[8]).ToString("D");

    private Task SayAsync(string who, string text) => json ? Task.CompletedTask : page.SayAsync(who, text);

    private async Task SayAsync(RepeatedField<V1.Disposition> dispositions)
    {
        foreach (V1.Disposition where in dispositions)
        {
            await SayAsync(Dock, "  " + DispositionText.Of(where)).ConfigureAwait(false);
        }
    }

    private Task ToldAsync(IMessage answer) => json ? console.Out.WriteLineAsync(Json.Line(answer)) : Task.CompletedTask;
}
