using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Backorders.Architecture.Tests;

/// <summary>The same packages everywhere and always: exact versions in one file, and what they drag in written down.</summary>
public sealed partial class PackageTests
{
    private const string Central = "Directory.Packages.props";

    private static readonly IReadOnlyList<Project> Projects = [.. Repository.Files(string.Empty, ".csproj").Select(Project.Read)];

    private static IEnumerable<XElement> Pins => XDocument.Load(Repository.Full(Central), LoadOptions.SetLineInfo).Descendants("PackageVersion");

    [Fact]
    public void Versions_AreExact() => Findings.None(
        from pin in Pins
        let version = (string?)pin.Attribute("Version") ?? string.Empty
        where !Exact().IsMatch(version)
        select $"{Central}:{Project.LineOf(pin)}: {(string?)pin.Attribute("Include")} '{version}' is a range; write the version in brackets, such as [1.2.3].");

    [Fact]
    public void Projects_NameNoVersion() => Findings.None(
        from project in Projects
        from package in project.Packages
        where package.NamesAVersion
        select $"{project.Path}:{package.Line}: {package.Name} names a version; {Central} is the place for it.");

    [Fact]
    public void Packages_ArePinned()
    {
        HashSet<string> pinned = [.. Pins.Select(p => (string?)p.Attribute("Include") ?? string.Empty)];
        Findings.None(
            from project in Projects
            from package in project.Packages
            where !pinned.Contains(package.Name)
            select $"{project.Path}:{package.Line}: {package.Name} has no version in {Central}.");
    }

    [Fact]
    public void LockFiles_AreThere_AndNameNoServer() => Findings.None(
        from project in Projects
        let path = $"{project.Folder}/packages.lock.json"
        let wrong = !Repository.Exists(path) ? "is missing; dotnet restore writes it, commit it"
            : Address().IsMatch(Repository.Read(path)) ? "names a server; a restore must work from any mirror"
            : null
        where wrong is not null
        select $"{path}:1: {wrong}.");

    [GeneratedRegex(@"^\[\d+(\.\d+){1,3}(-[0-9A-Za-z.]+)?\]$")]
    private static partial Regex Exact();

    [GeneratedRegex(@"\w+://")]
    private static partial Regex Address();
}
