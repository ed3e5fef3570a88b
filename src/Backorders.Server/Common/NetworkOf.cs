using System.Net;
using System.Net.Sockets;

namespace Backorders.Server.Common;

/// <summary>The part of an IP address that a caller cannot choose freely.</summary>
internal static class NetworkOf
{
    private const int Ipv6Bytes = 16;

    /// <summary>Whoever has an IPv6 address has the 2^64 of its subnet. Source: RFC 4291, 2.5.4; RFC 6177, 2.</summary>
    private const int SubnetBytes = 8;

    /// <summary>An IPv4 address itself, an IPv6 address's /64.</summary>
    public static IPAddress Address(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        address.TryWriteBytes(bytes, out _);
        bytes[SubnetBytes..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>The same as text; empty for an address that is not known.</summary>
    public static string Text(IPAddress? address) => address switch
    {
        null => string.Empty,
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => $"{Address(address)}/{SubnetBytes * 8}",
        _ => Address(address).ToString(),
    };
}
