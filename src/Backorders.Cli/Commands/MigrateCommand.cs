using System.CommandLine;
using Backorders.Cli.Hosting;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Postgres;
using Backorders.Server.Options;
using Backorders.Server.Stores;

namespace Backorders.Cli.Commands;

/// <summary>Makes the tables of a PostgreSQL database, or brings them to what this program needs.</summary>
internal static class MigrateCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "migrate",
            """
            Makes the tables in PostgreSQL, or brings them to what this program needs; all nodes may be running, or none. Uses the settings of 'serve': the section
            Postgres, and Cluster:Name, which a new schema belongs to from then on. The role must own the schema or be allowed to create it. Nodes themselves only
            check: give them a role without that right, by --grant-to.

            Examples:
              backorders migrate --postgres 'Host=db;Database=backorders;Username=owner' --grant-to backorders_node
              backorders migrate --config backorders.json
            """);
        Option<string?> config = NodeConfiguration.Option();
        Option<string?> connection = new("--postgres") { Description = "Connection string instead of the settings'; the password better stands in Postgres:PasswordFile or ~/.pgpass.", HelpName = "CONNECTION" };
        Option<string?> grantTo = new("--grant-to") { Description = "An existing role that is given exactly what serving needs.", HelpName = "ROLE" };
        Option<bool> json = new("--json") { Description = "Print one JSON object a step." };
        foreach (Option option in new Option[] { config, connection, grantTo, json })
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancellation) => RunAsync(
            NodeConfiguration.ReadPostgres(parsed.GetValue(config), parsed.GetValue(connection)), parsed.GetValue(grantTo), parsed.GetValue(json), console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(NodeOptions options, string? grantTo, bool json, CliConsole console, CancellationToken cancellation)
    {
        IReadOnlyList<AppliedMigration> applied = await NodeDatabase.MigrateAsync(options, grantTo, cancellation).ConfigureAwait(false);
        foreach (AppliedMigration step in applied)
        {
            await console.Out.WriteLineAsync(json ? Json.Line(("part", step.Part), ("version", step.Version)) : $"{step.Part}: version {step.Version}").ConfigureAwait(false);
        }

        if (!json)
        {
            string done = applied.Count == 0 ? "was up to date" : "is up to date";
            string granted = grantTo is null ? string.Empty : $"; role {grantTo} may serve from it";
            await console.Out.WriteLineAsync($"Schema '{options.Postgres.Schema}' of cluster '{options.Cluster.Name}' {done}{granted}.").ConfigureAwait(false);
        }

        return ExitCodes.Done;
    }
}
