using System.Buffers;
using System.Globalization;
using System.Text;

namespace Backorders.Grpc.Framing;

/// <summary>Percent-encoding of <c>grpc-message</c>. Source: PROTOCOL-HTTP2.md, "Percent-Encoded".</summary>
internal static class GrpcMessage
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(PlainCharacters());

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7E and not (byte)'%')
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: what is not an escape stays as it is, as the specification demands.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%'))
        {
            return text;
        }

        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static string PlainCharacters()
    {
        var plain = new StringBuilder();
        for (var c = ' '; c <= '~'; c++)
        {
            if (c != '%')
            {
                plain.Append(c);
            }
        }

        return plain.ToString();
    }
}
