using System.Text.RegularExpressions;

namespace Backorders.Architecture.Tests;

/// <summary>Documents tell the truth: what they name is there.</summary>
public sealed partial class DocumentTests
{
    private const int PageLines = 80;

    private static readonly IReadOnlyList<Project> Projects = [.. Repository.Files(string.Empty, ".csproj").Select(Project.Read)];

    [Fact]
    public void Projects_SayWhatLivesInThem()
    {
        string testsPage = Repository.Read("tests/README.md");
        Findings.None(
            from project in Projects
            where !Repository.Exists($"{project.Folder}/README.md")
            where !(project.Name.EndsWith(".Tests", StringComparison.Ordinal) && testsPage.Contains($"`{project.Name}`", StringComparison.Ordinal))
            select $"{project.Folder}/README.md:1: missing; say what lives here, what it may reference and where to start reading.");
    }

    [Fact]
    public void ProjectPages_AreAPage() => Findings.None(
        from project in Projects
        let path = $"{project.Folder}/README.md"
        where Repository.Exists(path)
        let lines = Repository.Read(path).TrimEnd().Count(c => c == '\n') + 1
        where lines > PageLines
        select $"{path}:{PageLines + 1}: {lines} lines; a page has {PageLines} at most.");

    [Fact]
    public void NamedPaths_Exist() => Findings.None(
        from document in Repository.Files(string.Empty, ".md")
        let text = Repository.Read(document)
        from match in NamedPath().Matches(text)
        let path = match.Groups["path"].Value.TrimEnd('/')
        where !Repository.Exists(path) && !Repository.Exists($"{FolderOf(document)}{path}")
        select $"{document}:{LineOf(text, match.Index)}: `{match.Groups["path"].Value}` is not there; name where it went.");

    [Fact]
    public void Links_LeadSomewhere() => Findings.None(
        from document in Repository.Files(string.Empty, ".md")
        let text = Repository.Read(document)
        from match in Link().Matches(text)
        let target = match.Groups["target"].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        where !Repository.Exists($"{FolderOf(document)}{target}")
        select $"{document}:{LineOf(text, match.Index)}: the link to {target} leads nowhere; link to where it went.");

    [Fact]
    public void NamedPages_Exist()
    {
        HashSet<string> pages = [.. Repository.Files(string.Empty, ".md").Select(p => Path.GetFileName(p))];
        Findings.None(
            from path in Repository.Files(string.Empty, ".cs", ".proto", ".md", ".props", ".csproj", ".yaml", ".yml", ".service")
            let text = Repository.Read(path)
            from match in NamedPage().Matches(text)
            where !pages.Contains(match.Value)
            select $"{path}:{LineOf(text, match.Index)}: there is no page {match.Value}; say it here, or name a page that is there.");
    }

    /// <summary>Whoever follows a receipt opens each file once, and is told by its first line where it goes on.</summary>
    [Fact]
    public void WayOfAReceipt_IsWhatTheFilesSay()
    {
        string page = Repository.Read("README.md");
        string way = page[page.IndexOf("## The way of a receipt", StringComparison.Ordinal)..page.IndexOf("No step looks back", StringComparison.Ordinal)];
        string[] files = [.. WayFile().Matches(way).Select(m => m.Value)];

        Assert.True(files.Length >= 6);
        Findings.None(files.Where(f => !Repository.Exists(f)).Select(f => $"README.md: the way of a receipt names {f}, which is not there."));
        Findings.None(
            from step in files.Zip(files.Skip(1))
            let told = Repository.Read(step.First).Split('\n')[0]
            where !told.StartsWith("// A receipt ", StringComparison.Ordinal) || !told.Contains(Path.GetFileName(step.Second), StringComparison.Ordinal)
            select $"{step.First}:1: its first line should say that a receipt goes on in {Path.GetFileName(step.Second)}, as README.md does.");
    }

    /// <summary>A first line that tells where a receipt comes from and goes on names files that are there.</summary>
    [Fact]
    public void FirstLines_NameFilesThatExist()
    {
        string[] all = [.. Repository.Files("src/", ".cs").Select(f => "/" + f)];
        Findings.None(
            from path in Repository.Files("src/", ".cs")
            let told = Repository.Read(path).Split('\n')[0]
            where told.StartsWith("// A ", StringComparison.Ordinal)
            from match in NamedFile().Matches(told)
            where !all.Any(f => f.EndsWith("/" + match.Value, StringComparison.Ordinal))
            select $"{path}:1: its first line names {match.Value}, which is not there.");
    }

    private static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var slash ? path[..(slash + 1)] : string.Empty;

    private static int LineOf(string text, int index) => 1 + text.AsSpan(0, index).Count('\n');

    [GeneratedRegex(@"`(?<path>(src|tests|protos|deploy|web)/[A-Za-z0-9_./-]*)`")]
    private static partial Regex NamedPath();

    [GeneratedRegex(@"\bsrc/[A-Za-z0-9_./]+\.cs\b")]
    private static partial Regex WayFile();

    [GeneratedRegex(@"[A-Za-z0-9_./]+\.cs\b")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w-])[A-Z][A-Z_]{2,}\.md\b")]
    private static partial Regex NamedPage();
}
