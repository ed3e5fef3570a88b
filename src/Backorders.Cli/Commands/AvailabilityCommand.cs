using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>What may be promised of items now.</summary>
internal static class AvailabilityCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "availability",
            """
            Says how many units of items nobody waits for, and when one more could be promised.

            Examples:
              backorders availability 85123A
              backorders availability 85123A 71053 --tier 5   to a customer of tier 5, who stands before lower tiers
              backorders availability 85123A --json
            """);
        Argument<string[]> skus = new("SKU") { Description = "The items.", Arity = ArgumentArity.OneOrMore };
        Option<int> tier = new("--tier") { Description = "The tier of the customer who asks, 0 to 9. Default: 0.", HelpName = "TIER" };
        Option<bool> json = new("--json") { Description = "One JSON object an item." };
        command.Add(skus);
        command.Add(tier);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            foreach (string sku in parsed.GetValue(skus) ?? [])
            {
                V1.GetAvailabilityResponse found = await server.Availability.GetAvailabilityAsync(
                    new V1.GetAvailabilityRequest { Warehouse = client.Warehouse(parsed), Sku = sku, Tier = parsed.GetValue(tier) }, cancellationToken: cancellation);
                await console.Out.WriteLineAsync(parsed.GetValue(json) ? Json.Line(found) : AvailabilityText.Line(sku, found)).ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
