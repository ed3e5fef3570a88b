using System.Collections.Concurrent;

namespace Backorders.EndToEnd.Tests.Way;

/// <summary>What a <see cref="TracedCopy"/> passes through: its methods say here that they begin. Public, because they stand in other assemblies.</summary>
public static class Trace
{
    private static readonly ConcurrentQueue<string> passed = new();

    /// <summary>Source files in the order in which their methods began, again for each time.</summary>
    public static IReadOnlyCollection<string> Passed => passed;

    /// <summary>A method of a source file begins.</summary>
    public static void Pass(string file) => passed.Enqueue(file);
}
