using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>
/// Every case that a warehouse engineer will try has a test that says so by its trait, and the page of the tests tells where: it names classes by project,
/// and each of them must hold a test of the case.
/// </summary>
public sealed partial class CaseTests
{
    private const string Page = "tests/README.md";
    private const int Cases = 30;

    private static readonly IReadOnlySet<string> All = new SortedSet<string>(Enumerable.Range(1, Cases).Select(n => $"{n:00}"), StringComparer.Ordinal);

    /// <summary>Where each case is shown: its number with <c>Domain: OrderTests</c>.</summary>
    private static readonly ILookup<string, string> Shown = (
        from path in Repository.Files("tests/", ".cs")
        let name = TestFile().Match(path)
        where name.Success
        from attribute in SourceFile.Of(path).All<AttributeSyntax>()
        where Calls.LastName(attribute.Name) == "Trait"
        let texts = attribute.ArgumentList!.Arguments.Select(a => (a.Expression as LiteralExpressionSyntax)?.Token.ValueText ?? "?").ToArray()
        where texts is ["Case", _]
        select (Case: texts[1], Class: $"{name.Groups["project"].Value}: {name.Groups["class"].Value}"))
        .Distinct().ToLookup(t => t.Case, t => t.Class);

    [Fact]
    public void Cases_HaveATestWithTheirTrait() => Findings.None(
        from number in All
        where Shown[number].FirstOrDefault() is null
        select $"{Page}:1: no test of case {number}; write one, with [Trait(\"Case\", \"{number}\")].");

    [Fact]
    public void Traits_AreOfACase() => Findings.None(
        from shown in Shown
        where !All.Contains(shown.Key)
        select $"{shown.First()}: there is no case {shown.Key}; they are 01 to {Cases}.");

    [Fact]
    public void Matrix_HasEveryCaseOnce()
    {
        string[] rows = [.. Rows().Select(r => r.Case)];
        Findings.None(
            from number in All
            let count = rows.Count(r => r == number)
            where count != 1
            select $"{Page}:1: case {number} has {count} rows; it has one, which names {string.Join(", ", Shown[number])}.");
    }

    [Fact]
    public void Matrix_NamesTestsThatShowTheCase() => Findings.None(
        from row in Rows()
        from name in row.Classes.DefaultIfEmpty("none")
        where !Shown[row.Case].Contains(name)
        select $"{Page}:{row.Line}: {name} has no test of case {row.Case}; those that have one are {string.Join(", ", Shown[row.Case])}.");

    /// <summary>Rows such as <c>| 01 | the same scan twice | Domain: ClockTests, OrderTests; Actors: RepeatTests |</c>.</summary>
    private static IEnumerable<(int Line, string Case, IReadOnlyList<string> Classes)> Rows() =>
        from line in Repository.Read(Page).Split('\n').Select((text, i) => (Row: Row().Match(text), Number: i + 1))
        where line.Row.Success
        select (line.Number, line.Row.Groups["case"].Value, (IReadOnlyList<string>)[.. Classes(line.Row.Groups["tests"].Value)]);

    private static IEnumerable<string> Classes(string tests) =>
        from part in tests.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        let sides = part.Split(':', 2, StringSplitOptions.TrimEntries)
        from name in sides[^1].Split(',', StringSplitOptions.TrimEntries)
        select $"{sides[0]}: {name}";

    [GeneratedRegex(@"^tests/Backorders\.(?<project>\w+)\.Tests/(.*/)?(?<class>\w+)\.cs$")]
    private static partial Regex TestFile();

    [GeneratedRegex(@"^\| (?<case>\d\d) \| [^|]+ \| (?<tests>[^|]*) \|\s*$")]
    private static partial Regex Row();
}
