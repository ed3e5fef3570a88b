using System.Text;

namespace Backorders.Domain.Snapshots;

/// <summary>Gives equal short texts of a snapshot one object: owners, SKUs, lanes and doors repeat hundreds of thousands of times.</summary>
internal sealed class TextPool
{
    private const int SlotCount = 1 << 16;
    private readonly string?[] slots = new string?[SlotCount];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return string.Empty;
        }

        uint hash = 2166136261;
        foreach (byte b in utf8)
        {
            hash = unchecked((hash ^ b) * 16777619);
        }

        ref string? slot = ref slots[hash % SlotCount];
        Span<char> chars = stackalloc char[256];
        if (slot is not null && utf8.Length <= chars.Length && chars[..Encoding.UTF8.GetChars(utf8, chars)].SequenceEqual(slot))
        {
            return slot;
        }

        return slot = Encoding.UTF8.GetString(utf8);
    }
}
