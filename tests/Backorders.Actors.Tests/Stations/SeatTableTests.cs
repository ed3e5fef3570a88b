using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Backorders.Actors.Stations;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Tests.Stations;

/// <summary>Which of a station's streams has the seat.</summary>
public sealed class SeatTableTests : TestKit
{
    private readonly SeatTable table = new();
    private readonly TestProbe older;
    private readonly TestProbe newer;

    public SeatTableTests() => (older, newer) = (CreateTestProbe(), CreateTestProbe());

    [Fact]
    public void NewerStream_HasTheSeat_AlsoWhereItsNodesClockIsBehind()
    {
        Take(older, round: 1, openedAt: 100);

        Assert.True(Take(newer, round: 1, openedAt: 50, out IActorRef? loser));
        Assert.Equal(older.Ref, loser);
        Assert.Equal(newer.Ref, Assert.Single(table.All).Who);
    }

    [Fact]
    public void StreamThatWasReplaced_AndDidNotHearIt_IsToldAgain_AndDoesNotWinTheSeatBack()
    {
        Take(older, round: 1, openedAt: 100);
        Take(newer, round: 1, openedAt: 50);

        foreach (long round in new long[] { 1, 2 })
        {
            Assert.False(Take(older, round, openedAt: 100, out IActorRef? loser));
            Assert.Equal(older.Ref, loser);
        }

        Assert.Equal(newer.Ref, Assert.Single(table.All).Who);
    }

    [Fact]
    public void StreamThatWasReplaced_IsForgottenWithItsEnd()
    {
        Take(older, round: 1, openedAt: 100);
        Take(newer, round: 1, openedAt: 200);

        Assert.False(table.Remove(older));
        Assert.True(table.Remove(newer));
        Assert.Empty(table.All);
    }

    [Fact]
    public void BothComeAgainAfterAMove_TheLaterOpenedHasTheSeat()
    {
        Take(newer, round: 2, openedAt: 200);

        Assert.False(Take(older, round: 2, openedAt: 100, out IActorRef? loser));
        Assert.Equal(older.Ref, loser);
        Assert.Equal(newer.Ref, Assert.Single(table.All).Who);
    }

    [Fact]
    public async Task Gateway_TellsAStreamThatComesAgain_ThatItHasBeenReplaced()
    {
        await using Yard yard = await Yard.StartAsync();
        yard.Gateway.Tell(Wish(round: 1, openedAt: 100), older);
        yard.Gateway.Tell(Wish(round: 1, openedAt: 200), newer);
        await older.FishForMessageAsync<SeatTakenOver>(_ => true);

        yard.Gateway.Tell(Wish(round: 1, openedAt: 100), older);

        await older.FishForMessageAsync<SeatTakenOver>(_ => true);
        while (newer.HasMessages)
        {
            Assert.IsNotType<SeatTakenOver>(await newer.ReceiveOneAsync());
        }
    }

    [Fact]
    public void Name_IsInUse_WhereAnotherKeyWorksForAnotherOwner_AndForNobodyElse()
    {
        TakeSeat first = Wish(round: 1, openedAt: 100) with { Owner = SomeTask.Owner };
        table.Take(older, first, out _);
        TakeSeat strange = first with { Owner = new OwnerId("OTHER"), Actor = "other key" };

        Assert.True(table.IsInUse(strange));
        Assert.True(table.IsInUse(strange with { Owner = null }));
        Assert.False(table.IsInUse(first));
        Assert.False(table.IsInUse(first with { Actor = "other key" }));
        Assert.False(table.IsInUse(strange with { Actor = first.Actor }));
        Assert.False(table.IsInUse(strange with { Station = new StationId("PACK-2") }));
        table.Remove(older);
        Assert.False(table.IsInUse(strange));
    }

    private static TakeSeat Wish(long round, long openedAt) => new(Yard.Warehouse, Yard.Station, null, "key", 1, round, new Instant(openedAt));

    private void Take(TestProbe who, long round, long openedAt) => Take(who, round, openedAt, out _);

    private bool Take(TestProbe who, long round, long openedAt, out IActorRef? loser) => table.Take(who, Wish(round, openedAt), out loser);
}
