using Backorders.Domain.ActorData;
using Backorders.Domain.Values;
using Backorders.Domain.Views;

namespace Backorders.Domain.Explaining;

/// <summary>What would make a waiting line ship sooner, for the people who could do it.</summary>
internal static class Advice
{
    /// <summary>Sentences, what helps most first; empty when nothing waits.</summary>
    /// <param name="line">The line.</param>
    /// <param name="skip">Why it takes no units now.</param>
    /// <param name="ahead">Units that stand before it.</param>
    /// <param name="pegs">What it is planned on.</param>
    public static IReadOnlyList<string> Of(BackorderLine line, SkipReason skip, Quantity ahead, IReadOnlyList<PegView> pegs)
    {
        if (line.Open.IsZero)
        {
            return [];
        }

        List<string> advice = [];
        if (OfReason(line, skip) is { } removes)
        {
            advice.Add(removes);
        }

        if (skip == SkipReason.None)
        {
            Quantity wanted = ahead + line.Open;
            advice.Add(ahead.IsZero
                ? $"It is served by the next {wanted} units of {line.Item.Key.Sku} that come."
                : $"It is served in full when {wanted} units of {line.Item.Key.Sku} have come: {ahead} stand before its {line.Open}.");
        }

        if (!ahead.IsZero && !line.Pinned)
        {
            advice.Add("Expediting it puts it before all lines that nobody expedited.");
        }

        advice.AddRange(OfSupply(line, pegs));
        return advice;
    }

    private static string? OfReason(BackorderLine line, SkipReason skip) => skip switch
    {
        SkipReason.OrderOnHold => "Release the order.",
        SkipReason.NotBefore => "Amend the order's not-before.",
        SkipReason.BelowMinimum or SkipReason.LastSplitWaits or SkipReason.LineNotComplete => $"{line.Open} units that come at once serve it.",
        SkipReason.OrderNotCoverable or SkipReason.HoldExpired or SkipReason.TakesLater => "Amend the order to ship what is available.",
        SkipReason.CancelByPassed => "Nothing: the customer has no use for it any more.",
        _ => null,
    };

    private static IEnumerable<string> OfSupply(BackorderLine line, IReadOnlyList<PegView> pegs)
    {
        if (pegs.Count > 0)
        {
            yield return $"Shipment {pegs[^1].Asn.AsnNo} is expected at {pegs[^1].Eta}; an earlier one brings its date forward.";
        }

        Quantity planned = pegs.Aggregate(Quantity.Zero, static (sum, p) => sum + p.Quantity);
        if (planned < line.Open)
        {
            yield return $"No supply is announced for {line.Open - planned} of its units: announce or order them.";
        }
    }
}
