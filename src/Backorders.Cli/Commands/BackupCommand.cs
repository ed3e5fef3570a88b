using System.CommandLine;
using System.Globalization;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>Has a node copy its store while it works.</summary>
internal static class BackupCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "backup",
            """
            Has a node copy its store while it works, into the folder 'backups' of its data folder, and returns when the copy is whole and durable. For a node that
            keeps its turns in SQLite; for PostgreSQL use pg_dump or a base backup.

            Examples:
              backorders backup                                    named by the time, such as 20260302T101500Z
              backorders backup before-upgrade
              backorders verify --data /var/lib/backorders/backups/before-upgrade.db
            """);
        Argument<string?> name = new("NAME") { Description = "What the copy is called. Default: the time in UTC.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        command.Add(name);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            V1.BackUpRequest request = new()
            {
                Name = parsed.GetValue(name) ?? TimeProvider.System.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture),
            };
            V1.BackUpResponse made = await server.Building.BackUpAsync(request, cancellationToken: cancellation);
            if (parsed.GetValue(json))
            {
                await console.Out.WriteLineAsync(Json.Line(made)).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{made.Path} ({made.Bytes:N0} bytes)")).ConfigureAwait(false);
            foreach (string beside in new[] { made.WebhooksPath, made.AuditPath }.Where(p => p.Length > 0))
            {
                await console.Out.WriteLineAsync(beside).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
