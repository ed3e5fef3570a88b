namespace Backorders.Domain.Ids;

/// <summary>What makes a device event unique: which scanner, and its own number for the scan.</summary>
public readonly record struct ScanKey(DeviceId Device, ScanId Scan)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Device}/{Scan}";
}
