using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Tests.Warehouses;
using Backorders.Testing;

namespace Backorders.Actors.Tests.Reading;

/// <summary>Following, history and verification of what real actors wrote: the same tests on each store.</summary>
public abstract partial class ReadingConformance : IAsyncLifetime
{
    private readonly ManualTimeProvider time = new();
    private readonly List<Yard> yards = [];

    protected ITurnStore Store { get; private set; } = null!;

    private protected virtual ITurnRows Rows => Store.Rows;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public async Task DisposeAsync()
    {
        foreach (Yard yard in yards)
        {
            await yard.DisposeAsync();
        }

        await Store.DisposeAsync();
        Close();
    }

    protected abstract Task<ITurnStore> OpenAsync();

    protected abstract void Close();

    /// <summary>Changes the bytes of a stored row, as whoever may do anything with the files or the database could.</summary>
    protected abstract Task TamperAsync(long row, Func<byte[], byte[]> change);

    /// <summary>Removes a stored row in the same way.</summary>
    protected abstract Task RemoveAsync(long row);

    /// <summary>A warehouse that knows its item: two turns.</summary>
    private async Task<Yard> StartAsync(Action<WarehouseHostOptions>? configure = null)
    {
        Yard yard = new(Store, time, configure);
        yards.Add(yard);
        CommandOutcome defined = await yard.Submit(Yard.Items);
        Assert.Null(defined.Refused);
        Assert.Equal(2, defined.Seq);
        return yard;
    }

    /// <summary>Scans that are submitted at once, so that their turns share rows.</summary>
    private static Task<CommandOutcome[]> ScanAsync(Yard yard, int from, int count) =>
        Task.WhenAll(Enumerable.Range(from, count).Select(i => yard.Submit(Yard.Scan($"{i}"))));

    private async Task<long> LastTurnAsync() => (await Rows.ReadLastAsync(Yard.Warehouse, default))!.Value.Batch.LastSeq;

    private static IEnumerable<long> Numbers(long from, long to) => Enumerable.Range((int)from, (int)(to - from + 1)).Select(i => (long)i);
}
