using System.Text.RegularExpressions;

namespace Backorders.Tidy.Tests;

/// <summary>Nothing grows beyond what a reader holds in the head, and nothing can be inherited from that was not made for it.</summary>
public sealed partial class ShapeTests
{
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 70;
    private const int LineLengthMax = 210;
    private const string OfficialApi = "open in the API that generated code and its users are written against";

    /// <summary>Types of src that are neither sealed nor abstract, each with its reason.</summary>
    private static readonly Dictionary<string, string> MayBeInherited = new(StringComparer.Ordinal)
    {
        ["Builder"] = OfficialApi,
        ["ClientBaseConfiguration"] = OfficialApi,
        ["Marshaller"] = OfficialApi,
        ["Method"] = OfficialApi,
        ["RpcException"] = OfficialApi,
        ["ServerServiceDefinition"] = OfficialApi,
        ["ServiceBinderBase"] = OfficialApi,
        ["WriteOptions"] = OfficialApi,
    };

    private static IEnumerable<SourceFile> Everything => Repository.Sources("src/").Concat(Repository.Sources("tests/"));

    [Fact]
    public void Files_AreShort() => Findings.None(
        from path in Repository.Files(string.Empty, ".cs", ".proto", ".mjs", ".js", ".py")
        where path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal)
        let lines = Repository.Read(path).AsSpan().TrimEnd('\n').Count('\n') + 1
        where lines > FileLinesMax
        select $"{path}:{FileLinesMax + 1}: {lines} lines; split it by concern, {FileLinesMax} at most.");

    [Fact]
    public void Methods_AreShort() => Findings.None(
        from file in Everything
        from method in Outline.Methods(file)
        let lines = file.LineOf(method.To) - file.LineOf(method.From) + 1
        where lines > MethodLinesMax
        select $"{file.At(method.From)}: '{Shorten(method.Header)}' has {lines} lines; name its parts and call them, {MethodLinesMax} at most.");

    [Fact]
    public void Lines_FitAScreen() => Findings.None(
        from file in Everything
        from line in file.Text.Split('\n').Select((text, i) => (Text: text, No: i + 1))
        where line.Text.Length > LineLengthMax
        select $"{file.Path}:{line.No}: {line.Text.Length} characters; break it, {LineLengthMax} at most.");

    [Fact]
    public void Classes_AreSealed_UnlessListed()
    {
        var open = Repository.Sources("src/")
            .SelectMany(f => Outline.Types(f).Where(t => t.Kind is "class" or "record" or "record class").Select(t => (File: f, Type: t)))
            .GroupBy(t => (t.File.Project, t.Type.Name))
            .Where(g => !g.Any(t => SealedWords().IsMatch(t.Type.Modifiers)))
            .ToList();

        Findings.None(open.Where(g => !MayBeInherited.ContainsKey(g.Key.Name))
            .Select(g => $"{g.First().File.At(g.First().Type.At)}: {g.Key.Name} can be inherited from; write sealed, or list it in {nameof(ShapeTests)} with the reason."));
        Findings.None(MayBeInherited.Keys.Except(open.Select(g => g.Key.Name)).Select(n => $"{nameof(ShapeTests)}: {n} is listed but is sealed or gone; take it off the list."));
    }

    [Fact]
    public void Namespaces_AreFileScoped() => Findings.None(
        from file in Everything
        from match in BlockNamespace().Matches(file.Code)
        select $"{file.At(match.Index)}: a namespace with braces; write 'namespace X;'.");

    [Fact]
    public void Regions_AreNotUsed() => Findings.None(
        from file in Everything
        from match in Region().Matches(file.Code)
        select $"{file.At(match.Index)}: a region hides code; a file of its own shows it.");

    private static string Shorten(string header) => header.Length > 80 ? header[..77] + "..." : header;

    [GeneratedRegex(@"\b(sealed|static|abstract)\b")]
    private static partial Regex SealedWords();

    [GeneratedRegex(@"^[ \t]*namespace\s+[\w.]+\s*\{", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"^[ \t]*#region", RegexOptions.Multiline)]
    private static partial Regex Region();
}
