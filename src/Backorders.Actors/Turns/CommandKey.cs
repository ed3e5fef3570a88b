using System.Buffers.Binary;
using Backorders.Domain.Ids;

namespace Backorders.Actors.Turns;

/// <summary>
/// Names one command of one warehouse, whatever connection or try it comes by: the first 16 bytes of a SHA-256 over the client's request id or
/// the natural key. The same key again is the same command again. Stored in every turn: the way it is computed never changes.
/// </summary>
/// <param name="Value">The 16 bytes, read big-endian.</param>
public readonly record struct CommandKey(UInt128 Value)
{
    /// <summary>The length when stored, in bytes.</summary>
    public const int Length = 16;

    /// <summary>The key of commands that nobody repeats: those that the engine gives itself, such as the passing of time.</summary>
    public static CommandKey None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Value == UInt128.Zero;

    /// <summary>The key of a command that carries a request id, made by the client before its first try.</summary>
    /// <param name="owner">Whose credential sent it; a default value for the warehouse's own people.</param>
    /// <param name="requestId">The id as it was sent.</param>
    public static CommandKey ForRequest(OwnerId owner, string requestId) => new(KeyHash.Of("request", owner.Value, requestId));

    /// <summary>The key of a device event: the device never uses a scan id twice.</summary>
    /// <param name="owner">Whose goods.</param>
    /// <param name="device">The scanner.</param>
    /// <param name="scan">Its number for this scan.</param>
    public static CommandKey ForScan(OwnerId owner, DeviceId device, ScanId scan) => new(KeyHash.Of("scan", owner.Value, device.Value, scan.Value));

    /// <summary>The key of an order's submission.</summary>
    /// <param name="owner">Whose order.</param>
    /// <param name="orderNo">The owner's number.</param>
    public static CommandKey ForOrder(OwnerId owner, OrderNo orderNo) => new(KeyHash.Of("order", owner.Value, orderNo.Value));

    /// <summary>The key of a ship notice's announcement.</summary>
    /// <param name="owner">Whose shipment.</param>
    /// <param name="asnNo">The owner's number.</param>
    public static CommandKey ForShipment(OwnerId owner, AsnNo asnNo) => new(KeyHash.Of("shipment", owner.Value, asnNo.Value));

    /// <summary>The key of a station's command that carries a request id.</summary>
    /// <param name="station">Who sent it.</param>
    /// <param name="requestId">The id as it was sent.</param>
    public static CommandKey ForStation(StationId station, string requestId) => new(KeyHash.Of("station", station.Value, requestId));

    /// <summary>Reads a key that was stored.</summary>
    /// <exception cref="ArgumentException">There are not exactly 16 bytes.</exception>
    public static CommandKey FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? new(BinaryPrimitives.ReadUInt128BigEndian(bytes))
        : throw new ArgumentException($"A command key has {Length} bytes, not {bytes.Length}.", nameof(bytes));

    /// <summary>Writes the 16 bytes.</summary>
    public void CopyTo(Span<byte> to) => BinaryPrimitives.WriteUInt128BigEndian(to, Value);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)(uint)(ulong)Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
