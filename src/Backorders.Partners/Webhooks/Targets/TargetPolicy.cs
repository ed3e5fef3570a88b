using System.Net;
using System.Net.Sockets;
using Backorders.Partners.Webhooks.Endpoints;

namespace Backorders.Partners.Webhooks.Targets;

/// <summary>
/// Where deliveries may go. A URL is checked when it is registered, and the address it leads to when it is registered and again at every connect: a name may
/// lead elsewhere by then. The connection goes to the very address that was checked.
/// </summary>
/// <param name="options">What the operator allows.</param>
/// <param name="resolve">Finds a host's addresses; null for the system's resolver.</param>
internal sealed class TargetPolicy(WebhookOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private const int UrlLengthMax = 2_000;

    private readonly AllowedHost[] hosts = [.. options.AllowedHosts.Select(AllowedHost.Parse).OfType<AllowedHost>()];
    private readonly HashSet<int> ports = [.. options.Ports];
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>A URL that deliveries may go to, as far as its text tells.</summary>
    /// <exception cref="FormatException">It is no URL that deliveries could go to.</exception>
    /// <exception cref="TargetNotAllowedException">It may not be called.</exception>
    public Uri Parse(string text)
    {
        if (text.Length is 0 or > UrlLengthMax || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
        {
            throw new FormatException($"is not an address such as https://example.com/backorders of at most {UrlLengthMax} characters");
        }

        if (url.UserInfo.Length > 0)
        {
            throw new FormatException("holds a user name or a password; deliveries are signed instead");
        }

        if (url.Fragment.Length > 0)
        {
            throw new FormatException("holds a fragment, which is never sent");
        }

        if (IsAllowedByName(url))
        {
            return url;
        }

        if (url.Scheme != Uri.UriSchemeHttps)
        {
            throw new TargetNotAllowedException($"'{url}' is not https. Use https, or let the node's operator allow {AllowedHost.HostOf(url)} by name (Webhooks:AllowedHosts).");
        }

        if (!ports.Contains(url.Port))
        {
            throw new TargetNotAllowedException(
                $"Port {url.Port} may not be called; {string.Join(", ", ports.Order())} may. The node's operator can allow others (Webhooks:AllowedPorts, Webhooks:AllowedHosts).");
        }

        return url;
    }

    /// <summary>The addresses of a URL's host, all of them such that they may be called.</summary>
    /// <exception cref="TargetNotAllowedException">The host leads to an address that may not be called.</exception>
    /// <exception cref="SocketException">The host is not known now.</exception>
    public async Task<IPAddress[]> ResolveAsync(Uri url, CancellationToken cancellation)
    {
        string host = AllowedHost.HostOf(url);
        IPAddress[] found = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await resolve(host, cancellation).ConfigureAwait(false);
        if (found.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        // One bad address among good ones is enough: a name that leads to both is a trick.
        if (!IsAllowedByName(url) && found.FirstOrDefault(a => PublicAddress.WhyNot(a) is not null) is { } inside)
        {
            throw new TargetNotAllowedException(
                $"The host {host} leads to {inside}, which is not a public address ({PublicAddress.WhyNot(inside)}). "
                + "Use a public one, or let the node's operator allow the host by name (Webhooks:AllowedHosts).");
        }

        return found;
    }

    private bool IsAllowedByName(Uri url) => hosts.Any(h => h.Allows(url));
}
