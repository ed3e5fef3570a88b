using Grpc.Core;

namespace Backorders.Grpc.Framing;

/// <summary>Between metadata and HTTP header fields. Source: PROTOCOL-HTTP2.md, "Custom-Metadata".</summary>
internal static class MetadataCodec
{
    /// <summary>Headers of the protocol itself; the application neither sees nor sets them.</summary>
    public static bool IsReserved(string name) => name.Length == 0
        || name[0] == ':'
        || (name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("grpc-status-details-bin", StringComparison.OrdinalIgnoreCase))
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
        || name.Equals("te", StringComparison.OrdinalIgnoreCase)
        || name.Equals("host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase)
        || name.Equals("connection", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Adds a field as received. Binary fields may hold several values behind commas, with or without padding. False for bad base64.
    /// </summary>
    public static bool TryAdd(Metadata target, string name, string value)
    {
        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                target.Add(name, value);
            }

            // Other text is no legal metadata; a proxy may have put it there, and the call is not to blame.
            return true;
        }

        foreach (var range in value.AsSpan().Split(','))
        {
            if (!TryDecode(value.AsSpan(range).Trim(), out var bytes))
            {
                return false;
            }

            target.Add(name, bytes);
        }

        return true;
    }

    /// <summary>The value as it travels; base64 goes without padding, which all peers accept.</summary>
    public static string ToWire(Metadata.Entry entry) => entry.IsBinary
        ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=')
        : entry.Value;

    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        text = text.TrimEnd('=');
        var padded = (text.Length + 3) / 4 * 4;
        Span<char> full = padded <= 256 ? stackalloc char[padded] : new char[padded];
        text.CopyTo(full);
        full[text.Length..].Fill('=');
        bytes = new byte[padded / 4 * 3];
        if (!Convert.TryFromBase64Chars(full, bytes, out var written))
        {
            return false;
        }

        bytes = bytes[..written];
        return true;
    }
}
