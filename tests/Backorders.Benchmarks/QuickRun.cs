using System.Diagnostics;
using System.Runtime;
using System.Runtime.InteropServices;
using Backorders.Benchmarks.Cases;

namespace Backorders.Benchmarks;

/// <summary>The same cases by a stopwatch, for a look in one go. Figures to compare by come from BenchmarkDotNet.</summary>
internal static class QuickRun
{
    private const int Warmups = 2;
    private const int Runs = 5;

    public static void Print(TextWriter to)
    {
        PrintMachine(to);
        to.WriteLine($"{"case",-52} {"median",12} {"worst",12} {"allocated",12}");
        Measure(to, new ReceiptCase());
        Measure(to, new PalletCase());
        Measure(to, new EncodeCase());
        Measure(to, new DecodeCase());
        Measure(to, new ReplayCase());
        Building filled = SaveCase.WithLines(100_000);
        Measure(to, new SaveCase(filled, 100_000));
        Measure(to, new LoadCase(filled, 100_000));
        LongQueueCase million = new();
        Measure(to, million);
        to.WriteLine($"{"submit an order of one line, up to 1,000,000 wait",-52} {Time(million.PerSubmit),12}");
        to.WriteLine($"{"memory of a waiting line with its order",-52} {$"{million.BytesPerLine:N0} B",12}");
    }

    public static string Time(TimeSpan time) => time.TotalMilliseconds switch
    {
        >= 1000 => $"{time.TotalSeconds:N2} s",
        >= 1 => $"{time.TotalMilliseconds:N2} ms",
        _ => $"{time.TotalMicroseconds:N2} us",
    };

    public static void PrintMachine(TextWriter to)
    {
        string name = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown"
            : RuntimeInformation.ProcessArchitecture.ToString();
        to.WriteLine($"{name}, {Environment.ProcessorCount} processors, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:N1} GB");
        to.WriteLine($"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, server GC {GCSettings.IsServerGC}");
        to.WriteLine();
    }

    private static void Measure(TextWriter to, ICase measured)
    {
        List<TimeSpan> times = [];
        long allocated = 0;
        for (int run = 0; run < Warmups + Runs; run++)
        {
            measured.Prepare();
            GC.Collect();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long began = Stopwatch.GetTimestamp();
            measured.Run();
            TimeSpan took = Stopwatch.GetElapsedTime(began) / measured.Operations;
            allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / measured.Operations;
            if (run >= Warmups)
            {
                times.Add(took);
            }
        }

        times.Sort();
        to.WriteLine($"{measured.Name,-52} {Time(times[Runs / 2]),12} {Time(times[^1]),12} {$"{allocated:N0} B",12}");
    }
}
