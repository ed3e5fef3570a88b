using System.Buffers.Binary;

namespace Backorders.Actors.Turns;

/// <summary>
/// What a command says, in 16 bytes: the first half of a SHA-256 over its payload. The same key with another digest is another command under a
/// used key, and is refused.
/// </summary>
/// <param name="Value">The 16 bytes, read big-endian.</param>
public readonly record struct CommandDigest(UInt128 Value)
{
    /// <summary>The length when stored, in bytes.</summary>
    public const int Length = 16;

    /// <summary>The digest of commands that nobody repeats.</summary>
    public static CommandDigest None => default;

    /// <summary>The digest of a payload.</summary>
    /// <param name="payload">The payload in one fixed form: the same command must give the same bytes, whether it came by gRPC, by JSON or in a stream.</param>
    public static CommandDigest Of(ReadOnlySpan<byte> payload) => new(KeyHash.Of(payload));

    /// <summary>Reads a digest that was stored.</summary>
    /// <exception cref="ArgumentException">There are not exactly 16 bytes.</exception>
    public static CommandDigest FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException($"A command digest has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Writes the 16 bytes.</summary>
    public void CopyTo(Span<byte> to) => BinaryPrimitives.WriteUInt128BigEndian(to, Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
