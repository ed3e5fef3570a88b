using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backorders.Partners.Exports.Documents;
using Backorders.Partners.Exports.Story;
using Body = Backorders.V1.Event.BodyOneofCase;

namespace Backorders.Partners.Exports.Epcis;

/// <summary>
/// One EPCIS 2.0 document in JSON-LD (GS1 EPCIS 2.0, section 10): receiving and shipping as ObjectEvents, packing as AggregationEvents, inspections as
/// ObjectEvents, and a receipt that was taken back as the receiving event again with its error declaration (section 7.4.1.3).
/// </summary>
/// <remarks>
/// The words of the Core Business Vocabulary 2.0 stand there in their short form, which the context expands to their identifiers. The date of creation is the
/// time of the last event and stands at the end, since events are written as they come.
/// </remarks>
internal sealed class EpcisExport(ExportOptions options, WarehouseStory story, TextWriter to) : IDocumentWriter
{
    private const string Context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly EpcisNames names = new(options);
    private DateTimeOffset last = DateTimeOffset.UnixEpoch;

    public long Written { get; private set; }

    public void Write(ToldEvent moment)
    {
        foreach (JsonObject told in Of(moment))
        {
            to.Write(Written++ == 0 ? Head() : ",\n");
            to.Write(told.ToJsonString(Format));
            last = moment.At;
        }
    }

    public void EndDecision(long cursor)
    {
    }

    public void Finish()
    {
        if (Written == 0)
        {
            to.Write(Head());
        }

        to.Write($"\n]}},\"creationDate\":\"{EpcisNames.Time(last)}\"}}\n");
    }

    private static string Head() =>
        $"{{\"@context\":[\"{Context}\"],\"type\":\"EPCISDocument\",\"schemaVersion\":\"2.0\",\"epcisBody\":{{\"eventList\":[\n";

    private IEnumerable<JsonObject> Of(ToldEvent moment) => moment.Told.BodyCase switch
    {
        Body.ReceiptRecorded => [Receiving(moment.Owner, moment.Cursor, moment.Number, moment.Told.ReceiptRecorded)],
        Body.ReceiptReversed => Reversed(moment, moment.Told.ReceiptReversed),
        Body.QualityChanged => [Inspecting(moment, moment.Told.QualityChanged)],
        Body.Packed => [Packing(moment, moment.Told.Packed)],
        Body.Shipped => Shipping(moment, moment.Told.Shipped),
        _ => [],
    };

    private JsonObject Receiving(string owner, long cursor, int number, V1.ReceiptRecorded receipt)
    {
        DateTimeOffset at = receipt.OccurredAt.ToDateTimeOffset();
        JsonObject told = Begin("ObjectEvent", names.EventId(owner, cursor, "receiving", number, 0), at);
        told["action"] = "OBSERVE";
        told["bizStep"] = "receiving";
        told["disposition"] = receipt.Kind == V1.ReceiptKind.Return && receipt.Quality == V1.Quality.Usable ? "returned" : DispositionOf(receipt.Quality);
        told["quantityList"] = Quantities(owner, [(receipt.Sku, receipt.Quantity)]);
        Places(told, receipt.Door);
        if (receipt.AsnNo.Length > 0)
        {
            told["bizTransactionList"] = new JsonArray(Transaction("desadv", names.Shipment(owner, receipt.AsnNo)));
        }

        told["destinationList"] = new JsonArray(new JsonObject { ["type"] = "owning_party", ["destination"] = names.Owner(owner) });
        return told;
    }

    private IEnumerable<JsonObject> Reversed(ToldEvent moment, V1.ReceiptReversed reversed)
    {
        if (story.Receipt(reversed.ReceiptId) is { } receipt)
        {
            JsonObject told = Receiving(moment.Owner, receipt.Cursor, receipt.Number, receipt.Told);
            told["errorDeclaration"] = new JsonObject { ["declarationTime"] = EpcisNames.Time(story.Local(moment.At)), ["reason"] = "did_not_occur" };
            yield return told;
        }
    }

    private JsonObject Inspecting(ToldEvent moment, V1.QualityChanged changed)
    {
        JsonObject told = Begin("ObjectEvent", names.EventId(moment.Owner, moment.Cursor, "inspecting", moment.Number, 0), moment.At);
        told["action"] = "OBSERVE";
        told["bizStep"] = "inspecting";
        told["disposition"] = DispositionOf(changed.To);
        told["quantityList"] = Quantities(moment.Owner, [(changed.Sku, changed.Quantity)]);
        Places(told, string.Empty);
        return told;
    }

