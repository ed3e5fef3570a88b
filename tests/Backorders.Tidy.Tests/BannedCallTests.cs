using System.Text.RegularExpressions;

namespace Backorders.Tidy.Tests;

/// <summary>The domain and the sessions take time, ids and chance from outside, and know no actors, and tests wait on points, never on the clock.</summary>
public sealed partial class BannedCallTests
{
    private static readonly string[] Pure = ["src/Backorders.Domain/", "src/Backorders.Actors/Sessions/", "src/Backorders.Actors/Turns/"];

    [Fact]
    public void DomainAndSessions_HaveNoClockAndNoChance() => Findings.None(
        from file in Pure.SelectMany(Repository.Sources)
        from match in ClockOrChance().Matches(file.Code)
        select $"{file.At(match.Index)}: {match.Value}; time comes in as an Instant or from the injected TimeProvider, ids and chance with the command.");

    [Fact]
    public void DomainAndSessions_KnowNoActors() => Findings.None(
        from file in Pure.Append("src/Backorders.Actors/Port/").SelectMany(Repository.Sources)
        from match in Akka().Matches(file.Code)
        select $"{file.At(match.Index)}: {match.Value}; what decides, what is stored and what the server sees is the same whatever runs it.");

    [Fact]
    public void Sources_NeverSleep() => Findings.None(
        from file in Repository.Sources("src/")
        from match in Sleep().Matches(file.Code)
        select $"{file.At(match.Index)}: {match.Value}; wait for what is awaited, or with Task.Delay(delay, timeProvider, token).");

    [Fact]
    public void Sources_WaitByTheInjectedClock() => Findings.None(
        from file in Repository.Sources("src/")
        from match in Delay().Matches(file.Code)
        where !NamesAClock().IsMatch(Arguments(file.Code, match.Index + match.Length))
        select $"{file.At(match.Index)}: a delay by the machine's clock; write Task.Delay(delay, timeProvider, token).");

    [Fact]
    public void Tests_NeverSleep() => Findings.None(
        from file in Repository.Sources("tests/")
        from match in Sleep().Matches(file.Code).Concat(Delay().Matches(file.Code).Where(m => !IsUntilCancelled(file.Code, m)))
        select $"{file.At(match.Index)}: {match.Value.TrimEnd('(')}; wait on a SyncPoint, or move a ManualTimeProvider.");

    [Fact]
    public void Tests_DrawFromASeed() => Findings.None(
        from file in Repository.Sources("tests/")
        from match in Chance().Matches(file.Code)
        select $"{file.At(match.Index)}: {match.Value}; draw from a SeededRandom, whose seed is printed.");

    [Fact]
    public void Tests_AreNotSwitchedOff_AndAssertSomething() => Findings.None(
        from file in Repository.Sources("tests/")
        from match in SwitchedOff().Matches(file.Code)
        select $"{file.At(match.Index)}: {match.Value}; mend the test or remove it.");

    [Fact]
    public void Errors_AreNotSwallowed() => Findings.None(
        from file in Repository.Sources("src/").Concat(Repository.Sources("tests/"))
        from match in Swallowed().Matches(file.Code)
        where file.Text.Substring(match.Index, match.Length).IndexOf("//", StringComparison.Ordinal) < 0
        select $"{file.At(match.Index)}: an error is swallowed; handle it, name its type, or say in the braces why it does not matter.");

    /// <summary>A wait without end that only a token ends is a point to wait on, not a sleep.</summary>
    private static bool IsUntilCancelled(string code, Match delay) => Arguments(code, delay.Index + delay.Length).StartsWith("Timeout.Infinite", StringComparison.Ordinal);

    private static string Arguments(string code, int at)
    {
        int depth = 1;
        int end = at;
        while (end < code.Length && depth > 0)
        {
            depth += code[end] == '(' ? 1 : code[end] == ')' ? -1 : 0;
            end++;
        }

        return code[at..end];
    }

    [GeneratedRegex(
        @"\bDateTime(Offset)?\s*\.\s*(Utc)?Now\b|\bDateTime\s*\.\s*Today\b|\bTimeProvider\s*\.\s*System\b|\bEnvironment\s*\.\s*TickCount(64)?\b"
        + @"|\bGuid\s*\.\s*(NewGuid|CreateVersion7)\b|\bRandom\s*\.\s*Shared\b|\bnew\s+Random\b")]
    private static partial Regex ClockOrChance();

    [GeneratedRegex(@"\bAkka\b|\bIActorRef\b")]
    private static partial Regex Akka();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b")]
    private static partial Regex Sleep();

    [GeneratedRegex(@"\bTask\s*\.\s*Delay\s*\(")]
    private static partial Regex Delay();

    [GeneratedRegex(@"\b(time|clock|\w*[tT]imeProvider|\w*[cC]lock\w*|Waiting)\b")]
    private static partial Regex NamesAClock();

    [GeneratedRegex(@"\bRandom\s*\.\s*Shared\b|\bnew\s+Random\s*\(\s*\)")]
    private static partial Regex Chance();

    [GeneratedRegex(@"\[(Fact|Theory)\s*\(\s*Skip\b|\bAssert\s*\.\s*True\s*\(\s*true\b")]
    private static partial Regex SwitchedOff();

    [GeneratedRegex(@"\bcatch\s*(\(\s*Exception(\s+\w+)?\s*\)\s*)?\{\s*\}")]
    private static partial Regex Swallowed();
}
