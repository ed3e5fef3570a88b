using System.Net;

namespace Backorders.Server.Options;

/// <summary>
/// A certificate authority of the node's own, for a building without one: it is made at the first start and signs the TLS port's certificate, for the addresses where the node listens. Devices
/// trust it once. <c>docs/handhelds.md</c> tells how.
/// </summary>
public sealed class LocalAuthorityOptions
{
    /// <summary>Whether the TLS port's certificate is the local authority's. Default false. Not together with <see cref="ListenOptions.Certificate"/>.</summary>
    public bool Use { get; set; }

    /// <summary>
    /// The PEM file of the authority's certificate and private key; empty (the default) for <c>local-ca.pem</c> in <see cref="NodeOptions.DataDirectory"/>. Made when it is not there, readable by the
    /// node's user alone. Nodes that name the same file have the same authority.
    /// </summary>
    public string File { get; set; } = string.Empty;

    /// <summary>
    /// Further names and IP addresses by which devices reach the node, such as <c>dock.example.com</c>; the first of them is the one that devices are told. Default none: the machine's name and
    /// addresses are known.
    /// </summary>
    public IList<string> Names { get; set; } = [];

    internal string PathIn(NodeOptions options) => File.Length > 0 ? File : Path.Combine(options.DataDirectory, "local-ca.pem");

    internal void Check(List<string> wrong, ListenOptions listen)
    {
        if (!Use)
        {
            if (File.Length > 0 || Names.Count > 0)
            {
                wrong.Add("Listen:LocalAuthority: File and Names are of an authority that is not used; set Listen:LocalAuthority:Use.");
            }

            return;
        }

        if (listen.Certificate.Length > 0)
        {
            wrong.Add("Listen:LocalAuthority: Listen:Certificate names a certificate as well, and the TLS port shows one; leave one of them out.");
        }

        foreach (string name in Names.Where(n => !IPAddress.TryParse(n, out _) && (Uri.CheckHostName(n) != UriHostNameType.Dns || n.Any(c => !char.IsAscii(c) || c == '_'))))
        {
            wrong.Add($"Listen:LocalAuthority:Names: '{name}' is no IP address, and no host name such as dock.example.com (in ASCII, without a port or a wildcard).");
        }
    }
}
