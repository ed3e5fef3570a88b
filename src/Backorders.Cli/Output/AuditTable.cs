using System.Globalization;
using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>Audit records for people.</summary>
internal static class AuditTable
{
    public static void Write(TextWriter to, IReadOnlyList<V1.AuditRecord> found)
    {
        if (found.Count == 0)
        {
            to.WriteLine("Nothing of that is on record.");
            return;
        }

        Table table = new Table { Border = TableBorder.Simple }.AddColumn(new TableColumn("when (UTC)").NoWrap());
        foreach (string name in (string[])["key", "call", "thing", "outcome", "from"])
        {
            table.AddColumn(new TableColumn(name));
        }

        foreach (V1.AuditRecord r in found)
        {
            string thing = r.Thing.Length == 0 ? string.Empty : r.Number.Length == 0 ? r.Thing : $"{r.Thing} {r.Number}";
            table.AddRow(
                Markup.Escape(r.At.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)), Markup.Escape(r.KeyId.Length == 0 ? "?" : r.KeyId),
                Markup.Escape(r.Call.Length == 0 ? r.Events.FirstOrDefault() ?? r.Detail : r.Call), Markup.Escape(thing), Markup.Escape(Outcome(r)), Markup.Escape(r.Address));
        }

        Plain.Write(to, table);
    }

    private static string Outcome(V1.AuditRecord r) => r.Outcome switch
    {
        V1.AuditOutcome.Done => r.Turn > 0 ? string.Create(CultureInfo.InvariantCulture, $"turn {r.Turn}") : "done",
        V1.AuditOutcome.Refused => r.Times > 1 ? string.Create(CultureInfo.InvariantCulture, $"{r.Reason} x {r.Times}") : r.Reason,
        _ => "unknown",
    };
}
