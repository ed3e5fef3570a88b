namespace Backorders.Actors.Hosting.Doors;

/// <summary>The files by which nodes know each other. Section <c>Cluster:Tls</c>; all three or none.</summary>
public sealed class TlsFiles
{
    /// <summary>
    /// This node's certificate in PEM form, signed by <see cref="Authority"/>, followed by intermediate ones if there are any. Default none.
    /// </summary>
    public string Certificate { get; set; } = string.Empty;

    /// <summary>The private key of <see cref="Certificate"/> in PEM form, without a password. Default none.</summary>
    public string Key { get; set; } = string.Empty;

    /// <summary>
    /// The certificates, in PEM form, of the authority that signs the nodes of this cluster and nobody else: whoever holds a certificate of it is a
    /// node. Default none.
    /// </summary>
    public string Authority { get; set; } = string.Empty;

    /// <summary>Whether anything is set.</summary>
    public bool IsSet => Certificate.Length > 0 || Key.Length > 0 || Authority.Length > 0;

    internal void Check(List<string> wrong)
    {
        if (!IsSet)
        {
            return;
        }

        (string Name, string Path)[] files = [(nameof(Certificate), Certificate), (nameof(Key), Key), (nameof(Authority), Authority)];
        foreach ((string name, string path) in files)
        {
            if (path.Length == 0)
            {
                wrong.Add($"Cluster:Tls:{name}: is empty; certificate, key and authority are needed together.");
            }
            else if (!File.Exists(path))
            {
                wrong.Add($"Cluster:Tls:{name}: there is no file '{path}'.");
            }
        }
    }
}
