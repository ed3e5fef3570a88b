using System.Diagnostics;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.V1;

namespace Backorders.Cli.Bench;

/// <summary>A node of its own on an empty store, with goods that customers wait for.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    public const string Warehouse = "BENCH";
    public const string Door = "D1";
    public const int Skus = 500;
    private const int SmallLinesPerSku = 20;

    private readonly BackordersNode node;
    private readonly string directory;

    private BenchNode(BackordersNode node, string directory, TimeSpan coldStart)
    {
        (this.node, this.directory, ColdStart) = (node, directory, coldStart);
        Client = BackordersClient.Connect(node.GrpcAddress.ToString(), node.DevelopmentKey!);
    }

    public BackordersClient Client { get; }

    /// <summary>From the first line of the start to the first call answered.</summary>
    public TimeSpan ColdStart { get; }

    public static string SkuAt(long number) => $"SKU-{number % Skus:000}";

    /// <summary>Starts on a folder of its own beneath <paramref name="parent"/>: the disk decides what a durable answer costs.</summary>
    /// <param name="parent">Where the folder is made.</param>
    /// <param name="database">A migrated schema that holds the journal instead; null for SQLite in the folder.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BenchNode> StartAsync(string parent, BenchDatabase? database, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp();
        string directory = Path.Combine(parent, $"backorders-bench-{Environment.ProcessId}");
        NodeOptions options = new() { DataDirectory = directory };
        if (database is not null)
        {
            (options.Journal, options.Postgres) = (JournalKind.Postgres, database.Options.Postgres);
        }

        options.Listen.Http = options.Listen.Grpc = "127.0.0.1:0";
        options.Log.Console = false;
        options.Warehouses.Add(new WarehouseOptions { Id = Warehouse, Doors = [Door], Lanes = ["L1", "L2", "L3", "L4"] });
        BackordersNode node = await BackordersNode.StartAsync(options, cancellation: cancellation).ConfigureAwait(false);
        BenchNode bench = new(node, directory, Stopwatch.GetElapsedTime(begin));
        await bench.FillAsync(cancellation).ConfigureAwait(false);
        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await node.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Some small lines for every SKU, and behind them one that never fills, so that every scan finds somebody who waits.</summary>
    private async Task FillAsync(CancellationToken cancellation)
    {
        DefineItemsRequest items = new() { Warehouse = Warehouse, RequestId = BackordersClient.NewRequestId() };
        items.Items.AddRange(Enumerable.Range(0, Skus).Select(i => new Item { Sku = SkuAt(i), Description = "Bench goods", IsGoods = true }));
        await Client.Items.DefineItemsAsync(items, cancellationToken: cancellation);
        for (int order = 0; order <= SmallLinesPerSku; order++)
        {
            SubmitOrderRequest request = new() { Warehouse = Warehouse, OrderNo = $"B-{order:00}" };
            long quantity = order < SmallLinesPerSku ? 6 : 1_000_000_000;
            request.Lines.AddRange(Enumerable.Range(0, Skus).Select(i => new OrderLine { LineNo = i + 1, Sku = SkuAt(i), Quantity = quantity }));
            await Client.Orders.SubmitOrderAsync(request, cancellationToken: cancellation);
        }
    }
}
