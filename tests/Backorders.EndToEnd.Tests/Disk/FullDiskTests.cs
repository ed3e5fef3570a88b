using System.Diagnostics;
using Backorders.Actors.Storage.Sqlite;
using Backorders.EndToEnd.Tests.Cluster;
using Backorders.Server.Options;
using Backorders.Server;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.EndToEnd.Tests.Disk;

/// <summary>
/// A real node whose journal cannot grow any more (SQLite itself says that the disk is full), and the executable as a user runs it. Proves: what could not be stored is
/// neither done nor refused but not confirmed; it goes again by itself; and when there is room again it is answered once and counted once.
/// </summary>
[Collection(nameof(OneAtATime))]
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int exitDone = 0;
    private const int exitNotConfirmed = 5;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-disk-");
    private SqliteStoreOptions store = null!;
    private BackordersNode node = null!;
    private BackordersClient client = null!;
    private long received;

    public async Task InitializeAsync()
    {
        // A writer's connection is opened anew after a failure, and then asks how much room there is.
        store = new SqliteStoreOptions { Path = Path.Combine(folder.FullName, "turns.db"), PagesMax = 60 };
        node = BackordersNode.Create(
            new NodeOptions
            {
                DataDirectory = folder.FullName,
                Warehouses = [new WarehouseOptions { Id = "MAIN", TimeZone = "Europe/London", Doors = ["D1"], Lanes = ["L1"] }],
                Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
                Log = new LogOptions { Console = false },
            },
            store: SqliteTurnStore.Open(store, TimeProvider.System));
        await node.StartAsync(CancellationToken.None);
        client = BackordersClient.Connect(node.GrpcAddress.ToString(), node.DevelopmentKey!);
        await client.Items.DefineItemsAsync(new DefineItemsRequest { Warehouse = "MAIN", RequestId = BackordersClient.NewRequestId(), Items = { new Item { Sku = "MUG", IsGoods = true } } });
        await FillAsync();
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await node.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Scan_DiskIsFull_IsNotConfirmed_AndTheSameScanIsCountedOnceWhenThereIsRoom()
    {
        (int code, string output, string error) = await RunAsync("scan", "MUG", "5", "--scan-id", "S-1", "--deadline", "2", "--tries", "2");
        Assert.True(code == exitNotConfirmed, $"exit code {code}: {error}");
        Assert.Empty(output);
        string[] lines = error.TrimEnd().Split('\n');
        Assert.Matches("^not confirmed: .*; the same scan goes again by itself \\(scan id S-1\\)\\.$", lines[0]);
        Assert.Equal("not confirmed after 2 tries: whether MUG x 5 was received is not known. Send the same scan again with --scan-id S-1; it is counted once.", lines[^1]);

        store.PagesMax = 100_000;
        (code, string first, error) = await RunAsync("scan", "MUG", "5", "--scan-id", "S-1", "--json");
        Assert.True(code == exitDone, error);
        (code, string again, error) = await RunAsync("scan", "MUG", "5", "--scan-id", "S-1", "--json");
        Assert.True(code == exitDone, error);
        Assert.Equal(first, again);
        Assert.Equal(received + 5, await ReceivedAsync());
    }

    [Fact]
    public async Task Scan_RoomIsMadeWhileItGoesAgain_EndsAsDoneByItself()
    {
        using Process scan = Start("scan", "MUG", "7", "--deadline", "2", "--tries", "1000");
        Assert.StartsWith("not confirmed: ", await scan.StandardError.ReadLineAsync(), StringComparison.Ordinal);
        store.PagesMax = 100_000;
        (int code, string output, string error) = await EndAsync(scan);
        Assert.True(code == exitDone, error);
        Assert.StartsWith("7 x MUG to put-away", output, StringComparison.Ordinal);
        Assert.Equal(received + 7, await ReceivedAsync());
    }

    [Fact]
    public async Task Import_DiskIsFull_IsNotConfirmed_AndTheSameFileGoesThroughWhenThereIsRoom()
    {
        string file = Path.Combine(folder.FullName, "orders.csv");
        await File.WriteAllTextAsync(file, "order_no,sku,quantity\nSO-1,MUG,1\nSO-2,TEAPOT,1\nSO-3,MUG,2\n");
        (int code, _, string error) = await RunAsync("import", "orders", file);
        Assert.True(code == exitNotConfirmed, $"exit code {code}: {error}");
        Assert.Contains("what begins on row 2 or later is not confirmed: STORE_UNAVAILABLE: ", error, StringComparison.Ordinal);
        Assert.Contains("Send the same file again", error, StringComparison.Ordinal);
        (code, _, error) = await RunAsync("import", "orders", file, "--deadline", "0.5");
        Assert.Equal(
            (exitNotConfirmed, "orders.csv: what begins on row 2 or later is not confirmed: no answer within 0.5 s. Send the same file again: what was taken on is not taken on twice."), (code, error.Trim()));

        store.PagesMax = 100_000;
        (code, string output, error) = await RunAsync("import", "orders", file);
        Assert.Contains("row 3, column sku", error, StringComparison.Ordinal);
        Assert.Equal((1, "2 of 3 rows accepted."), (code, output.Trim()));
        (_, output, _) = await RunAsync("import", "orders", file);
        Assert.Equal("2 of 3 rows accepted.", output.Trim());
    }

    /// <summary>Scans until the node says that it cannot store one more; that one is not counted.</summary>
    private async Task FillAsync()
    {
        for (int scan = 0; scan < 20_000; scan++)
        {
            try
            {
                await client.Receiving.ReceiveAsync(new ReceiveRequest { Warehouse = "MAIN", DeviceId = "FILL", ScanId = $"{scan}", Sku = "MUG", Quantity = 1, Door = "D1" });
                received++;
            }
            catch (RpcException e) when (e.GetErrorInfo()?.Reason == "STORE_UNAVAILABLE")
            {
                Assert.InRange(received, 20, 19_000);
                return;
            }
        }

        throw new InvalidOperationException("The journal grew beyond its pages.");
    }

    private async Task<long> ReceivedAsync() => (await client.Operations.GetStockAsync(new GetStockRequest { Warehouse = "MAIN", Sku = "MUG" })).Received;

    private async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        using Process process = Start(args);
        return await EndAsync(process);
    }

    private static async Task<(int Code, string Out, string Error)> EndAsync(Process process)
    {
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    private Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "backorders.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["BACKORDERS_SERVER"], start.Environment["BACKORDERS_KEY"]) = (node.GrpcAddress.ToString(), node.DevelopmentKey!);
        return Process.Start(start)!;
    }
}
