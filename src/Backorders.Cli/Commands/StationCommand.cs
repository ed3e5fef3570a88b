using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Terminal;
using Backorders.Cli.Work;

namespace Backorders.Cli.Commands;

/// <summary>A worker at a pick/pack station.</summary>
internal static class StationCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "station",
            """
            Works as a pick/pack station: pulls tasks and reports on them. Keys: p picked (packs and ships it), s short by one, r give it back, q quit.
            It goes on with what the station has from before, also with what is picked and not packed, or packed and not shipped (key h ships it), and
            says when there is nothing to do.

            Examples:
              backorders station --name S7              one task after the other, a key for each
              backorders station --name S7 --auto       does everything there is, and ends when there is no more
            """);
        Option<string> name = new("--name") { Description = "The station's name.", HelpName = "STATION", DefaultValueFactory = static _ => "CLI" };
        Option<bool> auto = new("--auto") { Description = "Pick, pack and ship whatever there is, without asking." };
        Option<bool> json = new("--json") { Description = "Print each task done as one JSON object." };
        command.Add(name);
        command.Add(auto);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            Worker worker = new(console, server, client.Warehouse(parsed), parsed.GetValue(name)!, parsed.GetValue(json));
            return await worker.RunAsync(parsed.GetValue(auto), cancellation).ConfigureAwait(false);
        });
        return command;
    }
}
