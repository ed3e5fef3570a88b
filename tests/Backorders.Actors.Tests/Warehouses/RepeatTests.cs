using Backorders.Actors.Port;
using Backorders.Actors.Turns;
using Backorders.Domain.Commands;
using Backorders.Domain.Events;
using Backorders.Domain.Values;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>The same key again: the first answer, whatever happened in between; and with another content a refusal that says what differs.</summary>
public sealed class RepeatTests
{
    private readonly ManualTimeProvider time = new();
    private readonly TroubledTurnStore store;

    public RepeatTests() => store = new(time);

    /// <summary>The item, in boxes of ten, too.</summary>
    private static CommandRequest Boxed => Yard.Request(new DefineItems(Yard.Owner, [new(Yard.Sku, "Bolt", true, [new(new("box"), 10)])]));

    [Trait("Case", "01")]
    [Fact]
    public async Task SameScanTwice_GetsTheFirstAnswer()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        CommandOutcome first = await yard.Submit(Yard.Scan("1"));
        time.Advance(TimeSpan.FromHours(3));

        CommandOutcome second = await yard.Submit(Yard.Scan("1"));

        Assert.Equal((first.Seq, first.At, false, true), (second.Seq, second.At, first.Repeated, second.Repeated));
        Assert.Equal(first.Events, second.Events);
    }

    [Trait("Case", "01")]
    [Theory]
    [InlineData(4_096)]
    [InlineData(0)]
    public async Task SameScan_AfterARestart_GetsTheFirstAnswer(int feedTurns)
    {
        CommandOutcome first;
        await using (Yard before = await Yard.StartAsync(store, time, o => o.FeedTurns = feedTurns))
        {
            first = await before.Submit(Yard.Scan("1"));
        }

        time.Advance(TimeSpan.FromHours(3));
        await using Yard after = new(store, time, o => o.FeedTurns = feedTurns);
        CommandOutcome second = await after.Submit(Yard.Scan("1"));

        Assert.Equal((first.Seq, first.At, true), (second.Seq, second.At, second.Repeated));
        Assert.Equal(first.Events.Select(e => e.ToString()), second.Events.Select(e => e.ToString()));
    }

    [Trait("Case", "01")]
    [Fact]
    public async Task CrashBetweenTheWriteAndItsAnswer_RepeatedCommandGetsTheStoredAnswer()
    {
        Yard before = await Yard.StartAsync(store, time);
        SyncPoint stored = new();
        store.OnWrite = async (_, write) =>
        {
            store.OnWrite = null;
            await write();
            await stored.PassAsync();
        };
        Task<CommandOutcome> unanswered = before.Submit(Yard.Scan("1"));
        await stored.Reached;
        await before.DisposeAsync();
        Assert.True((await unanswered).Refused!.Reason.IsTransient());

        await using Yard after = new(store, time);
        CommandOutcome again = await after.Submit(Yard.Scan("1"));

        Assert.True(again is { Refused: null, Repeated: true });
        Assert.Equal(5, await after.OnHand());
        stored.Release();
    }

    [Trait("Case", "02")]
    [Fact]
    public async Task SameScanWithAnotherQuantity_IsRefusedAndNamesTheDifference()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Boxed);
        await yard.Submit(Yard.Scan("1", 5));

        CommandOutcome other = await yard.Submit(InUnits(Yard.Scan("1", 2), "box"));

        Assert.Equal(Refusal.KeyReused, other.Refused!.Reason);
        Assert.Contains(KeyValuePair.Create("quantity.before", "5"), other.Refused.Details);
        Assert.Contains(KeyValuePair.Create("quantity.now", "20"), other.Refused.Details);
        Assert.Equal(5, await yard.OnHand());
    }

    [Trait("Case", "02")]
    [Fact]
    public async Task SameOrderWithOtherLines_IsRefusedAndNamesTheDifference()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A", 5));

        CommandOutcome other = await yard.Submit(Yard.Order("A", 6));

        Assert.Equal(Refusal.KeyReused, other.Refused!.Reason);
        Assert.Contains("line 1 quantity 5, now 6", other.Refused.Message, StringComparison.Ordinal);
        Assert.Contains(KeyValuePair.Create("line_1.quantity.now", "6"), other.Refused.Details);
    }

    [Trait("Case", "02")]
    [Fact]
    public async Task SameScanOfAnotherLot_IsRefusedAndWritesLotsAsEverywhere()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Request(new DefineItems(Yard.Owner, [new Item(Yard.Sku, "Bolt", true, []) { IsLotControlled = true, IsExpiryControlled = true }])));
        await yard.Submit(OfLot("X1", new DateOnly(2030, 12, 31)));

        CommandOutcome other = await yard.Submit(OfLot("X2", new DateOnly(2030, 12, 30)));

        Assert.Equal(Refusal.KeyReused, other.Refused!.Reason);
        Assert.Contains("with lot X1, now X2, expiry 2030-12-31, now 2030-12-30.", other.Refused.Message, StringComparison.Ordinal);
        Assert.Contains(KeyValuePair.Create("expiry.now", "2030-12-30"), other.Refused.Details);

        static CommandRequest OfLot(string lot, DateOnly expiry)
        {
            CommandRequest scan = Yard.Scan("1", 5);
            return scan with { Command = (Receive)scan.Command with { Lot = new(lot), Expiry = expiry }, Digest = CommandDigest.Of(System.Text.Encoding.UTF8.GetBytes(lot)) };
        }
    }

    [Fact]
    public async Task RefusedCommand_SentAgain_IsDecidedAgain()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        CommandRequest boxes = InUnits(Yard.Scan("1", 2), "box");
        Assert.Equal(Refusal.UnknownUnit, (await yard.Submit(boxes)).Refused!.Reason);
        await yard.Submit(Boxed);

        CommandOutcome again = await yard.Submit(boxes);

        Assert.True(again is { Refused: null, Repeated: false });
        Assert.Equal(20, await yard.OnHand());
    }

    [Trait("Case", "01")]
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CommandThatChangedNothing_SentAgainAfterAnother_DoesNotRun(bool restarts)
    {
        Yard yard = await Yard.StartAsync(store, time);
        await yard.Submit(Yard.Order("A"));
        CommandOutcome first = await yard.Submit(Pin(false, "undo"));
        await yard.Submit(Pin(true, "pin"));
        if (restarts)
        {
            await yard.DisposeAsync();
            yard = new(store, time);
        }

        CommandOutcome again = await yard.Submit(Pin(false, "undo"));

        Assert.True(again is { Refused: null, Repeated: true, Events.Count: 0 });
        Assert.Equal((first.Seq, first.At), (again.Seq, again.At));
        Assert.True((await yard.Ask((w, _) => w.GetLine(new(new(Yard.Owner, new("A")), 1))!.Pinned)).Value);
        Assert.Equal(Refusal.KeyReused, (await yard.Submit(Pin(true, "undo"))).Refused!.Reason);
        await yard.DisposeAsync();
    }

    [Fact]
    public async Task PullThatFoundNoWork_SentAgain_IsDecidedAgain()
    {
        await using Yard yard = await Yard.StartAsync(store, time);
        CommandRequest pull = Yard.Request(new PullTasks(Yard.Station, null, 5), CommandKey.ForStation(Yard.Station, "1"));
        long before = (await yard.Turns()).Count;
        Assert.True(await yard.Submit(pull) is { Refused: null, Seq: 0, Events.Count: 0 });
        Assert.Equal(before, (await yard.Turns()).Count);
        await yard.Submit(Yard.Order("A"));
        await yard.Submit(Yard.Scan("1"));

        CommandOutcome again = await yard.Submit(pull);

        Assert.Single(again.Events.OfType<TasksLeased>());
    }

    private static CommandRequest Pin(bool pinned, string request) =>
        Yard.Request(new ExpediteOrder(new(Yard.Owner, new("A")), [], pinned, ReasonCode.Urgent), CommandKey.ForRequest(Yard.Owner, request)) with
        {
            Digest = new(pinned ? UInt128.One : UInt128.MaxValue),
        };

    private static CommandRequest InUnits(CommandRequest scan, string unit) => scan with { Command = (Receive)scan.Command with { Unit = new(unit) } };
}
