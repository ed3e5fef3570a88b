using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>
/// Which folder of a project uses what another declares, as the compiler resolves it: a type that is named, a member that is called, a namespace that is
/// imported. The project's own folder is called by the project's name, the others by their path in it. Comments do not count.
/// </summary>
internal sealed class FolderGraph
{
    /// <summary>What the build adds to each file of a project with implicit usings.</summary>
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private readonly Dictionary<string, SortedDictionary<string, FolderUse>> uses = new(StringComparer.Ordinal);

    private FolderGraph(string project, IEnumerable<SyntaxTree> files)
    {
        SyntaxTree[] trees = [.. files];
        CSharpCompilation compilation = CSharpCompilation.Create(
            project, [.. trees, CSharpSyntaxTree.ParseText(ImplicitUsings)], References(project), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        foreach (SyntaxTree tree in trees)
        {
            Read(project, tree, compilation.GetSemanticModel(tree));
        }
    }

    /// <summary>All uses between folders, one example for each pair.</summary>
    public IEnumerable<FolderUse> Uses => uses.Values.SelectMany(to => to.Values);

    public static FolderGraph Of(string project) =>
        new(project, Repository.Files($"src/{project}/", ".cs").Select(path => CSharpSyntaxTree.ParseText(Repository.Read(path), path: path)));

    /// <summary>Of files that are not there, for tests of this class.</summary>
    public static FolderGraph OfTexts(string project, params (string Path, string Text)[] files) =>
        new(project, files.Select(f => CSharpSyntaxTree.ParseText(f.Text, path: $"src/{project}/{f.Path}")));

    /// <summary>Uses that are part of a circle: from where they lead, folders lead back to where they come from.</summary>
    public IEnumerable<FolderUse> Circles() => Uses.Where(use => Leads(use.To, use.From, []));

    /// <summary>The folder of a file within its project.</summary>
    public static string FolderOf(string project, string path) =>
        Path.GetDirectoryName(Path.GetRelativePath($"src/{project}", path))?.Replace('\\', '/') is { Length: > 0 } folder ? folder : project;

    private bool Leads(string from, string to, HashSet<string> seen) =>
        from == to || (seen.Add(from) && uses.TryGetValue(from, out SortedDictionary<string, FolderUse>? next) && next.Keys.Any(folder => Leads(folder, to, seen)));

    private void Read(string project, SyntaxTree tree, SemanticModel model)
    {
        string from = FolderOf(project, tree.FilePath);
        foreach (SyntaxNode node in tree.GetRoot().DescendantNodes().Where(n => n is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
        {
            ISymbol? symbol = model.GetSymbolInfo(node).Symbol;
            string? path = symbol is INamespaceSymbol space ? PathOf(space, node) : PathOf(symbol as INamedTypeSymbol ?? symbol?.ContainingType);
            if (path is null || FolderOf(project, path) is var to && to == from)
            {
                continue;
            }

            if (!uses.TryGetValue(from, out SortedDictionary<string, FolderUse>? mine))
            {
                uses.Add(from, mine = new(StringComparer.Ordinal));
            }

            mine.TryAdd(to, new FolderUse(from, to, tree.FilePath, 1 + node.GetLocation().GetLineSpan().StartLinePosition.Line, symbol!.Name));
        }
    }

    private static string? PathOf(INamedTypeSymbol? type) => type?.OriginalDefinition.DeclaringSyntaxReferences is [{ SyntaxTree.FilePath: { Length: > 0 } path }, ..] ? path : null;

    /// <summary>A namespace counts where it is imported as a whole, not where it is a part of a longer name.</summary>
    private static string? PathOf(INamespaceSymbol space, SyntaxNode name) =>
        name.Ancestors().TakeWhile(n => n is NameSyntax).LastOrDefault() is var whole && (whole ?? name).Parent is UsingDirectiveSyntax import
            && import.Name?.ToString() == space.ToDisplayString()
            ? space.GetTypeMembers().Select(PathOf).FirstOrDefault(path => path is not null)
            : null;

    /// <summary>All that the tests run with, but for the project itself: its source stands for it.</summary>
    private static IEnumerable<MetadataReference> References(string project) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != project)
            .Select(path => MetadataReference.CreateFromFile(path));
}

/// <summary>One folder uses what another declares.</summary>
/// <param name="From">The folder that uses.</param>
/// <param name="To">The folder that declares.</param>
/// <param name="File">A file that shows it.</param>
/// <param name="Line">The line of that file.</param>
/// <param name="Name">What is used there.</param>
internal sealed record FolderUse(string From, string To, string File, int Line, string Name);
