using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Backorders.Architecture.Tests;

/// <summary>A C# file: its text, and the tree that the compiler makes of it.</summary>
internal sealed class SourceFile
{
    // Preview takes whatever the newest compiler takes: the rules do not ask for a language version.
    private static readonly CSharpParseOptions Newest = new(LanguageVersion.Preview, DocumentationMode.None, preprocessorSymbols: ["DEBUG"]);

    private static readonly ConcurrentDictionary<string, SourceFile> Known = new(StringComparer.Ordinal);

    private SourceFile(string path, string text) => (Path, Text, Root) = (path, text, CSharpSyntaxTree.ParseText(text, Newest, path).GetRoot());

    public string Path { get; }

    public string Text { get; }

    public SyntaxNode Root { get; }

    /// <summary>The project folder's name, such as <c>Backorders.Actors</c>.</summary>
    public string Project => Path.Split('/')[1];

    public static SourceFile Of(string path) => Known.GetOrAdd(path, static p => new SourceFile(p, Repository.Read(p)));

    public static SourceFile OfText(string text, string path = "src/Example/Example.cs") => new(path, text);

    /// <summary>All nodes of a kind, in the order of the text.</summary>
    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Root.DescendantNodes().OfType<T>();

    /// <summary>The place as an editor takes it: <c>path:line</c>.</summary>
    public string At(SyntaxNodeOrToken place) => $"{Path}:{LineOf(place.SpanStart)}";

    /// <summary>On how many lines a node stands, its attributes among them.</summary>
    public int LinesOf(SyntaxNode node) => LineOf(node.Span.End) - LineOf(node.SpanStart) + 1;

    private int LineOf(int index) => 1 + Root.SyntaxTree.GetText().Lines.GetLinePosition(index).Line;
}
