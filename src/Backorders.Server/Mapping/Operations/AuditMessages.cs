using System.Globalization;
using Backorders.Domain.Values;
using Backorders.Server.Audit;

namespace Backorders.Server.Mapping.Operations;

/// <summary>What an operator asks of the audit.</summary>
internal static class AuditMessages
{
    private const int SizeDefault = 100;
    private const int SizeMax = 1_000;
    private const char TokenPrefix = 'a';

    /// <summary>Which records are asked for.</summary>
    public static AuditQuery Query(ref Border border, V1.ListAuditRequest m)
    {
        Instant? from = border.Time(m.From, "from");
        Instant? to = border.Time(m.To, "to");
        if (from >= to)
        {
            border.Note(Refusal.InvalidValue, "to", "must be later than from");
        }

        if (!Enum.IsDefined(m.Outcome))
        {
            border.Note(Refusal.InvalidValue, "outcome", $"{(int)m.Outcome} is not one of the known outcomes");
        }

        return new AuditQuery(from ?? default, Before(ref border, m.PageToken) ?? (to is { } end ? AuditPlace.Before(end) : AuditPlace.End))
        {
            KeyId = m.KeyId, Owner = m.Owner, Warehouse = m.Warehouse, Call = m.Call, Thing = m.Thing, Number = m.Number,
            Outcome = m.Outcome == V1.AuditOutcome.Unspecified ? null : (AuditOutcome)m.Outcome,
        };
    }

    /// <summary>Records on a page.</summary>
    public static int Size(ref Border border, V1.ListAuditRequest m)
    {
        border.Within(m.PageSize, 0, SizeMax, "page_size");
        return m.PageSize == 0 ? SizeDefault : m.PageSize;
    }

    /// <summary>The token with which the next page begins behind a place.</summary>
    public static string Token(AuditPlace place) => string.Create(CultureInfo.InvariantCulture, $"{TokenPrefix}{place.At.UnixMicroseconds}.{place.Name}");

    private static AuditPlace? Before(ref Border border, string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        int dot = token.IndexOf('.', StringComparison.Ordinal);
        if (token[0] == TokenPrefix && dot > 1 && dot + 1 < token.Length && token[dot + 1] is 'r' or 't'
            && long.TryParse(token.AsSpan(1, dot - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long at))
        {
            return new AuditPlace(new Instant(at), token[(dot + 1)..]);
        }

        border.Note(Refusal.InvalidValue, "page_token", "is not one that the page before gave");
        return null;
    }
}
