using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>What a file's code names, calls and makes; comments and texts are none of it.</summary>
internal static class Calls
{
    /// <summary>Places that name a member of a type, with or without its namespace: <c>Random.Shared</c>, <c>System.Random.Shared</c>.</summary>
    /// <param name="file">Where to look.</param>
    /// <param name="members">Written as <c>Type.Member</c>.</param>
    public static IEnumerable<(SyntaxNode Place, string Member)> To(SourceFile file, IReadOnlySet<string> members) =>
        from access in file.All<MemberAccessExpressionSyntax>()
        let member = $"{LastName(access.Expression)}.{access.Name.Identifier.ValueText}"
        where members.Contains(member)
        select ((SyntaxNode)access, member);

    /// <summary>Calls of a member of a type, with what is handed to them.</summary>
    /// <param name="file">Where to look.</param>
    /// <param name="member">Written as <c>Type.Member</c>.</param>
    public static IEnumerable<InvocationExpressionSyntax> Of(SourceFile file, string member) =>
        To(file, new HashSet<string>([member], StringComparer.Ordinal)).Select(c => c.Place.Parent).OfType<InvocationExpressionSyntax>();

    /// <summary>Places that make an object of a type: <c>new Random(1)</c>, and <c>Random random = new()</c>.</summary>
    public static IEnumerable<BaseObjectCreationExpressionSyntax> New(SourceFile file, string type) =>
        file.All<BaseObjectCreationExpressionSyntax>().Where(made => TypeOf(made) is { } name && LastName(name) == type);

    /// <summary>Names that a file uses, in code.</summary>
    public static IEnumerable<SimpleNameSyntax> Names(SourceFile file, params string[] names) =>
        file.All<SimpleNameSyntax>().Where(name => names.Contains(name.Identifier.ValueText));

    /// <summary>The last part of a name, without type arguments: <c>Random</c> of <c>System.Random</c>; empty for what is no name.</summary>
    public static string LastName(SyntaxNode expression) => expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax name => name.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax name => name.Name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        NullableTypeSyntax nullable => LastName(nullable.ElementType),
        _ => string.Empty,
    };

    /// <summary>The type that is made; of <c>new()</c> that of the variable, field or property which it is written beside.</summary>
    private static TypeSyntax? TypeOf(BaseObjectCreationExpressionSyntax made) => made switch
    {
        ObjectCreationExpressionSyntax named => named.Type,
        { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax variable } } } => variable.Type,
        { Parent: EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } } => property.Type,
        { Parent: ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } } => property.Type,
        { Parent: ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } } => method.ReturnType,
        _ => null,
    };
}
