using System.Globalization;
using Backorders.Domain.Ids;
using Backorders.Domain.Questions;
using Backorders.Domain.Values;

namespace Backorders.Server.Services;

/// <summary>What an owner asked for and does not have, but another owner may have: for the audit.</summary>
/// <param name="What">Order, shipment, task, item, container or receipt.</param>
/// <param name="Number">Its number.</param>
/// <param name="WhoElse">The question who else has it.</param>
internal sealed record ForeignThing(string What, string Number, Func<OwnerId, FindOtherOwner> WhoElse)
{
    /// <summary>What a refusal says is not there; null when that is nothing that could be another owner's. Read off its details, so every call that refuses alike is on record alike.</summary>
    public static ForeignThing? Of(Refused refused)
    {
        Dictionary<string, string> told = [];
        foreach ((string name, string value) in refused.Details)
        {
            told[name] = value;
        }

        return refused.Reason switch
        {
            Refusal.UnknownOrder or Refusal.UnknownLine => Find("order", "order_no", told, static (asking, no) => OrderNo.TryCreate(no, out OrderNo order) ? new FindOrderOwner(asking, order) : null),
            Refusal.UnknownShipment => Find("shipment", "asn_no", told, static (asking, no) => AsnNo.TryCreate(no, out AsnNo asn) ? new FindShipmentOwner(asking, asn) : null),
            Refusal.UnknownTask => Find("task", "task_id", told, static (asking, no) => Parse(no) is { } id ? new FindTaskOwner(asking, new TaskId(id)) : null),
            Refusal.UnknownContainer => Find("container", "lpn", told, static (asking, lpn) => new FindContainerOwner(asking, lpn)),
            Refusal.UnknownSku or Refusal.UnknownLot or Refusal.UnknownSerial or Refusal.UnknownRequest =>
                Find("item", "sku", told, static (asking, sku) => Sku.TryCreate(sku, out Sku item) ? new FindItemOwner(asking, item) : null),
            Refusal.UnknownReceipt or Refusal.NothingToDecide when told.ContainsKey("receipt_id") =>
                Find("receipt", "receipt_id", told, static (asking, no) => Parse(no) is { } id ? new FindReceiptOwner(asking, new ReceiptId(id)) : null),
            Refusal.UnknownReceipt or Refusal.NothingToDecide when told.TryGetValue("device_id", out string? name) && DeviceId.TryCreate(name, out DeviceId device) =>
                Find("receipt", "scan_id", told, (asking, no) => ScanId.TryCreate(no, out ScanId scan) ? new FindScanOwner(asking, new ScanKey(device, scan)) : null),
            _ => null,
        };
    }

    private static ForeignThing? Find(string what, string detail, Dictionary<string, string> told, Func<OwnerId, string, FindOtherOwner?> question) =>
        told.TryGetValue(detail, out string? number) && question(default, number) is not null ? new ForeignThing(what, number, asking => question(asking, number)!) : null;

    private static long? Parse(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
}
