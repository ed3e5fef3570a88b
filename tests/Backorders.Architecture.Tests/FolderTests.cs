using System.Text.RegularExpressions;

namespace Backorders.Architecture.Tests;

/// <summary>Folders are layers: what a folder is for can be told without those that build on it.</summary>
public sealed partial class FolderTests
{
    /// <summary>The projects for which this holds. Whoever has made another one so adds it.</summary>
    private static readonly string[] Layered =
    [
        "Backorders.Domain", "Backorders.Contracts", "Backorders.Postgres", "Backorders.Actors", "Backorders.ReadModel", "Backorders.Partners", "Backorders.Server",
        "Backorders.Cli",
    ];

    /// <summary>Where a project's namespaces begin, if not with its name: who integrates imports one namespace for messages, clients and errors.</summary>
    private static readonly Dictionary<string, string> Roots = new(StringComparer.Ordinal) { ["Backorders.Contracts"] = "Backorders.V1" };

    private const string Weight = "namespace P.Values; public class Weight { public int Grams { get; set; } }";
    private const string Rule = "using P.Values; namespace P.Rules; public class Base; public static class Rule { public static int Of(Weight w) => w.Grams; }";

    [Fact]
    public void Folders_OfAProject_MakeNoCircle() => Findings.None(
        from project in Layered
        from use in FolderGraph.Of(project).Circles()
        select $"{use.File}:{use.Line}: {use.From} uses {use.Name} of {use.To}, and {use.To} leads back to {use.From}; move what both need below them, or the rule above them.");

    [Fact]
    public void Namespaces_FollowFolders() => Findings.None(
        from project in Layered
        from path in Repository.Files($"src/{project}/", ".cs")
        let folder = FolderGraph.FolderOf(project, path)
        let root = Roots.GetValueOrDefault(project, project)
        let expected = folder == project ? root : $"{root}.{folder.Replace('/', '.')}"
        let found = Namespace().Match(Repository.Read(path)).Groups[1].Value
        where found != expected && found.Length > 0
        select $"{path}:1: namespace '{found}' in folder {folder}; write 'namespace {expected};'.");

    [Fact]
    public void Circles_AreNotSeen_WhereFoldersAreLayers() => Assert.Empty(Circles(
        ("Values/Weight.cs", Weight), ("Rules/Rule.cs", Rule), ("Start.cs", "namespace P; public class Start { public int Of(Values.Weight w) => Rules.Rule.Of(w); }")));

    [Theory]
    [InlineData("namespace P.Values; public class Scale { public int Of(Weight w) => Rules.Rule.Of(w); }")]
    [InlineData("namespace P.Values; public class Scale : P.Rules.Base;")]
    [InlineData("using P.Rules; namespace P.Values; public class Scale;")]
    [InlineData("namespace P.Values; public class Scale { private static readonly System.Func<Weight, int> of = Rules.Rule.Of; }")]
    public void Circles_AreFound_ByNamesBasesAndImports(string scale) => Assert.Equal(
        ["Rules>Values", "Values>Rules"], Circles(("Values/Weight.cs", Weight), ("Values/Scale.cs", scale), ("Rules/Rule.cs", Rule)));

    [Fact]
    public void Circles_AreFound_ByMembersOfWhatIsNotNamed() => Assert.Contains("A>C", Circles(
        ("A/One.cs", "namespace P.A; public class One { public static void Go() => P.B.Two.Make().Go(); }"),
        ("B/Two.cs", "namespace P.B; public class Two { public static P.C.Three Make() => new(); }"),
        ("C/Three.cs", "namespace P.C; public class Three { public void Go() => P.A.One.Go(); }")));

    [Fact]
    public void Circles_AreFound_OverSeveralFolders_AndNameNobodyElse() => Assert.Equal(["A>B", "B>C", "C>A"], Circles(
        ("A/One.cs", "namespace P.A; public class One : P.B.Two;"), ("B/Two.cs", "namespace P.B; public class Two { P.C.Three? three; }"),
        ("C/Three.cs", "namespace P.C; public class Three { P.A.One? one; }"), ("D/Four.cs", "namespace P.D; public class Four { P.A.One? one; }")));

    private static string[] Circles(params (string Path, string Text)[] files) =>
        [.. FolderGraph.OfTexts("P", files).Circles().Select(u => $"{u.From}>{u.To}").Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
