using System.Text.Json;
using Backorders.Actors.Port;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Server.Audit;
using Backorders.Server.Security;

namespace Backorders.Server.Mapping.Operations;

/// <summary>Audit records on their way out.</summary>
internal static class AuditForms
{
    private const int EventsMax = 30;

    /// <summary>A record that is no turn.</summary>
    public static V1.AuditRecord Row(AuditRecord r) => new()
    {
        Id = r.Id, At = r.At.ToTimestamp(), LastAt = r.LastAt.ToTimestamp(), Times = r.Times, KeyId = r.KeyId, Owner = r.Owner, Roles = { Roles(r.Roles) }, Address = r.Address,
        Node = r.Node, Warehouse = r.Warehouse, Call = r.Call, Thing = r.Thing, Number = r.Number, Outcome = (V1.AuditOutcome)r.Outcome, StatusCode = r.Status, Reason = r.Reason,
        Detail = r.Detail,
    };

    /// <summary>A turn.</summary>
    public static V1.AuditRecord Turn(CommittedTurn t)
    {
        (string kind, string number) = t.Events.SelectMany(AuditThings.Of).FirstOrDefault((string.Empty, string.Empty));
        OwnerId[] owners = [.. t.Events.Select(AuditThings.OwnerOf).OfType<OwnerId>().Distinct().Take(2)];
        return new V1.AuditRecord
        {
            Id = $"{t.Warehouse}/{t.Seq}", At = t.At.ToTimestamp(), LastAt = t.At.ToTimestamp(), Times = 1, KeyId = t.Actor, Owner = owners is [var only] ? only.Value : string.Empty,
            Roles = { Roles(t.Origin?.Roles ?? 0) }, Address = t.Origin?.Address?.ToString() ?? string.Empty, Warehouse = t.Warehouse.Value, Call = t.Origin?.Call ?? string.Empty,
            Thing = kind, Number = number, Outcome = V1.AuditOutcome.Done, CommandKey = t.Key.IsNone ? string.Empty : t.Key.ToString(), Turn = t.Seq, Chain = t.Hash.ToString(),
            Events = { t.Events.Select(NameOf).Distinct().Take(EventsMax) },
        };
    }

    /// <summary>Whether a turn is one of those that are asked for; its time is looked at elsewhere.</summary>
    public static bool IsWanted(AuditQuery query, CommittedTurn turn) =>
        (query.KeyId.Length == 0 || turn.Actor == query.KeyId)
        && (query.Call.Length == 0 || turn.Origin?.Call == query.Call)
        && (query.Owner.Length == 0 || turn.Events.Any(e => AuditThings.OwnerOf(e)?.Value == query.Owner))
        && ((query.Thing.Length == 0 && query.Number.Length == 0)
            || turn.Events.SelectMany(AuditThings.Of).Any(t => (query.Thing.Length == 0 || t.Kind == query.Thing) && (query.Number.Length == 0 || t.Number == query.Number)));

    private static IEnumerable<string> Roles(int roles) => KeyFile.Each((Role)roles).Select(r => r.ToString());

    private static string NameOf(Event e) => JsonNamingPolicy.SnakeCaseLower.ConvertName(e.GetType().Name);
}
