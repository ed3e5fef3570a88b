using System.Net;

namespace Backorders.Server.Options;

/// <summary>
/// Where a node listens. Without a certificate: two ports, because one cannot speak both versions of HTTP in cleartext. With one: a single TLS port for all. With a local authority a second port
/// without TLS tells devices how to trust it, and nothing else.
/// An address is <c>host:port</c>; the host is an IP address, <c>localhost</c>, or <c>*</c> for all; port 0 takes a free one.
/// </summary>
public sealed class ListenOptions
{
    /// <summary>
    /// HTTP/1.1: JSON, gRPC-Web, <c>/metrics</c>, <c>/health</c>. Default <c>127.0.0.1:5080</c>. Not used with a <see cref="Certificate"/>. With a <see cref="LocalAuthority"/> it serves <c>/trust</c>
    /// and the authority's certificate alone; empty, devices fetch them over TLS, past their browser's warning.
    /// </summary>
    public string Http { get; set; } = "127.0.0.1:5080";

    /// <summary>HTTP/2 in cleartext: gRPC. Default <c>127.0.0.1:5081</c>. Not used with a certificate.</summary>
    public string Grpc { get; set; } = "127.0.0.1:5081";

    /// <summary>TLS, both versions of HTTP. Default <c>127.0.0.1:5443</c>. Only used with a certificate, or with a <see cref="LocalAuthority"/>.</summary>
    public string Tls { get; set; } = "127.0.0.1:5443";

    /// <summary>
    /// A PFX file with certificate and private key, or a PEM file with the certificate and those above it beside <see cref="CertificateKey"/>; empty (the default) for cleartext. Followed: a changed
    /// file counts for connections that are made from then on.
    /// </summary>
    public string Certificate { get; set; } = string.Empty;

    /// <summary>The PEM file of the private key; empty (the default) when <see cref="Certificate"/> is a PFX file.</summary>
    public string CertificateKey { get; set; } = string.Empty;

    /// <summary>The password of the PFX file or of the private key; may be empty.</summary>
    public string CertificatePassword { get; set; } = string.Empty;

    /// <summary>A certificate authority of the node's own. Default: none.</summary>
    public LocalAuthorityOptions LocalAuthority { get; set; } = new();

    /// <summary>Whether other machines may connect. Default false: an address other than loopback is then a mistake.</summary>
    public bool AllowRemote { get; set; }

    /// <summary>
    /// Whether <c>/metrics</c> asks for a key: an operator's, or a reader's that serves all owners. Default false: without a key it tells all but the series that name an owner or goods.
    /// </summary>
    public bool MetricsNeedKey { get; set; }

    /// <summary>
    /// Proxies whose <c>X-Forwarded-For</c> says where a call comes from: IP addresses, or networks such as <c>10.0.0.0/8</c>. Default none: whoever sends that header could else say that
    /// he is somebody else, to the limits and to the audit.
    /// </summary>
    public IList<string> TrustedProxies { get; set; } = [];

    /// <summary>Certificates of clients. Default: none are asked for.</summary>
    public ClientCertificateOptions ClientCertificates { get; set; } = new();

    internal bool UsesTls => Certificate.Length > 0 || LocalAuthority.Use;

    /// <summary>Whether devices learn without TLS how to trust the local authority.</summary>
    internal bool HasTrustDoor => LocalAuthority.Use && Http.Length > 0;

    /// <summary>An address in parts; null when it is none.</summary>
    internal static IPEndPoint? Parse(string address)
    {
        int colon = address.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(address.AsSpan(colon + 1), out ushort port))
        {
            return null;
        }

        string host = address[..colon];
        return host switch
        {
            "localhost" => new IPEndPoint(IPAddress.Loopback, port),
            "*" => new IPEndPoint(IPAddress.IPv6Any, port),
            _ => IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) ? new IPEndPoint(ip, port) : null,
        };
    }

    internal bool ReachesOthers() => Used().Any(u => Parse(u.Address) is { } endpoint && !IPAddress.IsLoopback(endpoint.Address));

    /// <summary>Whether gRPC is spoken on all addresses of the machine, so that none of them is the one where others find this node.</summary>
    internal bool IsOnAllAddresses() => Parse(UsesTls ? Tls : Grpc) is { } endpoint && (endpoint.Address.Equals(IPAddress.Any) || endpoint.Address.Equals(IPAddress.IPv6Any));

    /// <summary>All addresses that are used, for people.</summary>
    internal string Places() => string.Join(" and ", Used().Select(u => u.Address));

    internal void Check(List<string> wrong)
    {
        foreach ((string name, string address) in Used())
        {
            if (Parse(address) is not { } endpoint)
            {
                wrong.Add($"Listen:{name}: '{address}' is not host:port.");
            }
            else if (!AllowRemote && !IPAddress.IsLoopback(endpoint.Address))
            {
                wrong.Add($"Listen:{name}: '{address}' lets other machines in; set Listen:AllowRemote if that is meant.");
            }
        }

        foreach (string proxy in TrustedProxies.Where(p => !IPAddress.TryParse(p, out _) && !IPNetwork.TryParse(p, out _)))
        {
            wrong.Add($"Listen:TrustedProxies: '{proxy}' is no IP address, and no network such as 10.0.0.0/8.");
        }

        if (!UsesTls && Http == Grpc && Parse(Http) is { Port: not 0 })
        {
            wrong.Add($"Listen: Http and Grpc are both '{Http}'; in cleartext each needs a port of its own.");
        }

        if (Certificate.Length > 0 && !File.Exists(Certificate))
        {
            wrong.Add($"Listen:Certificate: there is no file '{Certificate}'.");
        }

        if (CertificateKey.Length > 0 && (Certificate.Length == 0 || !File.Exists(CertificateKey)))
        {
            wrong.Add(Certificate.Length > 0 ? $"Listen:CertificateKey: there is no file '{CertificateKey}'." : "Listen:CertificateKey: name its certificate too, in Listen:Certificate.");
        }

        if (HasTrustDoor && Http == Tls && Parse(Http) is { Port: not 0 })
        {
            wrong.Add($"Listen: Http and Tls are both '{Http}'; devices learn to trust the local authority at a port of its own.");
        }

        LocalAuthority.Check(wrong, this);
        ClientCertificates.Check(wrong, UsesTls);
    }

    private IEnumerable<(string Name, string Address)> Used() =>
        HasTrustDoor ? [(nameof(Tls), Tls), (nameof(Http), Http)] : UsesTls ? [(nameof(Tls), Tls)] : [(nameof(Http), Http), (nameof(Grpc), Grpc)];
}
