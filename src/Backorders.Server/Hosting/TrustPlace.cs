using System.Net;
using Backorders.Server.Options;
using Backorders.Server.Security.Authority;
using Backorders.Server.Web;

namespace Backorders.Server.Hosting;

/// <summary>Where devices find this node, by a name that its certificate is for.</summary>
internal sealed class TrustPlace(ITlsCertificate certificate, LocalAuthority authority, NodePorts ports, NodeOptions options)
{
    private readonly IssuedCertificate certificate = (IssuedCertificate)certificate;

    /// <summary>The page that a QR code leads to. Its fragment is never sent: it lets the page notice a code that is of another authority.</summary>
    public Uri Told => new(Addresses(null).Trust, $"#{authority.Fingerprint}");

    /// <summary>The addresses for a device.</summary>
    /// <param name="asked">The host by which it came here, which is kept if the certificate is for it; null for the one that devices are told.</param>
    public TrustAddresses Addresses(string? asked)
    {
        string host = asked is not null && !IsThisMachine(asked) && certificate.IsFor(asked.Trim('[', ']')) ? asked.Trim('[', ']') : certificate.Names.Told;
        Uri pages = At(Uri.UriSchemeHttps, host, ports.Http.Port);

        // A door that is open to this machine alone is none for devices.
        bool isDoorForAll = ports.TrustDoor is not null && (IsLoopback(options.Listen.Tls) || !IsLoopback(options.Listen.Http));
        return new TrustAddresses(new Uri(isDoorForAll ? At(Uri.UriSchemeHttp, host, ports.TrustDoor!.Port) : pages, "/trust"), pages);
    }

    /// <summary>A person who looks at the page on the node's own machine shows its code to a device, which is elsewhere.</summary>
    private static bool IsThisMachine(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));

    private static bool IsLoopback(string address) => ListenOptions.Parse(address) is { } endpoint && IPAddress.IsLoopback(endpoint.Address);

    private static Uri At(string scheme, string host, int port) => new UriBuilder(scheme, host, port).Uri;
}
