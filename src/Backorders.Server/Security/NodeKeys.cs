using Backorders.Server.Options;

namespace Backorders.Server.Security;

/// <summary>The keys that a node starts with.</summary>
/// <param name="Keys">Those that are good.</param>
/// <param name="Development">The owner's key that was made because there was no key file; it is stored nowhere else.</param>
/// <param name="Operator">The building's key that was made with it.</param>
/// <param name="FileToMake">Where its hash is to be kept; null when nowhere.</param>
internal sealed record NodeKeys(IReadOnlyList<StoredKey> Keys, string? Development, string? Operator, string? FileToMake)
{
    /// <summary>Reads the key file; when there is none, makes development keys, which are written only once the node serves, so that they are never lost unseen.</summary>
    /// <exception cref="Common.NodeStartException">The file cannot be used; every mistake is named.</exception>
    public static NodeKeys Load(NodeOptions options)
    {
        string path = options.KeyFile.Length > 0 ? options.KeyFile : Path.Combine(options.DataDirectory, "keys.json");
        bool hasNoFile = options.Journal == JournalKind.Memory && options.KeyFile.Length == 0;
        if (!hasNoFile && File.Exists(path))
        {
            return new NodeKeys(KeyFile.Read(path), null, null, null);
        }

        (string key, string operating) = (KeyFile.NewKey(), KeyFile.NewKey());
        return new NodeKeys([KeyFile.DevelopmentKey(key), KeyFile.DevelopmentOperator(operating)], key, operating, hasNoFile ? null : path);
    }
}
