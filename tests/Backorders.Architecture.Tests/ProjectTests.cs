namespace Backorders.Architecture.Tests;

/// <summary>Who may know whom: Domain, then Actors; Contracts by itself; everything meets in Server alone.</summary>
public sealed class ProjectTests
{
    /// <summary>What a project of src may reference. Whoever adds a line here moves a wall of the house.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Backorders.Domain"] = [],
        ["Backorders.Contracts"] = [],

        // What all stores on PostgreSQL share; it knows none of them.
        ["Backorders.Postgres"] = [],

        // The only project that knows Akka.
        ["Backorders.Actors"] = ["Backorders.Domain", "Backorders.Postgres"],

        // It folds the domain's events and needs nothing of what runs the warehouses: the server feeds it.
        ["Backorders.ReadModel"] = ["Backorders.Domain", "Backorders.Postgres"],

        // What leaves the building: events to partners' servers, documents, labels.
        ["Backorders.Partners"] = ["Backorders.Domain", "Backorders.Contracts", "Backorders.Postgres"],
        ["Backorders.Server"] =
        [
            "Backorders.Domain", "Backorders.Postgres", "Backorders.Actors", "Backorders.Contracts", "Backorders.ReadModel", "Backorders.Partners",
        ],
        ["Backorders.Cli"] = ["Backorders.Server", "Backorders.Contracts", "Backorders.Partners"],
    };

    /// <summary>What a test project tests; it may also reference what is reached from there, and <c>Backorders.Testing</c>.</summary>
    private static readonly Dictionary<string, string[]> Tested = new(StringComparer.Ordinal)
    {
        ["Backorders.Testing"] = ["Backorders.Domain", "Backorders.Actors", "Backorders.Postgres"],
        ["Backorders.Domain.Tests"] = ["Backorders.Domain"],
        ["Backorders.Actors.Tests"] = ["Backorders.Actors"],
        ["Backorders.ReadModel.Tests"] = ["Backorders.ReadModel"],
        ["Backorders.Partners.Tests"] = ["Backorders.Partners"],
        ["Backorders.Server.Tests"] = ["Backorders.Server"],
        ["Backorders.Cli.Tests"] = ["Backorders.Cli"],
        ["Backorders.EndToEnd.Tests"] = ["Backorders.Cli", "Backorders.Actors"],
        ["Backorders.Architecture.Tests"] = ["Backorders.Cli"],
        ["Backorders.Benchmarks"] = ["Backorders.Actors", "Backorders.Server"],
    };

    /// <summary>What any test project may use.</summary>
    private static readonly string[] Shared = ["Backorders.Testing", "Backorders.Postgres"];

    private static readonly IReadOnlyList<Project> Projects = [.. Repository.Files(string.Empty, ".csproj").Select(Project.Read)];

    [Fact]
    public void SourceProjects_ReferenceOnlyWhatTheyMay() => Findings.None(
        from project in Projects.Where(p => p.Path.StartsWith("src/", StringComparison.Ordinal))
        from reference in project.References
        where !MayReference(project.Name, reference.Name)
        select $"{project.Path}:{reference.Line}: {project.Name} may not know {reference.Name}; it may know: {Text(Allowed.GetValueOrDefault(project.Name))}.");

    [Fact]
    public void TestProjects_ReferenceOnlyWhatTheyTest() => Findings.None(
        from project in Projects.Where(p => p.Path.StartsWith("tests/", StringComparison.Ordinal))
        from reference in project.References
        let tested = Tested.GetValueOrDefault(project.Name)
        where !Shared.Contains(reference.Name) && tested?.SelectMany(Reached).Contains(reference.Name) != true
        select $"{project.Path}:{reference.Line}: {project.Name} does not test {reference.Name}; it tests: {Text(tested)}.");

    [Fact]
    public void Projects_StandInTheTables() => Findings.None(
        from project in Projects
        where !Allowed.ContainsKey(project.Name) && !Tested.ContainsKey(project.Name)
        select $"{project.Path}:1: {project.Name} is new; say in {nameof(ProjectTests)} what it may reference.");

    [Fact]
    public void Domain_NeedsNoPackage() => Findings.None(
        from package in Projects.Single(p => p.Name == "Backorders.Domain").Packages
        where !(package.Name.EndsWith("Analyzers", StringComparison.Ordinal) && package.IsPrivate)
        select $"src/Backorders.Domain/Backorders.Domain.csproj:{package.Line}: {package.Name}; the domain is pure and needs nothing but analyzers.");

    [Fact]
    public void Projects_StandInTheSolution()
    {
        string solution = Repository.Read("Backorders.sln");
        Findings.None(
            from project in Projects
            where !solution.Contains($"\"{project.Path.Replace('/', '\\')}\"", StringComparison.Ordinal)
            select $"{project.Path}:1: not in Backorders.sln, so nobody builds it; dotnet sln add {project.Path}.");
    }

    private static bool MayReference(string project, string reference)
    {
        string[] allowed = Allowed.GetValueOrDefault(project) ?? [];
        return allowed.Contains(reference) || (project == "Backorders.Cli" && allowed.SelectMany(Reached).Contains(reference));
    }

    private static IEnumerable<string> Reached(string project) => (Allowed.GetValueOrDefault(project) ?? []).SelectMany(Reached).Append(project);

    private static string Text(string[]? names) => names is { Length: > 0 } ? string.Join(", ", names) : "nothing";
}
