using System.Diagnostics;
using Backorders.Cli.Bench;
using Backorders.Server.Options;

namespace Backorders.Benchmarks;

/// <summary>
/// The calls of <see cref="CallsRun"/> against this build and another one, in turn, a second each: what else the machine does comes over both. Ratios are the medians of those of each pair.
/// </summary>
internal static class CallsComparison
{
    private const int Pairs = 15;
    private static readonly TimeSpan slice = TimeSpan.FromSeconds(1);

    /// <summary>Until the compiler of hot code has nothing more to do: before, it takes two fifths of a node's processor time, and what is measured is how much code there is.</summary>
    private static readonly TimeSpan warmUp = TimeSpan.FromSeconds(15);

    private delegate Task<Latencies> Run(CallsNode node, string name, int underWay, TimeSpan duration);

    /// <summary>Measures and prints.</summary>
    /// <param name="to">Where.</param>
    /// <param name="other">The other build's <c>Backorders.Benchmarks.dll</c>.</param>
    /// <param name="only">A part of the names of those to be measured; null for all.</param>
    public static async Task PrintAsync(TextWriter to, string other, string? only)
    {
        QuickRun.PrintMachine(to);
        to.WriteLine($"there: {other}; {Pairs} pairs of a second each");
        to.WriteLine($"{"receipts",-40} {"a second: there",15} {"here",8} {"ratio",6} {"CPU each: there",16} {"here",9} {"ratio",6} {"bytes each: there",18} {"here",8}");
        foreach ((string what, JournalKind journal, int[] underWay, var run) in new[]
        {
            ("unary Receive", JournalKind.Memory, CallsRun.CallsUnderWay, (Run)CallsRun.CallAsync),
            ("ReceiveStream, durable", JournalKind.Sqlite, CallsRun.ScansUnderWay, CallsRun.StreamAsync),
        })
        {
            foreach ((string name, int count) in underWay.Select(n => ($"{what}, {n} under way", n)).Where(m => only is null || m.Item1.Contains(only, StringComparison.Ordinal)))
            {
                await CompareAsync(to, other, journal, name, count, run);
            }
        }
    }

    private static async Task CompareAsync(TextWriter to, string other, JournalKind journal, string name, int underWay, Run run)
    {
        await using CallsNode there = await CallsNode.StartAsync(journal, other);
        await using CallsNode here = await CallsNode.StartAsync(journal);
        foreach (CallsNode node in new[] { there, here })
        {
            await run(node, "warm-up", Math.Max(underWay, 32), warmUp);
        }

        List<Measured> ofThere = [];
        List<Measured> ofHere = [];
        for (int i = 0; i < Pairs; i++)
        {
            // Whoever comes second finds a warmer machine, so they take turns in that too.
            bool isHereFirst = i % 2 == 1;
            foreach (bool isHere in new[] { isHereFirst, !isHereFirst })
            {
                (isHere ? ofHere : ofThere).Add(await MeasureAsync(isHere ? here : there, $"{name} {i}", underWay, run));
            }
        }

        to.WriteLine(
            $"{name,-40} {Middle(ofThere, m => m.Rate),15:N0} {Middle(ofHere, m => m.Rate),8:N0} {Ratio(ofThere, ofHere, m => m.Rate),6:N2}"
            + $" {$"{Middle(ofThere, m => m.Cpu):N1} us",16} {$"{Middle(ofHere, m => m.Cpu):N1} us",9} {Ratio(ofThere, ofHere, m => m.Cpu),6:N2}"
            + $" {Middle(ofThere, m => m.Bytes),18:N0} {Middle(ofHere, m => m.Bytes),8:N0}");
    }

    private static async Task<Measured> MeasureAsync(CallsNode node, string name, int underWay, Run run)
    {
        (TimeSpan cpu, long bytes, long began) = (node.Processor, await node.AllocatedAsync(), Stopwatch.GetTimestamp());
        Latencies took = await run(node, name, underWay, slice);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Measured(took.Count / seconds, (node.Processor - cpu).TotalMicroseconds / took.Count, (await node.AllocatedAsync() - bytes) / (double)took.Count);
    }

    private static double Ratio(List<Measured> there, List<Measured> here, Func<Measured, double> what) => Middle(there.Zip(here, (t, h) => what(h) / what(t)));

    private static double Middle(List<Measured> of, Func<Measured, double> what) => Middle(of.Select(what));

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(Pairs / 2);

    /// <param name="Rate">Receipts a second.</param>
    /// <param name="Cpu">Microseconds of the node's processor time for each.</param>
    /// <param name="Bytes">Bytes that the node allocated for each.</param>
    private sealed record Measured(double Rate, double Cpu, double Bytes);
}
