using System.Collections.Concurrent;

namespace Backorders.Tidy.Tests;

/// <summary>A C# file: as it was written, and with comments and texts blanked out. Both have the same length and the same lines.</summary>
internal sealed class SourceFile
{
    private static readonly ConcurrentDictionary<string, SourceFile> Known = new(StringComparer.Ordinal);

    private SourceFile(string path, string text) => (Path, Text, Code) = (path, text, CodeOnly.Of(text));

    public string Path { get; }

    public string Text { get; }

    public string Code { get; }

    /// <summary>The project folder's name, such as <c>Backorders.Actors</c>.</summary>
    public string Project => Path.Split('/')[1];

    public static SourceFile Of(string path) => Known.GetOrAdd(path, static p => new SourceFile(p, Repository.Read(p)));

    public static SourceFile OfText(string text) => new("src/Example/Example.cs", text);

    /// <summary>The place as an editor takes it: <c>path:line</c>.</summary>
    public string At(int index) => $"{Path}:{LineOf(index)}";

    public int LineOf(int index) => 1 + Text.AsSpan(0, index).Count('\n');
}
