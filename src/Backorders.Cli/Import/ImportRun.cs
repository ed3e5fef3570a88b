using Backorders.Cli.Csv;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Import;

/// <summary>Reads a file to its end, sends what is good, and names what is not.</summary>
internal sealed class ImportRun(IImport import, CsvReader csv, CliConsole console, bool json)
{
    private readonly List<(int Row, string Column, string Problem)> wrong = [];
    private int rows;
    private int pending;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        string? group = null;
        while (csv.Read())
        {
            rows++;
            try
            {
                string current = import.GroupOf();
                if (group is not null && current != group && current.Length > 0)
                {
                    await SendAsync(cancellation).ConfigureAwait(false);
                }

                // A broken row without a number does not tear apart what stands around it.
                group = current.Length > 0 ? current : group;
                import.Take();
                pending++;
            }
            catch (CsvRowException e)
            {
                wrong.Add((e.Row, e.Column, e.Message));
            }
        }

        await SendAsync(cancellation).ConfigureAwait(false);
        return await ReportAsync().ConfigureAwait(false);
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        if (pending > 0)
        {
            foreach ((int row, string column, string problem) in await import.SendAsync(cancellation).ConfigureAwait(false))
            {
                wrong.Add((row, column, $"row {row}, column {column}: {problem}"));
            }
        }

        pending = 0;
    }

    private async Task<int> ReportAsync()
    {
        wrong.Sort();
        foreach ((_, _, string problem) in wrong)
        {
            await console.Error.WriteLineAsync($"{csv.Name}: {problem}").ConfigureAwait(false);
        }

        int bad = wrong.Select(w => w.Row).Distinct().Count();
        await console.Out.WriteLineAsync(json
            ? Json.Line(
                ("rows", rows), ("accepted", rows - bad), ("refused", bad),
                ("problems", wrong.Select(w => new Dictionary<string, object> { ["row"] = w.Row, ["column"] = w.Column, ["problem"] = w.Problem })))
            : $"{rows - bad} of {rows} rows accepted.").ConfigureAwait(false);
        return bad == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
