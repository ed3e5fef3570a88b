using Backorders.Server.Options;

namespace Backorders.Server.Security;

/// <summary>The keys that a node starts with.</summary>
/// <param name="keys">Those that are good.</param>
/// <param name="path">The key file; null when there is none and none is made.</param>
internal sealed class NodeKeys(IReadOnlyList<StoredKey> keys, string? path)
{
    /// <summary>Those that are good at the start.</summary>
    public IReadOnlyList<StoredKey> Keys { get; } = keys;

    /// <summary>The key file; null when there is none and none is made.</summary>
    public string? Path { get; } = path;

    /// <summary>The owner's key that was made because there was no key file; it is stored nowhere else.</summary>
    public string? Development { get; private set; }

    /// <summary>The building's key that was made with it.</summary>
    public string? Operator { get; private set; }

    /// <summary>Whether the file is to be made, with the development keys.</summary>
    public bool IsFileMissing => Development is not null && Path is not null;

    /// <summary>Reads the key file; when there is none, makes development keys, which are written only once the node serves, so that they are never lost unseen.</summary>
    /// <exception cref="Common.NodeStartException">The file cannot be used; every mistake is named.</exception>
    public static NodeKeys Load(NodeOptions options)
    {
        string path = options.KeyFile.Length > 0 ? options.KeyFile : System.IO.Path.Combine(options.DataDirectory, "keys.json");
        bool hasNoFile = options.Journal == JournalKind.Memory && options.KeyFile.Length == 0;
        if (!hasNoFile && File.Exists(path))
        {
            return new NodeKeys(KeyFile.Read(path), path);
        }

        (string key, string operating) = (KeyFile.NewKey(), KeyFile.NewKey());
        return new NodeKeys([KeyFile.DevelopmentKey(key), KeyFile.DevelopmentOperator(operating)], hasNoFile ? null : path) { Development = key, Operator = operating };
    }

    /// <summary>Another node that shares the file has made it first: its keys count, and these were never told to anybody.</summary>
    public void Forget() => (Development, Operator) = (null, null);
}
