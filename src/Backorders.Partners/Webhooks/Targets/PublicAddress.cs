using System.Net;
using System.Net.Sockets;

namespace Backorders.Partners.Webhooks.Targets;

/// <summary>
/// Which addresses belong to the public internet. What a customer writes into a URL must not make the node call its own network: itself, its neighbours, or the
/// metadata service of its host. Source: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and what updates it).
/// </summary>
internal static class PublicAddress
{
    private static readonly (IPNetwork Network, string Name)[] NotPublic =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "this network"), (IPNetwork.Parse("10.0.0.0/8"), "private"), (IPNetwork.Parse("100.64.0.0/10"), "shared (carrier-grade NAT)"),
        (IPNetwork.Parse("127.0.0.0/8"), "loopback"), (IPNetwork.Parse("169.254.0.0/16"), "link-local, where hosts keep their metadata"),
        (IPNetwork.Parse("172.16.0.0/12"), "private"), (IPNetwork.Parse("192.0.0.0/24"), "protocol assignments"), (IPNetwork.Parse("192.0.2.0/24"), "documentation"),
        (IPNetwork.Parse("192.88.99.0/24"), "6to4 relay"), (IPNetwork.Parse("192.168.0.0/16"), "private"), (IPNetwork.Parse("198.18.0.0/15"), "benchmarking"),
        (IPNetwork.Parse("198.51.100.0/24"), "documentation"), (IPNetwork.Parse("203.0.113.0/24"), "documentation"), (IPNetwork.Parse("224.0.0.0/4"), "multicast"),
        (IPNetwork.Parse("240.0.0.0/4"), "reserved or broadcast"),
        (IPNetwork.Parse("2001::/23"), "protocol assignments (Teredo and others)"), (IPNetwork.Parse("2001:db8::/32"), "documentation"),
        (IPNetwork.Parse("3fff::/20"), "documentation"), (IPNetwork.Parse("2620:4f:8000::/48"), "AS112"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Why an address is not public, such as "private"; null when it is.</summary>
    public static string? WhyNot(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (Embedded(address) is { } inner)
        {
            return WhyNot(inner) is { } why ? $"{inner} in IPv6: {why}" : null;
        }

        foreach ((IPNetwork network, string name) in NotPublic)
        {
            if (network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address))
            {
                return name;
            }
        }

        // Of IPv6 only this block is handed out to the public; loopback, unique-local, link-local, site-local and multicast all lie outside.
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => null,
            AddressFamily.InterNetworkV6 => GlobalUnicast.Contains(address) ? null : "not global unicast (loopback, unique-local, link-local or multicast)",
            _ => "neither IPv4 nor IPv6",
        };
    }

    /// <summary>The IPv4 address that a translating prefix leads to; null when there is none.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes.AsSpan(12, 4))
            : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4))
            : null;
    }
}
