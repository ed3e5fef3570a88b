using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Backorders.Server.Web.Files;

/// <summary>
/// The pages of this program: files that stand in it as they stand in <c>Web/Pages</c>, nothing is built. Their paths begin with a version that is a hash over all of them, so old and new
/// ones are never mixed in a browser, and each may be kept for ever.
/// </summary>
internal sealed class PageFiles
{
    /// <summary>What stands before the version in an address.</summary>
    public const string Prefix = "/pages/";

    /// <summary>The pages that a person opens, by the folder of their code.</summary>
    public static readonly IReadOnlyDictionary<string, string> Screens = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/"] = "home", ["/dock"] = "dock", ["/station"] = "station", ["/trust"] = "trust",
    };

    private const string ResourcePrefix = "pages/";
    private const string ShellName = "index.html";
    private const string WorkerName = "service-worker.js";
    private const int VersionLength = 16;

    /// <summary>The decoder of barcodes: many times as large as all pages, and only a device whose camera is used needs it.</summary>
    private const string OnUse = "vendor/zxing-wasm/";

    private readonly SortedDictionary<string, PageFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PageFile> shells = new(StringComparer.Ordinal);

    /// <summary>Reads them out of this program.</summary>
    public PageFiles()
    {
        Dictionary<string, byte[]> read = ReadResources();
        Version = Hash(read);
        foreach ((string path, byte[] content) in read.Where(f => f.Key is not (ShellName or WorkerName)))
        {
            files[path] = new PageFile(PageFile.TypeOf(path), content);
        }

        foreach ((string address, string screen) in Screens)
        {
            shells[address] = new PageFile(PageFile.TypeOf(ShellName), Fill(read[ShellName], ("preload", Preload(screen))));
        }

        ILookup<bool, string> kept = files.Keys.Where(path => !path.EndsWith(".txt", StringComparison.Ordinal)).ToLookup(path => path.StartsWith(OnUse, StringComparison.Ordinal), AddressOf);
        Worker = new PageFile(
            PageFile.TypeOf(WorkerName), Fill(read[WorkerName], ("addresses", string.Join(' ', Screens.Keys.Concat(kept[false]))), ("onUse", string.Join(' ', kept[true]))));
    }

    /// <summary>Names these files and no others: the first 16 hex digits of a hash over all of them.</summary>
    public string Version { get; }

    /// <summary>The service worker. It has one address for ever, and a browser asks again for it at each visit.</summary>
    public PageFile Worker { get; }

    /// <summary>Every file by its path, for whoever keeps them.</summary>
    public IReadOnlyDictionary<string, PageFile> All => files;

    /// <summary>The document of a screen.</summary>
    public PageFile Shell(string address) => shells[address];

    /// <summary>A file of this version; null when there is none.</summary>
    public PageFile? Find(string path) => files.GetValueOrDefault(path);

    private string AddressOf(string path) => $"{Prefix}{Version}/{path}";

    /// <summary>A browser sees what a module imports only once it has read it: without this the modules would come one after the other.</summary>
    private string Preload(string screen) => string.Concat(files.Keys
        .Where(path => path.EndsWith(".js", StringComparison.Ordinal) && (IsIn(path, "shared/") || IsIn(path, "vendor/") || path == $"{screen}/page.js"))
        .Select(path => $"<link rel=\"modulepreload\" href=\"{AddressOf(path)}\">\n"));

    private static bool IsIn(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal) && path.IndexOf('/', folder.Length) < 0;

    private byte[] Fill(byte[] template, params (string Name, string Value)[] values) => Encoding.UTF8.GetBytes(values.Append((Name: "version", Value: Version))
        .Aggregate(Encoding.UTF8.GetString(template), (text, value) => text.Replace("{{" + value.Name + "}}", value.Value, StringComparison.Ordinal)));

    private static Dictionary<string, byte[]> ReadResources()
    {
        Assembly program = typeof(PageFiles).Assembly;
        Dictionary<string, byte[]> read = new(StringComparer.Ordinal);
        foreach (string name in program.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using Stream stream = program.GetManifestResourceStream(name)!;
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            read[name[ResourcePrefix.Length..].Replace('\\', '/')] = copy.ToArray();
        }

        return read;
    }

    private static string Hash(Dictionary<string, byte[]> read)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string path, byte[] content) in read.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(path));
            hash.AppendData(SHA256.HashData(content));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..VersionLength];
    }
}