    private JsonObject Packing(ToldEvent moment, V1.Packed packed)
    {
        TaskRecord[] tasks = [.. packed.Tasks.Select(t => story.Task(t.TaskId)!)];
        JsonObject told = Begin("AggregationEvent", names.EventId(moment.Owner, moment.Cursor, "packing", moment.Number, 0), moment.At);
        told["parentID"] = names.Parcel(moment.Owner, packed.Parcel);
        told["childQuantityList"] = Quantities(moment.Owner, tasks.Select(t => (t.Sku, t.Quantity)));
        told["action"] = "ADD";
        told["bizStep"] = "packing";
        told["disposition"] = "in_progress";
        Places(told, string.Empty);
        told["bizTransactionList"] = new JsonArray(
            [.. tasks.Select(t => t.OrderNo).Distinct().Order(StringComparer.Ordinal).Select(o => Transaction("po", names.Order(moment.Owner, o)))]);
        return told;
    }

    private IEnumerable<JsonObject> Shipping(ToldEvent moment, V1.Shipped shipped)
    {
        int part = 0;
        foreach (IGrouping<string, TaskRecord> order in shipped.Tasks
            .Select(t => story.Task(t.TaskId)!).GroupBy(t => t.OrderNo).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            JsonObject told = Begin("ObjectEvent", names.EventId(moment.Owner, moment.Cursor, "shipping", moment.Number, part++), moment.At);
            told["action"] = "OBSERVE";
            told["bizStep"] = "shipping";
            told["disposition"] = "in_transit";

            // What was packed left as its parcel; the aggregation told what is in it.
            string[] parcels = [.. order.Select(t => t.Parcel).Where(p => p.Length > 0).Distinct().Order(StringComparer.Ordinal)];
            TaskRecord[] loose = [.. order.Where(t => t.Parcel.Length == 0)];
            if (parcels.Length > 0)
            {
                told["epcList"] = new JsonArray([.. parcels.Select(p => (JsonNode)names.Parcel(moment.Owner, p))]);
            }

            if (loose.Length > 0)
            {
                told["quantityList"] = Quantities(moment.Owner, loose.Select(t => (t.Sku, t.Quantity)));
            }

            Places(told, string.Empty);
            JsonArray transactions = new(Transaction("po", names.Order(moment.Owner, order.Key)));
            if (shipped.Tracking.Length > 0)
            {
                transactions.Add(Transaction("bol", names.Tracking(shipped.Carrier, shipped.Tracking)));
            }

            told["bizTransactionList"] = transactions;
            told["sourceList"] = new JsonArray(new JsonObject { ["type"] = "owning_party", ["source"] = names.Owner(moment.Owner) });
            yield return told;
        }
    }

    /// <summary>CBV 2.0, section 7.2: units on hold or unfit say so; all others are on their way.</summary>
    private static string DispositionOf(V1.Quality quality) => quality switch
    {
        V1.Quality.QcHold => "non_sellable_other",
        V1.Quality.Damaged => "damaged",
        _ => "in_progress",
    };

    private JsonObject Begin(string type, string id, DateTimeOffset at)
    {
        DateTimeOffset local = story.Local(at);
        return new JsonObject { ["type"] = type, ["eventID"] = id, ["eventTime"] = EpcisNames.Time(local), ["eventTimeZoneOffset"] = EpcisNames.Offset(local) };
    }

    private void Places(JsonObject told, string door)
    {
        told["readPoint"] = new JsonObject { ["id"] = names.Place(door) };
        told["bizLocation"] = new JsonObject { ["id"] = names.Place(string.Empty) };
    }

    private JsonArray Quantities(string owner, IEnumerable<(string Sku, long Quantity)> units) => new(
    [
        .. units.GroupBy(u => u.Sku).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new JsonObject { ["epcClass"] = names.Item(owner, g.Key), ["quantity"] = g.Sum(u => u.Quantity) }),
    ]);

    private static JsonObject Transaction(string type, string id) => new() { ["type"] = type, ["bizTransaction"] = id };
}
