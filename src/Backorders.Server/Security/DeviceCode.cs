using System.Security.Cryptography;
using System.Text;

namespace Backorders.Server.Security;

/// <summary>
/// The code that a device shows and that its operator types once: 55 bits of a hash of the device's secret, and a check character, so that a slip of the finger is told at once. From the code nobody
/// makes the secret, and no node takes one that it has not drawn itself.
/// </summary>
internal static class DeviceCode
{
    /// <summary>Without I, L, O and U, which are read as others (Crockford's base 32).</summary>
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int BitsPerLetter = 5;
    private const int Payload = 11;
    private const int GroupLength = 4;

    /// <summary>The code of a secret, in groups as people read it: <c>K7QF-2M9X-3BTC</c>.</summary>
    public static string Of(string secret)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes("Backorders device code\n" + secret));
        ulong bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash);
        StringBuilder code = new();
        for (int i = 0; i < Payload; i++)
        {
            code.Append(Letters[(int)(bits >> (64 - (BitsPerLetter * (i + 1))) & 31)]);
        }

        return Grouped(code.Append(CheckOf(code.ToString())).ToString());
    }

    /// <summary>Reads a code as somebody has typed it; null when it is none, or a character is wrong.</summary>
    public static string? Read(string typed)
    {
        string plain = new([.. typed.ToUpperInvariant().Where(c => c is not ('-' or ' ')).Select(c => c switch { 'O' => '0', 'I' or 'L' => '1', _ => c })]);
        return plain.Length == Payload + 1 && plain.All(c => Letters.Contains(c, StringComparison.Ordinal)) && plain[^1] == CheckOf(plain[..Payload]) ? Grouped(plain) : null;
    }

    /// <summary>What stands of a code in the key file.</summary>
    public static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private static string Grouped(string plain) => string.Join('-', plain.Chunk(GroupLength).Select(group => new string(group)));

    /// <summary>The check character of Luhn's rule to the base of 32: it tells every wrong character, and all but one kind of two that were swapped (ISO/IEC 7812-1, annex B, for another base).</summary>
    private static char CheckOf(string payload)
    {
        int sum = 0;
        for (int i = 0; i < payload.Length; i++)
        {
            int value = Letters.IndexOf(payload[payload.Length - 1 - i], StringComparison.Ordinal) * (i % 2 == 0 ? 2 : 1);
            sum += (value / Letters.Length) + (value % Letters.Length);
        }

        return Letters[(Letters.Length - (sum % Letters.Length)) % Letters.Length];
    }
}
