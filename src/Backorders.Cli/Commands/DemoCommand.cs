using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Demo;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>A node that lives a warehouse's days: a small story, or the days of a file.</summary>
internal static class DemoCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "demo",
            """
            Starts a node and lives a warehouse's days on it, every step over gRPC: orders wait, trucks are announced and scanned, stations pick, pack and ship.

            Examples:
              backorders demo                         a small story, step by step; then the node stays for you to look at
              backorders demo --once                  the same, and ends
              backorders demo --lines order-lines.csv.gz --once --json
                                                      every line of a file at its own time, suppliers' trucks each Monday
              backorders demo --lines order-lines.csv.gz --once --fair-share --ship-complete 20 --faults --seed 7
                                                      the same under fair share, a fifth of the orders complete, and with a rough day's mishaps
              backorders demo --lines order-lines.csv.gz --once --server http://127.0.0.1:5081 --key KEY --operator-key KEY
                                                      the same against a node started with 'backorders serve --driven-clock'
            """);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        Option<string?> lines = new("--lines")
        {
            Description = "Order lines to replay: CSV, gzipped or not, with invoice_no, line_no, stock_code, quantity, invoiced_at and customer_id.", HelpName = "FILE",
        };
        Option<bool> once = new("--once") { Description = "End when all is done, instead of serving on." };
        Option<bool> fast = new("--fast") { Description = "Tell the story without pauses. Without a terminal there are none." };
        Option<bool> json = new("--json") { Description = "Print the figures as one JSON object, on the last line." };
        Option<string?> data = new("--data") { Description = "Keep the store here. Default: a temporary folder, deleted at the end.", HelpName = "DIR" };
        Option<string?> http = new("--http") { Description = "Where the node speaks JSON. Default: a free port.", HelpName = "HOST:PORT" };
        Option<string?> grpc = new("--grpc") { Description = "Where the node speaks gRPC. Default: a free port.", HelpName = "HOST:PORT" };
        Option<int> retryFor = new("--retry-for")
        {
            Description = "Seconds to wait for a server that was lost.", HelpName = "SECONDS", DefaultValueFactory = static _ => 120,
        };
        foreach (Option option in new Option[] { lines, once, fast, json, data, http, grpc, retryFor })
        {
            command.Add(option);
        }

        FaultOptions faults = new FaultOptions().AddTo(command);

        command.SetAction((parsed, cancellation) => new DemoRun(console, new DemoOptions
        {
            Lines = parsed.GetValue(lines),
            Once = parsed.GetValue(once),
            Distribution = faults.Distribution(parsed),
            Faults = faults.Faults(parsed),
            Fast = parsed.GetValue(fast),
            Json = parsed.GetValue(json),
            Data = parsed.GetValue(data),
            Http = parsed.GetValue(http) ?? "127.0.0.1:0",
            Grpc = parsed.GetValue(grpc) ?? "127.0.0.1:0",
            Key = client.Key(parsed, console),
            OperatorKey = client.OperatorKey(parsed, console),
            Warehouse = client.Warehouse(parsed),
            RetryFor = TimeSpan.FromSeconds(parsed.GetValue(retryFor)),
            Connect = client.NamesServer(parsed, console) ? () => client.Connect(parsed, console) : null,
        }).RunAsync(cancellation));
        return command;
    }
}
