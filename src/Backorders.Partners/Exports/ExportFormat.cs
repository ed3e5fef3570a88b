namespace Backorders.Partners.Exports;

/// <summary>What an export says, and in which language.</summary>
public enum ExportFormat
{
    /// <summary>X12 944, Warehouse Stock Transfer Receipt Advice: what came.</summary>
    X12Receipts = 944,

    /// <summary>X12 945, Warehouse Shipping Advice: what left.</summary>
    X12Shipments = 945,

    /// <summary>X12 947, Warehouse Inventory Adjustment Advice: what was found, lost, blocked or reported wrongly.</summary>
    X12Adjustments = 947,

    /// <summary>EPCIS 2.0 as JSON-LD: receiving, packing, shipping.</summary>
    Epcis = 2000,
}
