using System.Diagnostics;
using System.Globalization;
using Backorders.Cli.Output;
using Spectre.Console;

namespace Backorders.Cli.Demo.Replay;

/// <summary>The figures of a replay for people.</summary>
internal static class ReplayTable
{
    public static void Write(TextWriter to, ReplayResult result)
    {
        const string hash = "state_hash";
        Table table = new Table().AddColumn("figure").AddColumn(new TableColumn("value").RightAligned());
        foreach ((string name, object value) in result.Figures().Where(f => f.Key != hash))
        {
            if (value is not IReadOnlyDictionary<string, long> reasons)
            {
                table.AddRow(Words(name), Text(value));
                continue;
            }

            table.AddRow(Words(name), Text(reasons.Values.Sum()));
            foreach ((string reason, long count) in reasons)
            {
                table.AddRow("  " + reason, Text(count));
            }
        }

        using Process process = Process.GetCurrentProcess();
        table.AddRow("peak resident memory", (process.PeakWorkingSet64 >> 20).ToString("N0", CultureInfo.InvariantCulture) + " MiB");
        Plain.Write(to, table);

        // Too long for a cell: on a line of its own it can be copied whole.
        to.WriteLine($"{Words(hash)}: {result.Warehouse.StateHash}");
    }

    private static string Words(string name) => name.Replace('_', ' ');

    private static string Text(object value) => value is IFormattable number
        ? number.ToString(value is double ? "N2" : "N0", CultureInfo.InvariantCulture)
        : value.ToString()!;
}
