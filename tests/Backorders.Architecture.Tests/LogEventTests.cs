using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backorders.Architecture.Tests;

/// <summary>A log event's number names one place of the code for ever: alerts and runbooks go by it.</summary>
public sealed class LogEventTests
{
    private const int PerProject = 1000;

    /// <summary>The first number of each project's thousand.</summary>
    private static readonly Dictionary<string, int> Ranges = new(StringComparer.Ordinal)
    {
        ["Backorders.Partners"] = 8000,
        ["Backorders.Server"] = 4000,
        ["Backorders.Actors"] = 5000,
        ["Backorders.Cli"] = 6000,
    };

    private static IEnumerable<(SourceFile File, AttributeSyntax Place, int Id)> Events =>
        from file in Repository.Sources("src/")
        from attribute in file.All<AttributeSyntax>()
        where Calls.LastName(attribute.Name) == "LoggerMessage"
        select (file, attribute, IdOf(attribute));

    [Fact]
    public void Numbers_AreUnique() => Findings.None(
        from same in Events.Where(e => e.Id != 0).GroupBy(e => e.Id)
        where same.Count() > 1
        select $"{same.Last().File.At(same.Last().Place)}: log event {same.Key} is also that of {same.First().File.At(same.First().Place)}; take the next free number.");

    [Fact]
    public void Numbers_AreInTheProjectsRange() => Findings.None(
        from logged in Events
        let first = Ranges.GetValueOrDefault(logged.File.Project)
        where first == 0 || logged.Id < first || logged.Id >= first + PerProject
        select $"{logged.File.At(logged.Place)}: log event {logged.Id}; {logged.File.Project} has {first} to {first + PerProject - 1}.");

    [Fact]
    public void LogMethods_StandInFilesOfTheirOwn() => Findings.None(
        from logged in Events
        where !logged.File.Path.EndsWith(".Log.cs", StringComparison.Ordinal)
        select $"{logged.File.At(logged.Place)}: log event {logged.Id} belongs into {Path.GetFileNameWithoutExtension(logged.File.Path)}.Log.cs.");

    /// <summary>The number stands first, or by its name; 0 when it is left out or is no plain number.</summary>
    private static int IdOf(AttributeSyntax attribute) =>
        attribute.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals is null || a.NameEquals.Name.Identifier.ValueText == "EventId")
            is { Expression: LiteralExpressionSyntax { Token.Value: int id } } ? id : 0;
}
