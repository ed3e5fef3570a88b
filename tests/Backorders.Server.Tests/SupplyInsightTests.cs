using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Backorders.Server.Tests.RefusedCalls;

namespace Backorders.Server.Tests;

/// <summary>What to buy, and what was not as it should have been.</summary>
public sealed class SupplyInsightTests
{
    [Fact]
    public async Task SuggestReorders_AfterWeeks_KnowsDemandAndLeadTime()
    {
        await using TestNode node = await WeeksAsync();
        SuggestReordersResponse found = await node.Acme.Availability.SuggestReordersAsync(new SuggestReordersRequest { Warehouse = TestNode.Warehouse });
        ReorderSuggestion mug = Assert.Single(found.Suggestions, s => s.Sku == "MUG");
        Assert.Equal((ReorderBasis.Measured, 20, 10, 2), (mug.Basis, mug.Days, mug.DemandMean, mug.Deliveries));
        Assert.Equal(5, mug.LeadTimeMean, 1e-6);
        Assert.Equal(50, mug.ReorderPoint);
        Assert.True(mug.Suggested > 0);
        ReorderSuggestion bowl = Assert.Single(found.Suggestions, s => s.Sku == "BOWL");
        Assert.Equal((ReorderBasis.TooLittleDemand, false, 4), (bowl.Basis, bowl.HasReorderPoint, bowl.Suggested));
        Assert.Equal("MUG", Assert.Single((await node.Acme.Availability.SuggestReordersAsync(
            new SuggestReordersRequest { Warehouse = TestNode.Warehouse, Sku = "MUG", NeededOnly = true })).Suggestions).Sku);
    }

    /// <summary>Long after the data ended, its rates are still those of its last day.</summary>
    [Fact]
    public async Task SuggestReorders_AsOfADay_MeasuresUpToThen()
    {
        await using TestNode node = await WeeksAsync();
        DateTimeOffset then = node.Time.GetUtcNow();
        SuggestReordersRequest request = new() { Warehouse = TestNode.Warehouse, Sku = "MUG", Terms = new ReorderTerms { AsOf = then.ToTimestamp() } };
        ReorderSuggestion measured = (await node.Acme.Availability.SuggestReordersAsync(request)).Suggestions.Single();
        Assert.Equal((ReorderBasis.Measured, 10), (measured.Basis, measured.DemandMean));

        node.Time.Advance(TimeSpan.FromDays(120));
        Assert.Equal(measured, (await node.Acme.Availability.SuggestReordersAsync(request)).Suggestions.Single());
        request.Terms.AsOf = null;
        Assert.NotEqual(ReorderBasis.Measured, (await node.Acme.Availability.SuggestReordersAsync(request)).Suggestions.Single().Basis);
        request.Terms.AsOf = (node.Time.GetUtcNow() + TimeSpan.FromDays(1)).ToTimestamp();
        var status = await RefusedAsync(node.Acme.Availability.SuggestReordersAsync(request), "INVALID_VALUE", StatusCode.InvalidArgument);
        Assert.Equal(["terms.as_of"], status.ErrorInfo!.Metadata.Keys);
    }

    [Fact]
    public async Task SuggestReorders_Pages_AreAllThereOnce()
    {
        await using TestNode node = await WeeksAsync();
        SuggestReordersResponse first = await node.Acme.Availability.SuggestReordersAsync(new SuggestReordersRequest { Warehouse = TestNode.Warehouse, PageSize = 1 });
        SuggestReordersResponse second = await node.Acme.Availability.SuggestReordersAsync(
            new SuggestReordersRequest { Warehouse = TestNode.Warehouse, PageSize = 1, PageToken = first.NextPageToken });
        Assert.Equal(("BOWL", "MUG", string.Empty), (first.Suggestions.Single().Sku, second.Suggestions.Single().Sku, second.NextPageToken));
    }

    [Fact]
    public async Task SuggestReorders_WrongTerms_NamesEveryMistake()
    {
        await using TestNode node = await TestNode.StartAsync();
        var status = await RefusedAsync(
            node.Acme.Availability.SuggestReordersAsync(new SuggestReordersRequest
            {
                Warehouse = TestNode.Warehouse, PageSize = -1, Terms = new ReorderTerms { ServiceLevel = 1, HistoryDays = 3, ReviewDays = 91 },
            }),
            "INVALID_VALUE", StatusCode.InvalidArgument);
        Assert.Equal(
            ["page_size", "terms.history_days", "terms.review_days", "terms.service_level"], status.ErrorInfo!.Metadata.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PublishReorders_Twice_IsToldOnceInTheStream()
    {
        await using TestNode node = await WeeksAsync();
        PublishReordersRequest request = new() { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id() };
        PublishReordersResponse published = await node.Acme.Availability.PublishReordersAsync(request);
        Assert.Equal(2, published.Published);
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("later", 500));
        Assert.Equal(published, await node.Acme.Availability.PublishReordersAsync(request));
        using AsyncServerStreamingCall<SubscribeResponse> stream = node.Acme.Events.Subscribe(
            new SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { EventKind.ReorderSuggested } });
        Assert.True(await stream.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(published.Cursor, stream.ResponseStream.Current.Cursor);
        Assert.Equal(published.Units, stream.ResponseStream.Current.Events.Sum(e => e.ReorderSuggested.Quantity));
        Assert.Equal(["BOWL", "MUG"], stream.ResponseStream.Current.Events.Select(e => e.ReorderSuggested.Sku));
    }

    [Fact]
    public async Task PublishReorders_NothingToBuy_PublishesNothing()
    {
        await using TestNode node = await TestNode.StartAsync();
        Assert.Equal(
            new PublishReordersResponse(),
            await node.Acme.Availability.PublishReordersAsync(new PublishReordersRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id() }));
    }

