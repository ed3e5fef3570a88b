using System.Globalization;
using Backorders.Domain.Values;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Cli.Output;

/// <summary>Why a line stands where it stands, for people.</summary>
internal static class ExplanationText
{
    /// <summary>The explanation in sentences.</summary>
    public static IEnumerable<string> Lines(V1.LineExplanation e)
    {
        V1.Line l = e.Line;
        yield return $"{l.OrderNo} line {l.LineNo}, {l.Sku}: {l.Ordered} ordered, {l.Open} open, {l.Held} held, {l.Allocated} allocated, {l.Picked} picked, "
            + $"{l.Packed} packed, {l.Shipped} shipped, {l.Cancelled} cancelled";
        yield return e.Place > 0
            ? $"place {e.Place} of {e.QueueLength} in the queue, {e.UnitsAhead} units before it"
            : "it does not wait";
        if (e.SkipMessage.Length > 0)
        {
            yield return e.SkipMessage;
        }

        if (l.Open > 0 && Completeness(e) is { } completeness)
        {
            yield return completeness;
        }

        yield return $"promised: {Day(l.Promise)}" + (l.FirstPromise is null || l.FirstPromise.Equals(l.Promise) ? string.Empty : $" (first: {Day(l.FirstPromise)})");
        if (CauseWords.Of((PromiseCause)l.Cause) is { Length: > 0 } cause)
        {
            yield return "  it moved: " + cause;
        }

        if (l.Open > 0)
        {
            yield return $"planned: {Day(e.Planned)}" + (e.PlannedOn.Length == 0 ? string.Empty : $", on shipment {e.PlannedOn}");
        }

        foreach (V1.LineExplanation.Types.Peg peg in e.Pegs)
        {
            yield return $"  {peg.Quantity} from {peg.AsnNo}, expected {Day(peg.Eta)}";
        }

        if (e.Ahead is { } ahead)
        {
            yield return $"behind {ahead.OrderNo} line {ahead.LineNo} by {ahead.DecidedBy}: theirs {ahead.Theirs}, ours {ahead.Ours}";
        }

        foreach (string advice in e.Sooner)
        {
            yield return "sooner: " + advice;
        }

        yield return $"keys (policy {e.PolicyVersion}): " + string.Join(", ", e.Keys.Select(k => $"{k.Name}={k.Value}"));
    }

    private static string? Completeness(V1.LineExplanation e)
    {
        string who = e.ShipMode == V1.ShipMode.OrderComplete ? "its order" : "it";
        return e.ShipMode is V1.ShipMode.OrderComplete or V1.ShipMode.LineComplete
            ? $"{who} ships only complete: " + (e.IsCovered ? "what is missing is covered, so units are held" : "what is missing is not covered, so it takes no units")
            : null;
    }

    private static string Day(Timestamp? at) => at is null ? "no date" : at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
