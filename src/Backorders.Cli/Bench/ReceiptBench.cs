using System.Diagnostics;

namespace Backorders.Cli.Bench;

/// <summary>
/// Measures receipts end to end: scanner's client, gRPC on loopback, decision, durable append, answer, all in this process and on its cores.
/// </summary>
internal sealed class ReceiptBench(BenchNode node)
{
    private const int Streams = 16;

    /// <summary>Sends scans at a steady rate, whatever the answers do, and measures each from the time at which it was due.</summary>
    public async Task<BenchResult> SteadyAsync(int scansPerSecond, TimeSpan duration, CancellationToken cancellation)
    {
        Latencies latencies = new();
        ScanStream[] streams = Open($"steady-{scansPerSecond}", windowSize: 10_000, Streams, latencies);
        long begin = Stopwatch.GetTimestamp();
        long sent = 0;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(1));
        while (Stopwatch.GetElapsedTime(begin) < duration && await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
        {
            long due = (long)(Stopwatch.GetElapsedTime(begin).TotalSeconds * scansPerSecond);
            for (; sent < due; sent++)
            {
                await streams[sent % Streams].SendAsync(BenchNode.SkuAt(sent), DueAt(begin, sent, scansPerSecond)).ConfigureAwait(false);
            }
        }

        return await CloseAsync($"{scansPerSecond:N0} scans/s", streams, begin, latencies).ConfigureAwait(false);
    }

    /// <summary>Keeps a number of scans under way, each sent as soon as another was answered.</summary>
    public async Task<BenchResult> SaturateAsync(int inFlight, TimeSpan duration, CancellationToken cancellation)
    {
        Latencies latencies = new();
        int count = Math.Min(Streams, inFlight);
        ScanStream[] streams = Open($"full-{inFlight}", inFlight / count, count, latencies);
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(streams.Select((stream, first) => Task.Run(
            async () =>
            {
                for (long scan = first; Stopwatch.GetElapsedTime(begin) < duration && !cancellation.IsCancellationRequested; scan += count)
                {
                    await stream.SendAsync(BenchNode.SkuAt(scan), Stopwatch.GetTimestamp()).ConfigureAwait(false);
                }
            },
            cancellation))).ConfigureAwait(false);
        return await CloseAsync($"{inFlight:N0} in flight", streams, begin, latencies).ConfigureAwait(false);
    }

    private ScanStream[] Open(string name, int windowSize, int count, Latencies latencies) =>
        [.. Enumerable.Range(0, count).Select(i => new ScanStream(node.Client, $"{name}-{i}", windowSize, latencies))];

    private static long DueAt(long begin, long scan, int scansPerSecond) => begin + (long)((double)scan / scansPerSecond * Stopwatch.Frequency);

    private static async Task<BenchResult> CloseAsync(string name, ScanStream[] streams, long begin, Latencies latencies)
    {
        foreach (ScanStream stream in streams)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        long answered = streams.Sum(s => s.Answered);
        return new BenchResult(name, answered, answered / seconds, latencies.Percentile(0.5), latencies.Percentile(0.99), latencies.Percentile(1));
    }
}
