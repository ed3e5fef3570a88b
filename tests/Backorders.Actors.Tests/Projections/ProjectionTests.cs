using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Backorders.Actors.Projections;
using Backorders.Actors.Tests.Warehouses;

namespace Backorders.Actors.Tests.Projections;

/// <summary>When what is made of a warehouse's turns runs, and when not.</summary>
public sealed class ProjectionTests : TestKit
{
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(5);

    private readonly RecordedProjection projection = new();
    private readonly CancellationTokenSource cutOff = new();
    private readonly ProjectionRun run;
    private readonly IActorRef actor;

    public ProjectionTests()
        : base(Yard.WaitsByHand)
    {
        run = new(projection, Yard.Warehouse, cutOff.Token);
        actor = Sys.ActorOf(ProjectionActor.Props(run));
    }

    [Fact]
    public async Task WarehouseThatComes_BeginsARun_ThatIsToldWhenItLeaves()
    {
        using CancellationTokenSource stay = new();
        actor.Tell(new ProjectionActor.Begin(stay.Token));
        RecordedProjection.Run first = await projection.NextAsync();

        Assert.Equal(Yard.Warehouse, first.Warehouse);
        Assert.False(first.Served.IsCancellationRequested);
        await stay.CancelAsync();
        Assert.True(first.Served.IsCancellationRequested);
        Assert.False(run.Current.IsCompleted);
        first.End.SetResult();
        await run.Current;
    }

    [Fact]
    public async Task WarehouseThatComesBack_WaitsForTheRunOfItsLastStay()
    {
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        actor.Tell(new ProjectionActor.Begin(first.Token));
        RecordedProjection.Run earlier = await projection.NextAsync();
        await first.CancelAsync();
        actor.Tell(new ProjectionActor.Begin(second.Token));
        await HeardAsync();
        Assert.Equal(1, projection.Runs);

        earlier.End.SetResult();
        RecordedProjection.Run later = await projection.NextAsync();

        Assert.Equal(second.Token, later.Served);
    }

    [Fact]
    public async Task RunThatFails_IsBegunAgainAfterAPause_WhileTheWarehouseIsHere()
    {
        using CancellationTokenSource stay = new();
        actor.Tell(new ProjectionActor.Begin(stay.Token));
        (await projection.NextAsync()).End.SetException(new InvalidOperationException("The disk is full."));
        await HeardAsync();
        Assert.Equal(1, projection.Runs);

        await Yard.Until(() =>
        {
            ((TestScheduler)Sys.Scheduler).Advance(longest);
            return projection.Runs == 2;
        });

        Assert.Equal(stay.Token, (await projection.NextAsync()).Served);
    }

    [Fact]
    public async Task RunThatFailsWhenTheWarehouseHasLeft_IsLeftAlone()
    {
        using CancellationTokenSource stay = new();
        actor.Tell(new ProjectionActor.Begin(stay.Token));
        RecordedProjection.Run only = await projection.NextAsync();
        await stay.CancelAsync();
        only.End.SetException(new InvalidOperationException("Another node writes the rows."));
        using CancellationTokenSource next = new();
        actor.Tell(new ProjectionActor.Begin(next.Token));

        Assert.Equal(next.Token, (await projection.NextAsync()).Served);
        Assert.Equal(2, projection.Runs);
    }

    [Fact]
    public async Task SameStayTwice_IsOneRun()
    {
        using CancellationTokenSource stay = new();
        actor.Tell(new ProjectionActor.Begin(stay.Token));
        await projection.NextAsync();
        actor.Tell(new ProjectionActor.Begin(stay.Token));
        await HeardAsync();

        Assert.Equal(1, projection.Runs);
    }

    [Fact]
    public async Task Gateway_BeginsRunsOnceItsTurnsCanBeFollowed_AndTellsThemItsEnd()
    {
        await using Yard yard = new();
        yard.Place.Project([actor]);
        Assert.Null((await yard.Submit(Yard.Items)).Refused);
        RecordedProjection.Run here = await projection.NextAsync();
        Assert.Equal(yard.Place.Served, here.Served);
        Assert.True(yard.Place.Feed.Durable > 0);

        await yard.DisposeAsync();

        Assert.True(here.Served.IsCancellationRequested);
    }

    /// <summary>Returns when the actor has handled what it was told before.</summary>
    private async Task HeardAsync() => await actor.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(10));
}
