using System.Diagnostics;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.V1;

namespace Backorders.Benchmarks;

/// <summary>
/// How long a node takes from the start of its process until it has answered its first durable command. Each start is a process of its own on an empty folder; who calls
/// it is this process, which is warm after the first start, whose figures are not counted.
/// </summary>
internal static class StartRun
{
    private const string Warehouse = "BENCH";
    private const int Starts = 6;

    /// <summary>Starts nodes and prints what they took.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="program">A published program to start with <c>serve</c>; null for this build.</param>
    public static async Task PrintAsync(TextWriter to, string? program)
    {
        QuickRun.PrintMachine(to);
        List<(double Serves, double Answered, double Next, double Cpu)> starts = [];
        for (int start = 0; start < Starts; start++)
        {
            starts.Add(await StartAsync(program));
        }

        to.WriteLine($"{"from the start of the process, seconds",-44} {"median",10} {"worst",10}");
        Print(to, "it says where it listens", starts.Skip(1).Select(s => s.Serves));
        Print(to, "first durable answer", starts.Skip(1).Select(s => s.Answered));
        Print(to, "the answer after that took", starts.Skip(1).Select(s => s.Next));
        Print(to, "processor time until then", starts.Skip(1).Select(s => s.Cpu));
    }

    /// <summary>The other process: a node in a folder, until its input ends.</summary>
    public static async Task ServeAsync(string folder)
    {
        NodeOptions options = new() { DataDirectory = folder };
        options.Listen.Http = options.Listen.Grpc = "127.0.0.1:0";
        options.Log.Console = false;
        options.Warehouses.Add(new WarehouseOptions { Id = Warehouse, Doors = ["D1"], Lanes = ["L1"] });
        await using BackordersNode node = await BackordersNode.StartAsync(options);
        Console.WriteLine($"{{\"grpc\":\"{node.GrpcAddress}\",\"development_key\":\"{node.DevelopmentKey}\"}}");
        await Console.In.ReadToEndAsync();
    }

    private static async Task<(double Serves, double Answered, double Next, double Cpu)> StartAsync(string? program)
    {
        string folder = Directory.CreateTempSubdirectory("backorders-start-").FullName;
        ProcessStartInfo how = program is null
            ? new(Environment.ProcessPath!, [typeof(StartRun).Assembly.Location, "--node", folder])
            : new(program, ["serve", "--data", folder, "--warehouse", Warehouse, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--json"]);
        (how.RedirectStandardInput, how.RedirectStandardOutput) = (true, true);
        how.Environment["Backorders__Log__Console"] = "false";
        long begun = Stopwatch.GetTimestamp();
        using Process process = Process.Start(how)!;
        try
        {
            string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The node ended.");
            double serves = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            using System.Text.Json.JsonDocument said = System.Text.Json.JsonDocument.Parse(line);
            using BackordersClient client = BackordersClient.Connect(said.RootElement.GetProperty("grpc").GetString()!, said.RootElement.GetProperty("development_key").GetString()!);
            await DefineAsync(client, "MUG");
            double answered = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            await DefineAsync(client, "CUP");
            return (serves, answered, Stopwatch.GetElapsedTime(begun).TotalSeconds - answered, process.TotalProcessorTime.TotalSeconds);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task DefineAsync(BackordersClient client, string sku) => await client.RetryAsync(() => client.Items.DefineItemsAsync(new DefineItemsRequest
    {
        Warehouse = Warehouse, RequestId = BackordersClient.NewRequestId(), Items = { new V1.Item { Sku = sku, Description = "A thing", IsGoods = true } },
    }));

    private static void Print(TextWriter to, string name, IEnumerable<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        to.WriteLine($"{name,-44} {$"{sorted[sorted.Length / 2]:N2}",10} {$"{sorted[^1]:N2}",10}");
    }
}
