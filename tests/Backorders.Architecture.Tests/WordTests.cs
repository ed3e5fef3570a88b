using System.Text.RegularExpressions;

namespace Backorders.Architecture.Tests;

/// <summary>What is here works on any machine and is finished. The words looked for are put together here, so that this file is none of the findings.</summary>
public sealed class WordTests
{
    private static readonly Regex MachinePath =
        new(string.Concat("(?<![\\w.-])/(", string.Join('|', "wo" + "rk/", "fa" + "rm/", "ro" + "ot/", "tmp/" + "bash_jobs", "tmp/" + "wt-"), ")"));

    private static readonly Regex Unfinished =
        new(string.Concat("\\b(", string.Join('|', "TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X", "Not" + "ImplementedException", "T" + "BD"), ")\\b"));

    private static readonly string[] Texts =
    [
        ".cs", ".csproj", ".props", ".targets", ".sln", ".proto", ".md", ".json", ".yaml", ".yml", ".service", ".mjs", ".js", ".css", ".html", ".py", ".sh", ".txt", ".sql",
        "Containerfile", ".example", "/run", "/install", ".editorconfig", ".gitignore",
    ];

    private static IEnumerable<(string Path, int Line, string Text)> Lines =>
        from path in Repository.Files(string.Empty, Texts)
        where !path.EndsWith("packages.lock.json", StringComparison.Ordinal) && !path.EndsWith("package-lock.json", StringComparison.Ordinal)
        from line in Repository.Read(path).Split('\n').Select((text, i) => (Text: text, No: i + 1))
        select (path, line.No, line.Text);

    [Fact]
    public void Files_NameNoPathOfOneMachine() => Findings.None(
        from line in Lines
        let match = MachinePath.Match(line.Text)
        where match.Success
        select $"{line.Path}:{line.Line}: {match.Value} is a path of one machine; name it from the repository's root, or let a setting name it.");

    [Fact]
    public void Files_LeaveNothingUnfinished() => Findings.None(
        from line in Lines
        let match = Unfinished.Match(line.Text)
        where match.Success
        select $"{line.Path}:{line.Line}: {match.Value}; finish it or take it out.");
}
