using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Memory;
using Backorders.Actors.Storage.Reading;
using Backorders.Domain.Values;
using Backorders.Testing.Actors;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Warehouses;

public sealed class GatewayTests
{
    [Fact]
    public async Task Command_IsAnsweredWhenItsRowIsStored()
    {
        await using Yard yard = new();
        await yard.Submit(Yard.Items);

        CommandOutcome outcome = await yard.Submit(Yard.Scan("1"));

        Assert.Null(outcome.Refused);
        TurnRowHead last = (await yard.Store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        Assert.Equal(outcome.Seq, last.Batch.LastSeq);
        Assert.Equal(5, await yard.OnHand());
    }

    [Fact]
    public async Task RepeatedCommand_GetsTheStoredAnswer_AlsoAfterARestart()
    {
        MemoryTurnStore store = new(new ManualTimeProvider());
        CommandOutcome first;
        string hash;
        await using (Yard before = new(store))
        {
            await before.Submit(Yard.Items);
            first = await before.Submit(Yard.Scan("1"));
            Assert.True((await before.Submit(Yard.Scan("1"))).Repeated);
            hash = await before.StateHash();
        }

        await using Yard after = new(store);
        CommandOutcome again = await after.Submit(Yard.Scan("1"));

        Assert.True(again.Repeated);
        Assert.Equal(first.Seq, again.Seq);
        Assert.Equal(hash, await after.StateHash());
    }

    [Fact]
    public async Task ManyAtOnce_KeepTheirOrder_AndShareRows()
    {
        await using Yard yard = new();
        await yard.Submit(Yard.Items);

        CommandOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(1, 2_000).Select(i => yard.Submit(Yard.Scan($"{i}"))));

        Assert.All(outcomes, o => Assert.Null(o.Refused));
        Assert.Equal(outcomes.Select(o => o.Seq).Order(), outcomes.Select(o => o.Seq));
        TurnRowHead last = (await yard.Store.Rows.ReadLastAsync(Yard.Warehouse, default))!.Value;
        Assert.True(last.Number < 1_000, $"{last.Number} rows for {last.Batch.LastSeq} turns");
    }

    [Fact]
    public async Task CommandsDuringAWrite_AreTheNextRowTogether()
    {
        ManualTimeProvider time = new();
        TroubledTurnStore store = new(time);
        await using Yard yard = await Yard.StartAsync(store, time);
        SyncPoint write = store.HoldWrite();
        int before = store.Writes.Count;
        Task<CommandOutcome> lonely = yard.Submit(Yard.Scan("1"));
        await write.Reached;
        Task<CommandOutcome>[] crowd = [.. Enumerable.Range(2, 20).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        await yard.Decided();

        write.Release();
        await Task.WhenAll([lonely, .. crowd]);

        Assert.Equal([1, 20], store.Writes.Skip(before).Select(row => row.Count));
    }

    [Fact]
    public async Task HandOff_AnswersEverythingThatWasTaken_AndRefusesTheRest()
    {
        await using Yard yard = new();
        await yard.Submit(Yard.Items);
        Task<CommandOutcome>[] taken = [.. Enumerable.Range(1, 500).Select(i => yard.Submit(Yard.Scan($"{i}")))];
        Task ended = yard.HandOff();
        Task<CommandOutcome> late = yard.Submit(Yard.Scan("late"));
        await ended;

        Assert.All(await Task.WhenAll(taken), o => Assert.Null(o.Refused));
        Assert.Equal(WarehouseHostState.Stopped, yard.Place.State);
        Assert.Equal(Refusal.NotReady, (await late).Refused!.Reason);
    }

    [Fact]
    public async Task TwoOwnersOfOneWarehouse_LoseNothing()
    {
        ManualTimeProvider time = new();
        MemoryTurnStore store = new(time);
        await using Yard one = new(store, time);
        await using Yard other = new(store, time);
        await one.Submit(Yard.Items);
        List<string> told = [];
        for (int i = 0; i < 200; i++)
        {
            Yard yard = i % 3 == 0 ? other : one;
            CommandOutcome outcome;
            do
            {
                // An owner that does not know yet what another has written learns it by its next row: a scan of an item that it does not know would be none.
                await yard.Submit(Yard.Items);
                outcome = await yard.Submit(Yard.Scan($"{i}"));
            }
            while (outcome.Refused is not null);

            told.Add($"{outcome.Seq}");
        }

        Assert.Equal(200, told.Distinct().Count());
        await one.Submit(Yard.Items);
        Assert.Equal(200 * 5, Math.Max(await one.OnHand(), await other.OnHand()));
    }
}