    [Trait("Case", "06")]
    [Fact]
    public async Task ListDiscrepancies_ByKindAndPage_TellsWhatWasWrong()
    {
        await using TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        await AnnounceAsync(node, "N1", 10);
        await ReceiveAsync(node, "N1", 7);
        await node.Acme.Inbound.CloseShipmentAsync(new CloseShipmentRequest { Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), AsnNo = "N1" });
        ReceiveRequest broken = TestNode.Scan("broken", 2);
        broken.Quality = Quality.Damaged;
        await node.Acme.Receiving.ReceiveAsync(broken);
        ListDiscrepanciesResponse all = await node.Acme.Operations.ListDiscrepanciesAsync(new ListDiscrepanciesRequest { Warehouse = TestNode.Warehouse });
        Assert.Equal([DiscrepancyKind.ShortReceipt, DiscrepancyKind.Damage], all.Discrepancies.Select(d => d.Kind));
        Discrepancy first = all.Discrepancies[0];
        Assert.Equal(("MUG", 10, 7, "N1", "ACME Ltd"), (first.Sku, first.Expected, first.Found, first.AsnNo, first.Supplier));
        ListDiscrepanciesResponse page = await node.Acme.Operations.ListDiscrepanciesAsync(
            new ListDiscrepanciesRequest { Warehouse = TestNode.Warehouse, PageSize = 1 });
        page = await node.Acme.Operations.ListDiscrepanciesAsync(
            new ListDiscrepanciesRequest { Warehouse = TestNode.Warehouse, PageSize = 1, PageToken = page.NextPageToken });
        Assert.Equal((DiscrepancyKind.Damage, string.Empty), (page.Discrepancies.Single().Kind, page.NextPageToken));
        Assert.Single((await node.Acme.Operations.ListDiscrepanciesAsync(
            new ListDiscrepanciesRequest { Warehouse = TestNode.Warehouse, Supplier = "ACME Ltd", Kinds = { DiscrepancyKind.ShortReceipt } })).Discrepancies);
        Assert.Empty((await node.Client("rival").Operations.ListDiscrepanciesAsync(new ListDiscrepanciesRequest { Warehouse = TestNode.Warehouse })).Discrepancies);
        await RefusedAsync(
            node.Acme.Operations.ListDiscrepanciesAsync(new ListDiscrepanciesRequest { Warehouse = TestNode.Warehouse, PageToken = "x", Kinds = { (DiscrepancyKind)99 } }),
            "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    /// <summary>Ten mugs are ordered every day of 20; two notices took five days each. Four bowls were ordered today.</summary>
    private static async Task<TestNode> WeeksAsync()
    {
        TestNode node = await TestNode.StartAsync();
        await node.DefineItemsAsync();
        for (int day = 0; day < 20; day++)
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"o{day}", 10));
            if (day is 2 or 9)
            {
                await AnnounceAsync(node, $"N{day}", 20);
            }
            else if (day is 7 or 14)
            {
                await ReceiveAsync(node, $"N{day - 5}", 20);
            }

            node.Time.Advance(TimeSpan.FromDays(1));
        }

        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("bowls", 4, "BOWL"));
        return node;
    }

    private static async Task AnnounceAsync(TestNode node, string asn, long quantity) => await node.Acme.Inbound.AnnounceShipmentAsync(new AnnounceShipmentRequest
    {
        Warehouse = TestNode.Warehouse,
        AsnNo = asn,
        Supplier = "ACME Ltd",
        Eta = Timestamp.FromDateTimeOffset(node.Time.GetUtcNow().AddDays(5)),
        Lines = { new ShipmentLine { Sku = "MUG", Quantity = quantity } },
    });

    private static async Task ReceiveAsync(TestNode node, string asn, long quantity)
    {
        ReceiveRequest scan = TestNode.Scan($"scan-{asn}", quantity);
        scan.AsnNo = asn;
        await node.Acme.Receiving.ReceiveAsync(scan);
    }
}
