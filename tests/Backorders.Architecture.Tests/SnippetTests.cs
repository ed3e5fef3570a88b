using System.Reflection;
using System.Text.RegularExpressions;
using Backorders.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Backorders.Architecture.Tests;

/// <summary>What documents show to be copied works as it stands: programs compile, and calls are calls of the contract.</summary>
public sealed partial class SnippetTests
{
    /// <summary>What the build adds, and an editor: the namespaces that pages leave out.</summary>
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        global using Backorders.Partners.Labels; global using Backorders.Server; global using Backorders.Server.Options;
        """;

    /// <summary>What a reader has already: a key; a label and the number of its task.</summary>
    private const string AtHand = """
        partial class Program { static readonly string key = string.Empty; static readonly Backorders.Partners.Labels.Layout.TaskLabel label = null!; static readonly long task = 1; }
        """;

    private static readonly IReadOnlyList<MethodDescriptor> Calls =
    [
        .. typeof(ReceiveRequest).Assembly.GetTypes().Select(t => t.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)).Where(p => p?.PropertyType == typeof(FileDescriptor))
            .SelectMany(p => ((FileDescriptor)p!.GetValue(null)!).Services).SelectMany(s => s.Methods),
    ];

    [Fact]
    public void CSharp_Compiles()
    {
        string[] programs = [.. Documents().SelectMany(d => CSharp().Matches(d.Text).Select(m => m.Groups[1].Value))];
        Assert.NotEmpty(programs);
        foreach (string program in programs)
        {
            CSharpCompilation compilation = CSharpCompilation.Create(
                "Snippet", [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(program), CSharpSyntaxTree.ParseText(AtHand)],
                References(), new CSharpCompilationOptions(OutputKind.ConsoleApplication));
            Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d}\n{program}"));
        }
    }

    [Fact]
    public void Curl_SendsWhatTheContractKnows()
    {
        (string Path, string Body)[] posts = [.. Documents().SelectMany(d => Curl().Matches(d.Text).Select(m => (Route().Match(m.Value).Groups[1].Value, Body().Match(m.Value).Groups[1].Value)))];
        Assert.True(posts.Length > 1, "Hardly a call is shown: it tests too little.");
        foreach ((string path, string body) in posts)
        {
            MethodDescriptor call = Assert.Single(Calls, c => $"{c.Service.FullName}/{c.Name}" == path);
            Assert.NotEqual(0, JsonParser.Default.Parse(body, call.InputType).CalculateSize());
        }
    }

    private static IEnumerable<(string Path, string Text)> Documents() => Repository.Files(string.Empty, ".md").Select(path => (path, Repository.Read(path)));

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex("^curl [^`]*?-d '[^']*'[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Curl();

    [GeneratedRegex(@"http://localhost:5080/(\S+)")]
    private static partial Regex Route();

    [GeneratedRegex("-d '([^']*)'")]
    private static partial Regex Body();
}
