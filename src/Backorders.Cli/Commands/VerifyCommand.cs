using System.CommandLine;
using Backorders.Actors.Port;
using Backorders.Actors.Storage;
using Backorders.Actors.Storage.Postgres;
using Backorders.Actors.Storage.Reading;
using Backorders.Actors.Storage.Sqlite;
using Backorders.Cli.Hosting;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;

namespace Backorders.Cli.Commands;

/// <summary>Walks a store's journal: that nothing is missing or changed, and that it adds up.</summary>
internal static class VerifyCommand
{
    private const string StoreFile = "turns.db";

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
        return File.Exists(path)
            ? await WalkAsync(
                console, () => SqliteTurnStore.OpenToRead(new SqliteStoreOptions { Path = path }, TimeProvider.System), $"'{path}' cannot be read", every, json, cancellation)
                .ConfigureAwait(false)
            : throw new CliException($"There is no store in '{folder}': no file {StoreFile}. Name the folder that 'backorders serve' was given with --data.");
    }

    /// <summary>A store may be read beside the node that serves from it.</summary>
    private static async Task<int> WalkAsync(
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
        PostgresTurnReader turns = await OpenTurnsAsync(options, trouble, cancellation).ConfigureAwait(false);
        await using (turns.ConfigureAwait(false))
        {
            return await WalkAsync(console, () => turns.Rows, trouble, every, json, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<PostgresTurnReader> OpenTurnsAsync(NodeOptions options, string trouble, CancellationToken cancellation)
    {
        try
        {
            return await PostgresTurnReader.OpenAsync(options.Postgres, "verify", TimeProvider.System, cancellation).ConfigureAwait(false);
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
