using System.Net;
using Google.Protobuf;

namespace Backorders.Actors.Turns;

/// <summary>IP addresses as bytes in network order, 4 or 16 of them; none for an address that is not known.</summary>
internal static class AddressBytes
{
    /// <summary>Writes an address.</summary>
    public static ByteString Of(IPAddress? address) => address is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(address.GetAddressBytes());

    /// <summary>Reads an address; null for bytes that are none.</summary>
    public static IPAddress? Read(ByteString bytes) => bytes.Length is 4 or 16 ? new IPAddress(bytes.Span) : null;
}
