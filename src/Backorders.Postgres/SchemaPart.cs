using System.Reflection;
using System.Text.RegularExpressions;

namespace Backorders.Postgres;

/// <summary>The tables of one store, as far as their own migrations go.</summary>
/// <param name="Name">Its name in <c>schema_part</c>, such as <c>journal</c>.</param>
/// <param name="Migrations">What each version adds, from version 1; once released, never changed.</param>
/// <param name="Grants">What a role that serves needs, such as <c>SELECT, INSERT ON journal</c>.</param>
public sealed partial record SchemaPart(string Name, IReadOnlyList<string> Migrations, IReadOnlyList<string> Grants)
{
    /// <summary>The version that the program needs.</summary>
    public int Version => Migrations.Count;

    /// <summary><see cref="Grants"/>, each right on each table by itself.</summary>
    public IEnumerable<(string Table, string Right)> Rights =>
        Grants.Select(g => g.Split(" ON ")).SelectMany(g => g[1].Split(", ").SelectMany(table => g[0].Split(", ").Select(right => (table, right))));

    /// <summary>Reads the migrations from an assembly's resources <c>0001-name.sql</c>, <c>0002-name.sql</c> and so on.</summary>
    /// <param name="name">The part's name.</param>
    /// <param name="assembly">Where the resources are.</param>
    /// <param name="grants">What a role that serves needs.</param>
    /// <param name="under">What stands before the numbers, such as <c>turns.</c>, in an assembly with several parts.</param>
    /// <exception cref="InvalidOperationException">There are none, or a number is missing.</exception>
    public static SchemaPart FromResources(string name, Assembly assembly, IReadOnlyList<string> grants, string under = "")
    {
        (int Number, string Resource)[] found =
        [
            .. assembly.GetManifestResourceNames()
                .Where(resource => resource.StartsWith(under, StringComparison.Ordinal))
                .Select(resource => (Match: Numbered().Match(resource), resource))
                .Where(r => r.Match.Success)
                .Select(r => (int.Parse(r.Match.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture), r.resource))
                .OrderBy(r => r.Item1),
        ];
        if (found.Length == 0 || found.Where((f, i) => f.Number != i + 1).Any())
        {
            throw new InvalidOperationException($"The migrations of {assembly.GetName().Name} are not numbered from 1 without gaps: {string.Join(", ", found.Select(f => f.Resource))}.");
        }

        return new(name, [.. found.Select(f => Read(assembly, f.Resource))], grants);
    }

    private static string Read(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"(^|\.)(?<number>\d{4})-[a-z0-9-]+\.sql$")]
    private static partial Regex Numbered();
}
