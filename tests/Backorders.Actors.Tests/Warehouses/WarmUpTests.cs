using Backorders.Actors.Storage.Sqlite;
using Backorders.Actors.Tests.Storage;
using Backorders.Actors.Turns;
using Backorders.Actors.Warehouses;
using Backorders.Domain.Ids;
using Backorders.Testing;
using Backorders.Testing.Actors;

namespace Backorders.Actors.Tests.Warehouses;

/// <summary>A node runs its code before it is given warehouses, and leaves nothing behind.</summary>
public sealed class WarmUpTests
{
    private readonly ManualTimeProvider time = new();

    [Fact]
    public async Task WarmUp_RecoversAndWritesByTheRealWay_AndTheStoreRefusesTheRow()
    {
        TroubledTurnStore store = new(time);
        await using Yard yard = await Yard.StartAsync(store, time);
        (int recoveries, int writes) = (store.Recoveries, store.Writes.Count);

        await WarmUp.RunAsync(yard.Parts, yard.System, default);

        Assert.Equal(recoveries + 1, store.Recoveries);
        TurnBatch row = Assert.Single(store.Writes.Skip(writes));
        Assert.Equal(2, row.FirstSeq);
        Assert.Equal(5, row.Count);
        Assert.Equal([Yard.Warehouse], await store.Rows.ListWarehousesAsync(default));
        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);
    }

    [Fact]
    public async Task WarmUp_LeavesNothingInAFile()
    {
        using TemporaryFolder folder = new();
        await using SqliteTurnStore store = SqliteTurnStore.Open(new() { Path = folder.Journal }, time);
        await using Yard yard = await Yard.StartAsync(store, time);

        await WarmUp.RunAsync(yard.Parts, yard.System, default);
        await WarmUp.RunAsync(yard.Parts, yard.System, default);

        Assert.Equal([Yard.Warehouse], await store.Rows.ListWarehousesAsync(default));
        Assert.Empty(await store.Rows.ReadAfterAsync(WarmUp.Warehouse, 0, long.MaxValue, default));
    }

    [Fact]
    public async Task WarmUp_WhileTheStoreIsAway_IsOverAndFailsNobody()
    {
        TroubledTurnStore store = new(time);
        await using Yard yard = await Yard.StartAsync(store, time);
        store.SetAway(true);

        await WarmUp.RunAsync(yard.Parts, yard.System, default);

        store.SetAway(false);
        Assert.Null((await yard.Submit(Yard.Scan("1"))).Refused);
    }

    [Fact]
    public void WarehouseOfTheWarmUp_CanBeNobodys() => Assert.False(WarehouseId.TryCreate(WarmUp.Warehouse.Value, out _));
}
