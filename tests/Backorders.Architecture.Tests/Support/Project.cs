using System.Xml;
using System.Xml.Linq;

namespace Backorders.Architecture.Tests;

/// <summary>A project file as far as the rules look at it.</summary>
internal sealed record Project(string Path, IReadOnlyList<Project.Reference> References, IReadOnlyList<Project.Package> Packages)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Folder => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    public static Project Read(string path)
    {
        XDocument xml = XDocument.Load(Repository.Full(path), LoadOptions.SetLineInfo);
        return new Project(
            path,
            [.. xml.Descendants("ProjectReference").Select(e => new Reference(System.IO.Path.GetFileNameWithoutExtension((string?)e.Attribute("Include") ?? "?"), LineOf(e)))],
            [.. xml.Descendants("PackageReference").Select(e => new Package(
                (string?)e.Attribute("Include") ?? "?", LineOf(e), (string?)e.Attribute("PrivateAssets") == "all",
                e.Attribute("Version") is not null || e.Attribute("VersionOverride") is not null || e.Element("Version") is not null))]);
    }

    public static int LineOf(XElement element) => ((IXmlLineInfo)element).LineNumber;

    public sealed record Reference(string Name, int Line);

    public sealed record Package(string Name, int Line, bool IsPrivate, bool NamesAVersion);
}
