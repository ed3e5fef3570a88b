using System.Text.RegularExpressions;
using Backorders.Domain.Values;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>Every refusal that the code can give is written alike: its message is a sentence, the names of its details are in one form, and no listed reason is without use.</summary>
public sealed partial class RefusalTests
{
    private static readonly SourceFile[] Sources = [.. Repository.Sources("src/")];

    [Fact]
    public void Refusals_EndAsASentence() => Findings.None(
        from file in Sources
        from call in Calls.Of(file, "Refused.Because").Concat(Calls.Of(file, "RefusalStatus.Create"))
        let text = call.ArgumentList.Arguments.Count > 1 ? EndOf(call.ArgumentList.Arguments[1].Expression) : null
        where text is not null && (text.Length == 0 || text[^1] is not ('.' or '?' or '!') || text.EndsWith("..", StringComparison.Ordinal))
        select $"{file.At(call)}: '{text}' does not end as a sentence does.");

    [Fact]
    public void Mistakes_OfAField_AreTheRestOfASentence() => Findings.None(
        from file in Sources
        from call in Notes(file)
        let text = EndOf(call.ArgumentList.Arguments[2].Expression)
        where text is { Length: > 0 } && text[^1] is '.' or '?' or '!'
        select $"{file.At(call)}: '{text}' ends as a sentence does; the border ends the sentence, behind the name of the field.");

    [Fact]
    public void Details_AreNamedInSnakeCase() => Findings.None(
        from file in Sources
        from name in Calls.Of(file, "Refused.Because").Concat(Calls.Of(file, "RefusalStatus.Create")).SelectMany(DetailNames).Concat(Notes(file).Select(c => c.ArgumentList.Arguments[1].Expression))
        where name is LiteralExpressionSyntax { Token.ValueText: var text } && !SnakeCase().IsMatch(text)
        select $"{file.At(name)}: the detail {name} is not in snake_case.");

    [Fact]
    public void Reasons_ThatAreListed_AreGiven()
    {
        HashSet<string> given = [.. from file in Sources where !file.Path.EndsWith("RefusalStatus.cs", StringComparison.Ordinal)
            from access in file.All<MemberAccessExpressionSyntax>() where Calls.LastName(access.Expression) == nameof(Refusal) select access.Name.Identifier.ValueText];
        Findings.None(from reason in Enum.GetNames<Refusal>() where !given.Contains(reason) select $"{nameof(Refusal)}.{reason} is never given.");
    }

    private static IEnumerable<InvocationExpressionSyntax> Notes(SourceFile file) =>
        Calls.Of(file, "border.Note").Where(c => c.ArgumentList.Arguments.Count == 3);

    private static IEnumerable<ExpressionSyntax> DetailNames(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.Select(a => a.Expression).OfType<TupleExpressionSyntax>().Select(t => t.Arguments[0].Expression);

    /// <summary>How a text ends that is written in the code; null when it ends with another one's words, which <see cref="Refused"/> ends itself.</summary>
    private static string? EndOf(ExpressionSyntax text) => text switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        BinaryExpressionSyntax sum => EndOf(sum.Right),
        InterpolatedStringExpressionSyntax { Contents: [.., InterpolatedStringTextSyntax end] } => end.TextToken.ValueText,
        InterpolatedStringExpressionSyntax { Contents: [.., InterpolationSyntax value] } => Calls.LastName(value.Expression) is "Message" or "Why" ? null : value.ToString(),
        _ => null,
    };

    [GeneratedRegex("^[a-z][a-z0-9]*([._][a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
