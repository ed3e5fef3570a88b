namespace Backorders.Server.Options;

/// <summary>What one value of a claim means here. A list of these is no table of names: a value such as <c>wms:scan</c> could not be the name of a setting.</summary>
public sealed class ClaimValueOptions
{
    /// <summary>The value as the issuer writes it, to the letter.</summary>
    public string Value { get; set; } = string.Empty;

    /// <summary>The role or the owner that it stands for.</summary>
    public string Means { get; set; } = string.Empty;
}
