namespace Backorders.Server.Security;

/// <summary>The wall or the fixed station that an entry of the key file lets in. It has no key that somebody could know: the entry names the code that the device itself has shown.</summary>
internal sealed record StoredDevice
{
    /// <summary>SHA-256 of the code, in hex: <see cref="DeviceCode.Hash"/>. The code lets nobody else in, for whoever shows it holds a secret that it was made of.</summary>
    public string CodeSha256 { get; init; } = string.Empty;

    /// <summary>The station as which it works; not set where that is chosen at the device.</summary>
    public string? Station { get; init; }

    /// <summary>What a device may do at most: nobody stands guard over a wall.</summary>
    public const Role RolesMax = Role.Scanner | Role.Station | Role.Reader;
}
