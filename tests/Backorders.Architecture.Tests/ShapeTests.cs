using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>Nothing grows beyond what a reader holds in the head, and nothing can be inherited from that was not made for it.</summary>
public sealed class ShapeTests
{
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 70;
    private const int LineLengthMax = 210;

    /// <summary>Types of src that are neither sealed nor abstract, each with its reason. There is none.</summary>
    private static readonly Dictionary<string, string> MayBeInherited = new(StringComparer.Ordinal);

    private static IEnumerable<SourceFile> Everything => Repository.Sources("src/").Concat(Repository.Sources("tests/"));

    [Fact]
    public void Files_AreShort() => Findings.None(
        from path in Repository.Files(string.Empty, ".cs", ".proto", ".mjs", ".js", ".py")
        where path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal)
        // Files of others are kept as they were published, which another test holds by their hashes.
        where !path.StartsWith("src/Backorders.Server/Web/Pages/vendor/", StringComparison.Ordinal)
        let lines = Repository.Read(path).AsSpan().TrimEnd('\n').Count('\n') + 1
        where lines > FileLinesMax
        select $"{path}:{FileLinesMax + 1}: {lines} lines; split it by concern, {FileLinesMax} at most.");

    [Fact]
    public void Methods_AreShort() => Findings.None(
        from file in Everything
        from member in file.All<MemberDeclarationSyntax>()
        where member is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax
        let lines = file.LinesOf(member)
        where lines > MethodLinesMax
        select $"{file.At(member)}: '{FirstLine(member)}' has {lines} lines; name its parts and call them, {MethodLinesMax} at most.");

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
            .SelectMany(f => f.All<TypeDeclarationSyntax>().Where(IsClass).Select(t => (File: f, Type: t)))
            .GroupBy(t => (t.File.Project, Name: t.Type.Identifier.ValueText))
            .Where(g => !g.Any(t => t.Type.Modifiers.Any(m => m.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword)))
            .ToList();

        Findings.None(open.Where(g => !MayBeInherited.ContainsKey(g.Key.Name))
            .Select(g => $"{g.First().File.At(g.First().Type)}: {g.Key.Name} can be inherited from; write sealed, or list it in {nameof(ShapeTests)} with the reason."));
        Findings.None(MayBeInherited.Keys.Except(open.Select(g => g.Key.Name)).Select(n => $"{nameof(ShapeTests)}: {n} is listed but is sealed or gone; take it off the list."));
    }

    [Fact]
    public void Types_HaveANameOfTheirOwn() => Findings.None(
        from type in Repository.Sources("src/").SelectMany(f => f.All<BaseTypeDeclarationSyntax>().Where(t => t.Parent is BaseNamespaceDeclarationSyntax).Select(t => (File: f, Type: t)))
        group type by type.Type.Identifier.ValueText into same
        let first = same.First()
        from other in same
        where NamespaceOf(other.Type) != NamespaceOf(first.Type)
        select $"{other.File.At(other.Type)}: {same.Key} is also the name of {first.File.At(first.Type)}; one word means one thing, say what sets this one apart.");

    [Fact]
    public void Namespaces_AreFileScoped() => Findings.None(
        from file in Everything
        from block in file.All<NamespaceDeclarationSyntax>()
        select $"{file.At(block)}: a namespace with braces; write 'namespace X;'.");

    [Fact]
    public void Regions_AreNotUsed() => Findings.None(
        from file in Everything
        from region in file.Root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.RegionDirectiveTrivia))
        select $"{file.At(region.Token)}: a region hides code; a file of its own shows it.");

    private static bool IsClass(TypeDeclarationSyntax type) => type.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration;

    private static string FirstLine(MemberDeclarationSyntax member) =>
        member.WithAttributeLists([]).ToString().Split('\n')[0].Trim() is var line && line.Length > 80 ? line[..77] + "..." : line;

    private static string NamespaceOf(BaseTypeDeclarationSyntax type) => ((BaseNamespaceDeclarationSyntax)type.Parent!).Name.ToString();
}
