using Backorders.Server.Services;
using Backorders.Testing;
using Backorders.V1;
using Grpc.Core;
using Offers = Grpc.Core.AsyncServerStreamingCall<Backorders.V1.OfferTasksResponse>;

namespace Backorders.Server.Tests;

/// <summary>Tasks for a station that reports by single calls, as a page does.</summary>
public sealed class OfferTasksTests : IAsyncLifetime
{
    private readonly ManualTimeProvider waiting = new();
    private TestNode node = null!;

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync(waiting: waiting);
        await node.DefineItemsAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Station_IsOfferedOneTaskAfterTheOther_WithAllThatAPersonMustKnow()
    {
        using Offers offers = Open();
        OfferTasksResponse welcome = await NextAsync(offers);
        Assert.Equal((300, true, 0), (welcome.LeaseSeconds, welcome.Again, welcome.Offers.Count));
        await MakeTasksAsync(2);
        OfferTasksResponse first = await NextAsync(offers);
        TaskOffer offer = Assert.Single(first.Offers);
        Assert.Equal(("MUG", "A mug", "D1", "L2", 1L, false), (offer.Task.Sku, offer.Task.Description, offer.Task.Door, offer.Task.Lane, offer.Task.Quantity, first.Again));
        Assert.Equal(TimeSpan.FromMinutes(5), offer.LeaseExpiresAt.ToDateTimeOffset() - first.SentAt.ToDateTimeOffset());

        await node.Acme.Stations.ConfirmPickAsync(new ConfirmPickRequest
        {
            Warehouse = TestNode.Warehouse, RequestId = TestNode.Id(), TaskId = offer.Task.TaskId, Token = offer.Token, Quantity = 1,
        });
        Assert.NotEqual(offer.Task.TaskId, Assert.Single((await NextAsync(offers)).Offers).Task.TaskId);
    }

    [Fact]
    public async Task StreamThatIsOpenedAgain_IsToldWhatTheStationHolds_UnderTheSameToken()
    {
        await MakeTasksAsync(1);
        TaskOffer offer;
        using (Offers first = Open())
        {
            await NextAsync(first);
            offer = Assert.Single((await NextAsync(first)).Offers);
        }

        node.Time.Advance(TimeSpan.FromMinutes(1));
        using Offers second = Open();
        OfferTasksResponse again = await NextAsync(second);
        Assert.Equal((true, offer.Token, offer.Task.TaskId), (again.Again, Assert.Single(again.Offers).Token, again.Offers[0].Task.TaskId));
        Assert.Equal(TimeSpan.FromMinutes(4), again.Offers[0].LeaseExpiresAt.ToDateTimeOffset() - again.SentAt.ToDateTimeOffset());
    }

    [Fact]
    public async Task NewerStreamOfTheStation_EndsTheOlder()
    {
        using Offers first = Open();
        await NextAsync(first);
        using Offers second = Open();
        await NextAsync(second);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => first.ResponseStream.MoveNext(default));
        Assert.Equal(("STATION_TAKEN_OVER", StatusCode.Aborted), (e.GetErrorInfo()!.Reason, e.StatusCode));
    }

    [Trait("Case", "30")]
    [Fact]
    public async Task StationOfAnotherOwner_UnderTheSameName_IsRefusedByName()
    {
        using Offers first = Open();
        await NextAsync(first);
        using Offers rival = node.Client("rival").Stations.OfferTasks(Request());
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => rival.ResponseStream.MoveNext(default));
        Assert.Equal(("STATION_IN_USE", StatusCode.FailedPrecondition), (e.GetErrorInfo()!.Reason, e.StatusCode));
        Assert.DoesNotContain("ACME", e.Status.Detail);

        await MakeTasksAsync(1);
        Assert.Single((await NextAsync(first)).Offers);
    }

    [Fact]
    public async Task StreamWithNothingToTell_GivesASignOfLife_AndLosesNoOfferForIt()
    {
        using Offers offers = Open();
        await NextAsync(offers);
        for (int i = 0; i < 3; i++)
        {
            Task<OfferTasksResponse> sign = NextAsync(offers);
            await Poll.UntilAsync(() => waiting.NextTimer is not null);
            waiting.Advance(StationOffers.SignEvery);
            Assert.Empty((await sign).Offers);
        }

        await MakeTasksAsync(1);
        Assert.Single((await NextAsync(offers)).Offers);
    }

    [Theory]
    [InlineData("", 1, "INVALID_ID")]
    [InlineData("station-1", 1_001, "INVALID_VALUE")]
    public async Task BadRequest_IsRefusedByName(string station, int capacity, string reason)
    {
        using Offers offers = node.Acme.Stations.OfferTasks(new OfferTasksRequest { Warehouse = TestNode.Warehouse, Station = station, Capacity = capacity });
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => offers.ResponseStream.MoveNext(default));
        Assert.Equal(reason, e.GetErrorInfo()!.Reason);
    }

    private static OfferTasksRequest Request() => new() { Warehouse = TestNode.Warehouse, Station = "station-1", Capacity = 1 };

    private static async Task<OfferTasksResponse> NextAsync(Offers offers)
    {
        Assert.True(await offers.ResponseStream.MoveNext(default));
        return offers.ResponseStream.Current;
    }

    private Offers Open() => node.Acme.Stations.OfferTasks(Request());

    private async Task MakeTasksAsync(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            await node.Acme.Orders.SubmitOrderAsync(TestNode.Order($"A{i}", 1));
            await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1));
        }
    }
}
