namespace Backorders.Partners.Exports.Documents;

/// <summary>Who an export is from and for.</summary>
public sealed record ExportOptions
{
    /// <summary>The warehouse whose events are told.</summary>
    public required string Warehouse { get; init; }

    /// <summary>What it is known as to the receiver: 2 to 15 characters in ISA06. Empty for the warehouse's id.</summary>
    public string Sender { get; init; } = string.Empty;

    /// <summary>What the receiver is known as: 2 to 15 characters in ISA08. Empty for the owner's id.</summary>
    public string Receiver { get; init; } = string.Empty;

    /// <summary>Whether the receiver should only try it: ISA15 is T, not P.</summary>
    public bool IsTest { get; init; }

    /// <summary>What names begin with that GS1 gave no key: places, orders, and items without a GTIN.</summary>
    public string UriBase { get; init; } = "urn:x-backorders:";
}
