using System.Diagnostics;
using System.Globalization;
using Backorders.Cli.Bench;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.Server.Tests.Hostile;
using Backorders.V1;

namespace Backorders.Benchmarks;

/// <summary>
/// What good clients wait for a scan beside clients without manners (<see cref="RudeCrowd"/>), and alone, in turn in one run. The node, the good and the rude are a process each; the rude run at
/// the lowest priority, for in life they have machines of their own: what counts is what they cost the node.
/// </summary>
internal static class RudeRun
{
    private const string Warehouse = "BENCH";
    private const int Callers = 4;
    private const int Turns = 5;
    private const int RoundsOfTurn = 16;
    private const int HalfSentOfRound = 250;
    private static readonly TimeSpan Alone = TimeSpan.FromSeconds(8);

    private static int scans;

    private static string Me => typeof(RudeRun).Assembly.Location;

    /// <summary>Measures and prints.</summary>
    public static async Task PrintAsync(TextWriter to)
    {
        QuickRun.PrintMachine(to);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-rude-");
        using Process node = Start(Environment.ProcessPath!, Me, "--rude-node", folder.FullName);
        string[] told = [await ReadAsync(node), await ReadAsync(node), await ReadAsync(node)];
        using BackordersClient client = BackordersClient.Connect(told[1], told[2]);
        await client.Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = Warehouse, RequestId = BackordersClient.NewRequestId(), Items = { new V1.Item { Sku = "MUG", Description = "A mug", IsGoods = true } },
        });
        using Process crowd = Start("nice", ["-n", "19", Environment.ProcessPath!, Me, "--rude-crowd", .. told]);
        await ReadAsync(crowd);

        await ScanAsync(client, new Latencies(), After(Alone)); // compiled before anything is measured
        await ScanBesideAsync(client, new Latencies(), RoundsAsync(crowd, 1));
        (Latencies alone, Latencies beside) = (new Latencies(), new Latencies());
        (Spent aloneCost, Spent besideCost) = (default, default);
        for (int i = 0; i < Turns; i++)
        {
            aloneCost += await SpentAsync(node, () => ScanAsync(client, alone, After(Alone)));
            besideCost += await SpentAsync(node, () => ScanBesideAsync(client, beside, RoundsAsync(crowd, RoundsOfTurn)));
        }

        to.WriteLine($"{$"scans, {Callers} at once",-26} {"count",10} {"p50",12} {"p99",12}");
        Tell("alone", alone, aloneCost);
        Tell("beside rude clients", beside, besideCost);
        to.WriteLine($"p99 is {beside.Percentile(0.99) / alone.Percentile(0.99):N2} x; the rude: {await ReadAsync(crowd, "what")}");
        crowd.Kill();
        node.Kill();
        await node.WaitForExitAsync();
        folder.Delete(recursive: true);

        void Tell(string what, Latencies took, Spent by) => to.WriteLine($"{what,-26} {took.Count,10:N0} {$"{took.Percentile(0.5):N2} ms",12} {$"{took.Percentile(0.99):N2} ms",12}   "
            + $"the node: CPU {by.Cpu.TotalSeconds:N1} s, paused {by.Paused.TotalSeconds:N1} s for its memory, {by.Thrown:N0} exceptions");
    }

    /// <summary>The node.</summary>
    public static async Task ServeAsync(string folder)
    {
        NodeOptions options = new() { DataDirectory = folder };
        options.Listen.Http = options.Listen.Grpc = "127.0.0.1:0";
        options.Log.Console = false;
        options.Warehouses.Add(new WarehouseOptions { Id = Warehouse, Doors = ["D1"], Lanes = ["L1"] });
        await using BackordersNode node = await BackordersNode.StartAsync(options);
        Console.WriteLine($"{node.HttpAddress}\n{node.GrpcAddress}\n{node.DevelopmentKey}");
        long thrown = 0;
        AppDomain.CurrentDomain.FirstChanceException += (_, _) => Interlocked.Increment(ref thrown);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // It serves until nobody is there any more who started it, and says to a line what it has cost so far.
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.Ticks} {GC.GetTotalPauseDuration().Ticks} {Interlocked.Read(ref thrown)}"));
        }
    }

    /// <summary>The crowd: makes as many rounds as a line says, and says when it has; to another line, what it did so far.</summary>
    public static async Task CrowdAsync(Uri http, Uri grpc, string key)
    {
        using BackordersClient client = BackordersClient.Connect(grpc.ToString(), key);
        using RudeCrowd crowd = new(http, grpc, client, key, Scan("rude", 1_000));
        Console.WriteLine("there");
        int rounds = 0;
        while (await Console.In.ReadLineAsync() is { } line)
        {
            for (int left = int.TryParse(line, out int wanted) ? wanted : 0; left > 0; left--)
            {
                await crowd.RoundAsync(HalfSentOfRound);
                rounds++;
            }

            string[] other = [.. crowd.Heard.Where(static h => h[..4] is not ("401 " or "429 " or "501 "))];
            Console.WriteLine(other.Length > 0
                ? $"answered otherwise than by a refusal: {other[0].ReplaceLineEndings(" ")}"
                : $"{crowd.HalfSent:N0} half-sent requests, 20 unread streams, {rounds * 500:N0} resets, {rounds * 2} gzip bombs; none answered but by a refusal");
        }
    }

    /// <summary>What the node spends meanwhile.</summary>
    private static async Task<Spent> SpentAsync(Process node, Func<Task> work)
    {
        Spent before = await SoFarAsync();
        await work();
        return await SoFarAsync() - before;

        async Task<Spent> SoFarAsync()
        {
            long[] told = [.. (await ReadAsync(node, "spent")).Split(' ').Select(static n => long.Parse(n, CultureInfo.InvariantCulture))];
            return new Spent(new TimeSpan(told[0]), new TimeSpan(told[1]), told[2]);
        }
    }

    private static async Task RoundsAsync(Process crowd, int rounds) => await ReadAsync(crowd, $"{rounds}");

    private static Func<bool> After(TimeSpan time)
    {
        long began = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(began) >= time;
    }

    private static async Task ScanBesideAsync(BackordersClient client, Latencies took, Task rude)
    {
        await ScanAsync(client, took, () => rude.IsCompleted);
        await rude;
    }

    private static Task ScanAsync(BackordersClient client, Latencies took, Func<bool> isOver) => Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
    {
        while (!isOver())
        {
            long sent = Stopwatch.GetTimestamp();
            await client.Receiving.ReceiveAsync(Scan($"s{Interlocked.Increment(ref scans)}", 1));
            took.Add(Stopwatch.GetElapsedTime(sent));
        }
    })));

    private static ReceiveRequest Scan(string scan, long quantity) => new() { Warehouse = Warehouse, DeviceId = "scanner-1", ScanId = scan, Sku = "MUG", Quantity = quantity, Door = "D1" };

    private static Process Start(string program, params string[] args) =>
        Process.Start(new ProcessStartInfo(program, args) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    private static async Task<string> ReadAsync(Process process, string? say = null)
    {
        if (say is not null)
        {
            await process.StandardInput.WriteLineAsync(say);
            await process.StandardInput.FlushAsync();
        }

        return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A process ended.");
    }

    /// <summary>What a node has spent.</summary>
    /// <param name="Cpu">Of the processors.</param>
    /// <param name="Paused">How long all its threads stood still for the garbage collector.</param>
    /// <param name="Thrown">Exceptions.</param>
    private readonly record struct Spent(TimeSpan Cpu, TimeSpan Paused, long Thrown)
    {
        public static Spent operator +(Spent a, Spent b) => new(a.Cpu + b.Cpu, a.Paused + b.Paused, a.Thrown + b.Thrown);

        public static Spent operator -(Spent a, Spent b) => new(a.Cpu - b.Cpu, a.Paused - b.Paused, a.Thrown - b.Thrown);
    }
}
