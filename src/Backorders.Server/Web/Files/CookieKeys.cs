using System.Xml.Linq;
using Backorders.Server.Security.Secrets;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Backorders.Server.Web.Files;

/// <summary>Where the keys that protect cookies stand, encrypted as the webhooks' secrets are, each under its name.</summary>
/// <param name="inner">What keeps them.</param>
/// <param name="replace">Puts one in the place of the one of its name.</param>
/// <param name="box">What encrypts them.</param>
internal sealed class CookieKeys(IXmlRepository inner, Action<XElement, string> replace, SecretBox box) : IXmlRepository
{
    private static readonly XName Sealed = "sealed";
    private static readonly XName Name = "name";

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => [.. inner.GetAllElements().Select(Open)];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => inner.StoreElement(Seal(element, friendlyName), friendlyName);

    /// <summary>Encrypts what stands in the clear or under an older key.</summary>
    /// <returns>How many were written.</returns>
    /// <exception cref="SecretKeyException">One cannot be decrypted.</exception>
    public int SealAll()
    {
        int written = 0;
        foreach (XElement stored in inner.GetAllElements())
        {
            XElement open = Open(stored);
            string? name = stored.Name == Sealed ? (string?)stored.Attribute(Name)
                : stored.Name == "key" ? $"key-{(string?)stored.Attribute("id")}" // as the framework's key manager names a key that it stores
                : null; // a revocation, which holds no secret
            if (name is not null && !(stored.Name == Sealed ? box.IsCurrent(stored.Value) : !box.HasKeys))
            {
                replace(Seal(open, name), name);
                written++;
            }
        }

        return written;
    }

    /// <summary>Puts a key in the place of the one of its name in a folder, whole or not at all; the framework's repository replaces none.</summary>
    public static void Replace(DirectoryInfo folder, XElement key, string name)
    {
        string path = Path.Combine(folder.FullName, name + ".xml");
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(path + ".new", options))
        {
            key.Save(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private static string PlaceOf(string name) => $"cookie_key\n{name}";

    private XElement Seal(XElement element, string name) => box.HasKeys
        ? new XElement(Sealed, new XAttribute(Name, name), box.Seal(element.ToString(SaveOptions.DisableFormatting), PlaceOf(name)))
        : element;

    private XElement Open(XElement stored) => stored.Name == Sealed ? XElement.Parse(box.Open(stored.Value, PlaceOf((string?)stored.Attribute(Name) ?? string.Empty))) : stored;
}
