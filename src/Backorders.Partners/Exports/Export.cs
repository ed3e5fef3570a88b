using Backorders.Partners.Exports.Documents;
using Backorders.Partners.Exports.Epcis;
using Backorders.Partners.Exports.Story;
using Backorders.Partners.Exports.X12;

namespace Backorders.Partners.Exports;

/// <summary>
/// Turns a warehouse's event stream into documents. It must be told every decision from the first one on, and tells only of those in the range: what stands in a
/// document (ordered quantities, parcels, receipts of a shipment) often happened long before it. Nothing else goes in, no clock and no
/// counter, so the same range gives the same bytes whenever and however often it is written.
/// </summary>
public sealed class Export
{
    private readonly WarehouseStory story;
    private readonly IDocumentWriter writer;
    private readonly List<LeftOut> leftOut = [];

    /// <summary>Begins an export.</summary>
    /// <param name="format">What it says.</param>
    /// <param name="options">Who it is from and for.</param>
    /// <param name="to">Where it goes; the caller closes it.</param>
    public Export(ExportFormat format, ExportOptions options, TextWriter to)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(to);
        story = new WarehouseStory();
        writer = format switch
        {
            ExportFormat.X12Receipts => new X12Export(new ReceiptAdvice(options, story), options, leftOut, to),
            ExportFormat.X12Shipments => new X12Export(new ShippingAdvice(options, story), options, leftOut, to),
            ExportFormat.X12Adjustments => new X12Export(new AdjustmentAdvice(options, story), options, leftOut, to),
            ExportFormat.Epcis => new EpcisExport(options, story, to),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
        };
    }

    /// <summary>Documents written: transaction sets, or EPCIS events.</summary>
    public long Written => writer.Written;

    /// <summary>Documents that could not be written.</summary>
    public IReadOnlyList<LeftOut> LeftOut => leftOut;

    /// <summary>The kinds of events that any export needs, so that a node need not send the others.</summary>
    public static IReadOnlyList<V1.EventKind> Kinds => WarehouseStory.Kinds;

    /// <summary>Takes the next decision.</summary>
    /// <param name="decision">As the stream told it.</param>
    /// <param name="inRange">Whether documents tell of it, or it only is what they build on.</param>
    public void Take(V1.SubscribeResponse decision, bool inRange)
    {
        ArgumentNullException.ThrowIfNull(decision);
        Dictionary<(string Owner, V1.Event.BodyOneofCase Kind), int> numbers = [];
        foreach (V1.Event told in decision.Events)
        {
            int number = numbers[(told.Owner, told.BodyCase)] = numbers.GetValueOrDefault((told.Owner, told.BodyCase)) + 1;
            story.Before(told);
            if (inRange)
            {
                writer.Write(new ToldEvent(decision.Cursor, number, decision.At.ToDateTimeOffset(), told));
            }

            story.After(told, decision.Cursor, decision.At.ToDateTimeOffset(), number);
        }

        if (inRange && decision.Events.Count > 0)
        {
            writer.EndDecision(decision.Cursor);
        }
    }

    /// <summary>Writes what was kept back, and the end.</summary>
    public void Finish() => writer.Finish();
}
