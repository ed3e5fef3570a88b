using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>The domain and the sessions take time, ids and chance from outside, and know no actors, and tests wait on points, never on the clock.</summary>
public sealed partial class BannedCallTests
{
    private static readonly string[] Pure = ["src/Backorders.Domain/", "src/Backorders.Actors/Sessions/", "src/Backorders.Actors/Turns/"];

    private static readonly HashSet<string> ClockOrChance = new(
        [
            "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "TimeProvider.System", "Environment.TickCount",
            "Environment.TickCount64", "Guid.NewGuid", "Guid.CreateVersion7", "Random.Shared",
        ],
        StringComparer.Ordinal);

    private static readonly HashSet<string> Chance = new(["Random.Shared"], StringComparer.Ordinal);

    private static readonly HashSet<string> Sleep = new(["Thread.Sleep"], StringComparer.Ordinal);

    [Fact]
    public void DomainAndSessions_HaveNoClockAndNoChance() => Findings.None(
        from file in Pure.SelectMany(Repository.Sources)
        from found in Calls.To(file, ClockOrChance).Concat(Calls.New(file, "Random").Select(m => (Place: (SyntaxNode)m, Member: "new Random")))
        select $"{file.At(found.Place)}: {found.Member}; time comes in as an Instant or from the injected TimeProvider, ids and chance with the command.");

    [Fact]
    public void DomainAndSessions_KnowNoActors() => Findings.None(
        from file in Pure.Append("src/Backorders.Actors/Port/").SelectMany(Repository.Sources)
        from name in Calls.Names(file, "Akka", "IActorRef")
        select $"{file.At(name)}: {name}; what decides, what is stored and what the server sees is the same whatever runs it.");

    [Fact]
    public void Sources_NeverSleep() => Findings.None(
        from file in Repository.Sources("src/")
        from sleep in Calls.To(file, Sleep)
        select $"{file.At(sleep.Place)}: {sleep.Member}; wait for what is awaited, or with Task.Delay(delay, timeProvider, token).");

    [Fact]
    public void Sources_WaitByTheInjectedClock() => Findings.None(
        from file in Repository.Sources("src/")
        from delay in Calls.Of(file, "Task.Delay")
        where !delay.ArgumentList.DescendantTokens().Any(t => NamesAClock().IsMatch(t.ValueText))
        select $"{file.At(delay)}: a delay by the machine's clock; write Task.Delay(delay, timeProvider, token).");

    [Fact]
    public void Tests_NeverSleep() => Findings.None(
        from file in Repository.Sources("tests/")
        from found in Calls.To(file, Sleep).Select(s => s.Place).Concat(Calls.Of(file, "Task.Delay").Where(d => !IsUntilCancelled(d)))
        select $"{file.At(found)}: {found}; wait on a SyncPoint, or move a ManualTimeProvider.");

    [Fact]
    public void Tests_DrawFromASeed() => Findings.None(
        from file in Repository.Sources("tests/")
        from found in Calls.To(file, Chance).Select(c => c.Place).Concat(Calls.New(file, "Random").Where(m => m.ArgumentList?.Arguments.Count is null or 0))
        select $"{file.At(found)}: {found}; draw from a SeededRandom, whose seed is printed.");

    [Fact]
    public void Tests_AreNotSwitchedOff() => Findings.None(
        from file in Repository.Sources("tests/")
        from attribute in file.All<AttributeSyntax>()
        where Calls.LastName(attribute.Name) is "Fact" or "Theory" && attribute.ArgumentList?.Arguments.Any(a => a.NameEquals?.Name.Identifier.ValueText == "Skip") == true
        select $"{file.At(attribute)}: {attribute}; mend the test or remove it.");

    [Fact]
    public void Tests_AssertSomething() => Findings.None(
        from file in Repository.Sources("tests/")
        from assert in Calls.Of(file, "Assert.True")
        where assert.ArgumentList.Arguments.FirstOrDefault()?.Expression.IsKind(SyntaxKind.TrueLiteralExpression) == true
        select $"{file.At(assert)}: {assert}; mend the test or remove it.");

    [Fact]
    public void Errors_AreNotSwallowed() => Findings.None(
        from file in Repository.Sources("src/").Concat(Repository.Sources("tests/"))
        from handler in file.All<CatchClauseSyntax>()
        where handler.Filter is null && (handler.Declaration is null || Calls.LastName(handler.Declaration.Type) == "Exception")
        where handler.Block.Statements.Count == 0 && !handler.Block.DescendantTrivia().Any(IsComment)
        select $"{file.At(handler)}: an error is swallowed; handle it, name its type, or say in the braces why it does not matter.");

    /// <summary>A wait without end that only a token ends is a point to wait on, not a sleep.</summary>
    private static bool IsUntilCancelled(InvocationExpressionSyntax delay) =>
        delay.ArgumentList.Arguments.FirstOrDefault()?.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Timeout" } } first
        && first.Name.Identifier.ValueText.StartsWith("Infinite", StringComparison.Ordinal);

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;

    [GeneratedRegex("^(time|clock|.*[tT]imeProvider|.*[cC]lock.*|Waiting)$")]
    private static partial Regex NamesAClock();
}
