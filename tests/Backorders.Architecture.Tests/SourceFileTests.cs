using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>The rules see code where there is code, and only there.</summary>
public sealed class SourceFileTests
{
    /// <summary>A rule would be blind in a file that the pinned compiler cannot read.</summary>
    [Fact]
    public void Sources_CanBeReadToTheEnd() => Findings.None(
        from file in Repository.Sources("src/").Concat(Repository.Sources("tests/"))
        from error in file.Root.GetDiagnostics()
        where error.Severity == DiagnosticSeverity.Error
        select error.ToString());

    [Theory]
    [InlineData("Random.Shared.Next()", 1)]
    [InlineData("global::System.Random.Shared.Next()", 1)]
    [InlineData("$\"a {Random.Shared.Next()} b\"", 1)]
    [InlineData("\"Random.Shared\"", 0)]
    [InlineData("1 // Random.Shared", 0)]
    [InlineData("nameof(Random)", 0)]
    [InlineData("$\"Random.Shared {{Random.Shared}}\"", 0)]
    [InlineData("$$\"\"\"Random.Shared {Random.Shared} {{Random.Shared}}\"\"\"", 1)]
    public void Members_AreFoundInCode_NotInTextsAndComments(string expression, int count) =>
        Assert.Equal(count, Calls.To(In(expression), new HashSet<string>(["Random.Shared"])).Count());

    [Theory]
    [InlineData("new Random(1)")]
    [InlineData("new System.Random()")]
    public void ObjectsMade_AreFoundByTheirType(string expression) => Assert.Single(Calls.New(In(expression), "Random"));

    [Theory]
    [InlineData("class A { Random r = new(); }")]
    [InlineData("class A { Random? R { get; } = new(1); }")]
    [InlineData("class A { Random R => new(); }")]
    [InlineData("class A { void M() { Random r = new(); } }")]
    public void ObjectsMade_WithoutTheirType_AreFoundByWhatTakesThem(string code) => Assert.Single(Calls.New(SourceFile.OfText(code), "Random"));

    [Fact]
    public void Lines_CountAttributesAndBody()
    {
        SourceFile file = SourceFile.OfText("""
            class A
            {
                // Not part of it.
                [Some]
                int M(int a) => a switch
                {
                    _ => a,
                };
            }
            """);
        MethodDeclarationSyntax method = file.All<MethodDeclarationSyntax>().Single();
        Assert.Equal(("src/Example/Example.cs:4", 5), (file.At(method), file.LinesOf(method)));
    }

    private static SourceFile In(string expression) => SourceFile.OfText($"var x = {expression}\n;");
}
