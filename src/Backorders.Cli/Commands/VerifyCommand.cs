using System.CommandLine;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Cli.Hosting;
using Backorders.Cli.Output;
using Backorders.Engine;
using Backorders.Journal;
using Backorders.Journal.Cluster;
using Backorders.Journal.Postgres;
using Backorders.Journal.Sqlite;
using Backorders.Server;
using Microsoft.Extensions.Logging.Abstractions;

namespace Backorders.Cli.Commands;

/// <summary>Walks a store's journal: that nothing is missing or changed, and that it adds up.</summary>
internal static class VerifyCommand
{
    private const string StoreFile = "backorders.db";
    private const string RowsFile = "turns.db";

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "verify",
            """
            Walks the journal of a store: no row missing, each chained to the one before it by its hash, each fitting the state before it, all units
            accounted for. Nodes may run meanwhile: it only reads. Prints each warehouse's state hash. Exit code 1 when something is wrong.

            Examples:
              backorders verify --data ./data
              backorders verify --data ./data --json
              backorders verify --data ./data/backups/before-upgrade.db
              backorders verify --postgres 'Host=db;Database=backorders;Username=app'
            """);
        Option<string> data = new("--data") { Description = "Folder of the store, or a copy's file.", HelpName = "DIR", DefaultValueFactory = static _ => "data" };
        Option<bool> json = new("--json") { Description = "Print one JSON object a warehouse." };
        Option<int> every = new("--check-every") { Description = "Turns between two checks of all invariants; 0: only at the end.", HelpName = "TURNS" };
        Option<string?> config = NodeConfiguration.Option();
        Option<string?> connection = new("--postgres") { Description = "Walk the journal in PostgreSQL instead.", HelpName = "CONNECTION" };
        command.Add(data);
        command.Add(config);
        command.Add(connection);
        command.Add(json);
        command.Add(every);
        command.SetAction((parsed, cancellation) =>
            parsed.GetValue(connection) is null && parsed.GetValue(config) is null
                ? RunAsync(console, parsed.GetValue(data)!, parsed.GetValue(every), parsed.GetValue(json), cancellation)
                : RunAsync(
                    console, NodeConfiguration.ReadPostgres(parsed.GetValue(config), parsed.GetValue(connection)), parsed.GetValue(every), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, string folder, int every, bool json, CancellationToken cancellation)
    {
        string path = File.Exists(folder) ? folder : Path.Combine(folder, StoreFile);
        string rows = File.Exists(folder) ? folder : Path.Combine(folder, RowsFile);
        if (SqliteTurnStore.IsOne(rows))
        {
            return await RunOnRowsAsync(
                console, () => SqliteTurnStore.OpenToRead(new SqliteStoreOptions { Path = rows }, TimeProvider.System), $"'{rows}' cannot be read", every, json, cancellation)
                .ConfigureAwait(false);
        }

        if (!File.Exists(path))
        {
            throw new CliException($"There is no store in '{folder}': no file {RowsFile} or {StoreFile}. Name the folder that 'backorders serve' was given with --data.");
        }

        SqliteJournal journal = new(new SqliteJournalOptions { Path = path }, NullLogger<SqliteJournal>.Instance);
        await using (journal.ConfigureAwait(false))
        {
            return await WalkAsync(console, journal, $"in '{folder}' cannot be read; if a node runs on it, stop that first", every, json, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A store of the actors: rows of many turns, which may be read beside the node that serves from them.</summary>
    private static async Task<int> RunOnRowsAsync(
        CliConsole console, Func<ITurnRows> open, string trouble, int every, bool json, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<TurnVerification> found = await new TurnVerifier(open(), every).VerifyAllAsync(cancellation).ConfigureAwait(false);
            foreach (TurnVerification one in found)
            {
                await WriteAsync(console, Report(one), json).ConfigureAwait(false);
            }

            return found.All(f => f.IsGood) ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (JournalException e)
        {
            throw new CliException($"The store {trouble}: {e.Message}", ExitCodes.CannotStart);
        }
    }

    private static VerificationReport Report(TurnVerification of) => new(
        ShardMap.ShardOf(of.Warehouse), of.Turns, of.BrokenAt, of.Problem, [new VerifiedWarehouse(of.Warehouse, of.StateHash, of.Violations)]);

    private static async Task<int> RunAsync(CliConsole console, NodeOptions options, int every, bool json, CancellationToken cancellation)
    {
        string trouble = $"in schema '{options.Postgres.Schema}' cannot be read";
        if (await OpenTurnsAsync(options, trouble, cancellation).ConfigureAwait(false) is { } turns)
        {
            await using (turns.ConfigureAwait(false))
            {
                return await RunOnRowsAsync(console, () => turns.Rows, trouble, every, json, cancellation).ConfigureAwait(false);
            }
        }

        NodeIdentity nobody = new("verify", Guid.NewGuid(), string.Empty, 0);
        PostgresJournal journal = new(options.Postgres, nobody, TimeProvider.System, NullLogger<PostgresJournal>.Instance);
        await using (journal.ConfigureAwait(false))
        {
            return await WalkAsync(console, journal, trouble, every, json, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<PostgresTurnReader?> OpenTurnsAsync(NodeOptions options, string trouble, CancellationToken cancellation)
    {
        try
        {
            return await PostgresTurnReader.OpenAsync(options.Postgres, "verify", cancellation).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            throw new CliException($"The store {trouble}: {e.Message}", ExitCodes.CannotStart);
        }
    }

    private static async Task<int> WalkAsync(CliConsole console, IJournal journal, string trouble, int every, bool json, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<VerificationReport> reports = await new JournalVerifier(journal, every).VerifyAllAsync(cancellation).ConfigureAwait(false);
            foreach (VerificationReport report in reports)
            {
                await WriteAsync(console, report, json).ConfigureAwait(false);
            }

            return reports.All(r => r.IsGood) ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (JournalException e)
        {
            throw new CliException($"The store {trouble}: {e.Message}", ExitCodes.CannotStart);
        }
    }

    private static async Task WriteAsync(CliConsole console, VerificationReport report, bool json)
    {
        if (report.Problem is { } problem)
        {
            await console.Error.WriteLineAsync($"shard {report.Shard}: broken at row {report.BrokenAt}: {problem}").ConfigureAwait(false);
        }

        foreach (VerifiedWarehouse warehouse in report.Warehouses)
        {
            string id = warehouse.Id.ToString();
            await console.Out.WriteLineAsync(json
                ? Json.Line(
                    ("warehouse", id), ("turns", report.Turns), ("state_hash", warehouse.StateHash), ("good", report.IsGood), ("broken_at", report.BrokenAt),
                    ("problem", report.Problem), ("violations", warehouse.Violations))
                : $"{id}: {report.Turns} turns, state {warehouse.StateHash}{(report.IsGood ? ", all good" : string.Empty)}").ConfigureAwait(false);
            foreach (string violation in warehouse.Violations)
            {
                await console.Error.WriteLineAsync($"{id}: {violation}").ConfigureAwait(false);
            }
        }
    }
}
