using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Import;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>Orders, ship notices and items from files.</summary>
internal static class ImportCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "import",
            """
            Sends a CSV file (RFC 4180) to a node. Each broken row is named by row and column, and the exit code is 1 if there was any. An order or a notice is
            taken on whole or not at all: one broken row withholds all its rows. A quote that is not closed at its field's end stops the file: nothing from that
            row on is sent. Correct the file and send it again: what was taken on is not taken on twice. What gets no answer in time, or finds the store away,
            is not confirmed: nothing after it is sent, and the exit code is 5.

            Examples:
              backorders import items items.csv            sku, description, is_goods (yes/no), gtin (all but sku may be left out)
              backorders import orders orders.csv          order_no, sku, quantity; may have line_no, unit, min_partial, customer, tier, ship_mode, ship_by, not_before, cancel_by
              backorders import shipments asn.csv          asn_no, sku, quantity, eta; may have unit, door, supplier
            """)
        {
            BuildOne(console, "items", "Items: what the codes mean.", static (csv, server, warehouse) => new ItemsImport(csv, server, warehouse)),
            BuildOne(console, "orders", "Orders. Rows with the same number are one order.", static (csv, server, warehouse) => new OrdersImport(csv, server, warehouse)),
            BuildOne(console, "shipments", "Ship notices (ASNs). Rows with the same number are one notice.", static (csv, server, warehouse) => new ShipmentsImport(csv, server, warehouse)),
        };
        return command;
    }

    private static Command BuildOne(CliConsole console, string name, string description, Func<Csv.CsvReader, ServerConnection, string, IImport> make)
    {
        Command command = new(name, $"{description}\n\nExamples:\n  backorders import {name} {name}.csv --server http://127.0.0.1:5081 --key KEY");
        Argument<string> file = new("FILE") { Description = "The CSV file, gzipped or not; the first row names the columns." };
        Option<bool> json = new("--json") { Description = "Print the outcome as one JSON object." };
        Option<double> deadline = new("--deadline") { Description = "Seconds to wait for each answer.", HelpName = "SECONDS", DefaultValueFactory = static _ => 30 };
        deadline.Validators.Add(static r => ScanCommand.AtLeast(r, r.GetValueOrDefault<double>() is >= 0.01 and <= 3_600, "0.01 to 3600 seconds"));
        command.Add(file);
        command.Add(deadline);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using Csv.CsvReader csv = Csv.CsvReader.Open(parsed.GetRequiredValue(file));
            using ServerConnection server = client.Connect(parsed, console);
            ImportRun run = new(make(csv, server, client.Warehouse(parsed)), csv, console, TimeSpan.FromSeconds(parsed.GetValue(deadline)), parsed.GetValue(json));
            return await run.RunAsync(cancellation).ConfigureAwait(false);
        });
        return command;
    }
}
