using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Cli.Output;

/// <summary>Webhook endpoints, tries and dead letters for people.</summary>
internal static class WebhookText
{
    public static IEnumerable<string> Lines(V1.WebhookEndpoint e)
    {
        yield return $"{e.EndpointId}  {e.Url}" + (e.Description.Length > 0 ? $"  ({e.Description})" : string.Empty);
        string[] told =
        [
            e.Owner.Length > 0 ? $"owner {e.Owner}" : "every owner",
            e.Kinds.Count == 0 ? "every kind" : string.Join(", ", e.Kinds.Select(EventKinds.NameOf)),
            .. e.OrderNo.Length > 0 ? (string[])[$"order {e.OrderNo}"] : [],
            .. e.Sku.Length > 0 ? (string[])[$"SKU {e.Sku}"] : [],
        ];
        yield return "  told of " + string.Join("; ", told);
        if (e.Suspended != V1.SuspensionReason.Unspecified)
        {
            yield return $"  SUSPENDED since {Time(e.SuspendedAt)}: {Why(e.Suspended)}{(e.SuspendedBecause.Length > 0 ? $" ({e.SuspendedBecause})" : string.Empty)}";
        }

        foreach (V1.WebhookPosition p in e.Positions)
        {
            string behind = p.HighWater > p.Cursor ? $"{p.HighWater - p.Cursor} behind" : "nothing left to tell";
            string trouble = p.Attempts > 0 ? $"; {p.Attempts} tries failed, next at {Time(p.NextTryAt)}: {p.LastError}" : string.Empty;
            yield return $"  {p.Warehouse}: at cursor {p.Cursor}, {behind}{trouble}";
        }

        if (e.DeadLetters > 0)
        {
            yield return $"  {e.DeadLetters} dead letters: 'backorders webhooks dead {e.EndpointId}'";
        }
    }

    public static string Line(V1.WebhookDelivery d)
    {
        string what = d.Cursor == 0 ? "ping" : d.FirstCursor == d.Cursor ? $"{d.Warehouse} {d.Cursor}" : $"{d.Warehouse} {d.FirstCursor}-{d.Cursor}";
        string answer = d.HttpStatus > 0 ? $"HTTP {d.HttpStatus}" : "no answer";
        return $"{Time(d.At)}  {d.MessageId}  {what}, try {d.Attempt}: {d.Outcome.ToString().ToLowerInvariant()}, {answer} in {d.Milliseconds} ms"
            + (d.Error.Length > 0 ? $"; {d.Error}" : string.Empty);
    }

    public static string Line(V1.WebhookDeadLetter l) =>
        $"{Time(l.SetAsideAt)}  {l.MessageId}  {l.Warehouse} {l.Cursor}, {l.Attempts} tries: {l.Error}";

    public static IEnumerable<string> Resent(V1.ResendRequest what, V1.ResendResponse r)
    {
        yield return what.WhatCase == V1.ResendRequest.WhatOneofCase.FromCursor
            ? $"{what.EndpointId} is told of {what.Warehouse} again, from {what.FromCursor} on."
            : $"{r.Delivered} taken, {r.Left} dead letters left.";
        if (r.Failed is { } failed)
        {
            yield return Line(failed);
        }
    }

    public static string Time(Timestamp? at) => at?.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    private static string Why(V1.SuspensionReason reason) => reason switch
    {
        V1.SuspensionReason.Asked => "somebody asked for it",
        V1.SuspensionReason.Failing => "it failed for the whole retry window",
        V1.SuspensionReason.Rejecting => "it rejects everything",
        V1.SuspensionReason.Gone => "it answered that it is gone",
        V1.SuspensionReason.CursorBeyondJournal => "its cursor is beyond the journal; resend from one that the journal has",
        V1.SuspensionReason.AddressNotAllowed => "its address may not be called",
        _ => reason.ToString(),
    };
}
