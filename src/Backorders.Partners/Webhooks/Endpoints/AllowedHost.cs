using System.Globalization;

namespace Backorders.Partners.Webhooks.Endpoints;

/// <summary>A host that the operator allows by name, whatever network it is in.</summary>
/// <param name="Host">In lower case, without brackets.</param>
/// <param name="Port">The only port; null for any.</param>
internal sealed record AllowedHost(string Host, int? Port)
{
    /// <summary>Reads <c>host</c>, <c>host:port</c> or <c>[address]:port</c>; null when it is none of them.</summary>
    public static AllowedHost? Parse(string text)
    {
        string host = text.Trim().ToLowerInvariant();
        int? port = null;
        int colon = host.LastIndexOf(':');
        if (colon >= 0 && (host.IndexOf(':') == colon || host[colon - 1] == ']'))
        {
            if (!int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number is < 1 or > 65_535)
            {
                return null;
            }

            (host, port) = (host[..colon], number);
        }

        host = host.Trim('[', ']');
        return Uri.CheckHostName(host) == UriHostNameType.Unknown ? null : new AllowedHost(host, port);
    }

    public bool Allows(Uri url) => string.Equals(HostOf(url), Host, StringComparison.OrdinalIgnoreCase) && (Port is null || Port == url.Port);

    /// <summary>The host as it is looked up: without brackets, and in ASCII.</summary>
    public static string HostOf(Uri url) => url.IdnHost.Trim('[', ']');
}
