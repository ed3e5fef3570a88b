using System.Diagnostics;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Backorders.Testing;

/// <summary>
/// A class fixture of a slow suite. When the suite is over, <c>dotnet test</c> shows in one line how long it took, beside whatever ran at the same time, and how it is run longer.
/// </summary>
/// <typeparam name="TSuite">The suite, with a <see cref="RunLongerAttribute"/>.</typeparam>
/// <param name="runner">What <c>xunit.runner.json</c> has shown: xunit keeps everything else that a passing test prints to itself.</param>
public sealed class SuiteCost<TSuite>(IMessageSink runner) : IDisposable
{
    private readonly long began = Stopwatch.GetTimestamp();

    public void Dispose()
    {
        RunLongerAttribute how = typeof(TSuite).GetCustomAttribute<RunLongerAttribute>()!;
        string present = Environment.GetEnvironmentVariable(how.Variable) is { Length: > 0 } set ? $"{how.Variable}={set}" : "by default";
        runner.OnMessage(new DiagnosticMessage(
            $"{typeof(TSuite).Name} took {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s {present}; {how.Variable}={how.Example} runs it longer."));
    }
}
