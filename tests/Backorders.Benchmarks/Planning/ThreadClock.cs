using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Backorders.Benchmarks.Planning;

/// <summary>
/// Time that this thread has had on a processor. Beside other work a wall clock also counts the time in which the thread waited for one, which says nothing of the
/// code. Where there is no such clock, it is the wall clock.
/// </summary>
internal static class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID in Linux's <time.h>

    public static bool IsOfThread { get; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public static TimeSpan Now => IsOfThread && ClockGetTime(ThreadCpuTime, out TimeSpec time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / TimeSpan.NanosecondsPerTick)
        : Stopwatch.GetElapsedTime(0);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
