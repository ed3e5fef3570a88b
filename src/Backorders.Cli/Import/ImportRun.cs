using Backorders.Cli.Client;
using Backorders.Cli.Csv;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Grpc.Core;

namespace Backorders.Cli.Import;

/// <summary>
/// Reads a file to its end, sends what is good, and names what is not. An order or a notice is sent whole, or all its rows are withheld: so a corrected file goes
/// through, and finds nothing of it taken already. Behind a row whose quotes are not closed nothing is read, and nothing of what might belong to it is sent. What is
/// neither taken nor refused (no answer in time, a full disk) is not confirmed: nothing after it is sent, and the same file may be sent again.
/// </summary>
internal sealed class ImportRun(IImport import, CsvReader csv, CliConsole console, TimeSpan deadline, bool json)
{
    private readonly List<RowProblem> wrong = [];
    private readonly List<Group> groups = [];
    private readonly Dictionary<string, Group> byName = new(StringComparer.Ordinal);
    private int rows;
    private bool hasSent;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        while (csv.Read())
        {
            rows++;
            Group? last = groups.Count > 0 ? groups[^1] : null;
            TakeRow();
            if (import.WholeBy is null && last is not null && groups[^1] != last)
            {
                await SendAsync(last, cancellation).ConfigureAwait(false);
            }
        }

        foreach (Group group in import.WholeBy is null ? groups.TakeLast(1) : groups)
        {
            await SendAsync(group, cancellation).ConfigureAwait(false);
        }

        return await ReportAsync().ConfigureAwait(false);
    }

    private void TakeRow()
    {
        Group? group = null;
        try
        {
            group = Named(import.GroupOf());
            group.Rows.Add(csv.Row);
            if (csv.IsBroken)
            {
                throw csv.Broken();
            }

            import.Take(group.Name);
        }
        catch (CsvRowException e)
        {
            wrong.Add(new RowProblem(e.Row, e.Column, e.Problem));

            // Whose row it is cannot be read when the quote stands before the number: it may be one more of the last group.
            group ??= csv.IsBroken ? groups.LastOrDefault() : null;
            group?.BrokenRows.Add(e.Row);
        }
    }

    private Group Named(string name)
    {
        if (!byName.TryGetValue(name, out Group? group))
        {
            group = new Group(name, [], []);
            byName.Add(name, group);
            groups.Add(group);
        }

        return group;
    }

    private async Task SendAsync(Group group, CancellationToken cancellation)
    {
        bool isWhole = import.WholeBy is not null;
        if (isWhole ? group.BrokenRows.Count == 0 : group.BrokenRows.Count < group.Rows.Count)
        {
            IReadOnlyList<RowProblem> refused = await AskAsync(group, cancellation).ConfigureAwait(false);
            wrong.AddRange(refused);
            group.BrokenRows.UnionWith(refused.Select(r => r.Row));
        }

        if (isWhole && group.BrokenRows.Count > 0)
        {
            wrong.AddRange(group.Rows.Where(row => !group.BrokenRows.Contains(row))
                .Select(row => new RowProblem(row, import.WholeBy!, $"'{group.Name}' is withheld as a whole because of row {group.BrokenRows.Min}.")));
        }
    }

    private async Task<IReadOnlyList<RowProblem>> AskAsync(Group group, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<RowProblem> refused = await import.SendAsync(
                group.Name, () => new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + deadline, cancellationToken: cancellation)).ConfigureAwait(false);
            hasSent = true;
            return refused;
        }
        catch (RpcException e) when (!cancellation.IsCancellationRequested && CallFailures.IsUnconfirmed(e, isFirst: !hasSent))
        {
            await TellProblemsAsync().ConfigureAwait(false);
            throw new CliException(
                $"{csv.Name}: what begins on row {group.Rows[0]} or later is not confirmed: {CallFailures.WhyUnconfirmed(e, deadline)}. Send the same file again: what was taken on is not taken on twice.",
                ExitCodes.NotConfirmed);
        }
    }

    private async Task<RowProblem[]> TellProblemsAsync()
    {
        RowProblem[] problems = [.. wrong.Order()];
        foreach (RowProblem problem in problems)
        {
            await console.Error.WriteLineAsync($"{csv.Name}: {problem}").ConfigureAwait(false);
        }

        return problems;
    }

    private async Task<int> ReportAsync()
    {
        RowProblem[] problems = await TellProblemsAsync().ConfigureAwait(false);
        int bad = wrong.Select(w => w.Row).Distinct().Count();
        int? stoppedAt = csv.IsBroken ? csv.Row : null;
        await console.Out.WriteLineAsync(json
            ? Json.Line(
                ("rows", rows), ("accepted", rows - bad), ("refused", bad), ("stopped_at_row", stoppedAt),
                ("problems", problems.Select(w => new Dictionary<string, object> { ["row"] = w.Row, ["column"] = w.Column, ["problem"] = w.ToString() })))
            : stoppedAt is { } row ? $"{rows - bad} of the {rows} rows up to row {row} accepted; nothing from row {row} on was sent."
            : $"{rows - bad} of {rows} rows accepted.").ConfigureAwait(false);
        return bad == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Rows that go together.</summary>
    private sealed record Group(string Name, List<int> Rows, SortedSet<int> BrokenRows);
}
