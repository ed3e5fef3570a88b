using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Grpc.Core;

namespace Backorders.Cli.Commands;

/// <summary>What would have happened under another policy.</summary>
internal static class SimulateCommand
{
    public static Command Build(CliConsole console)
    {
        Command command = new(
            "simulate",
            """
            Plays a part of the warehouse's history again under another policy and shows both side by side. The warehouse is not touched.

            Examples:
              backorders simulate --set hold_hours=24 --set promise_before_tier=true
              backorders simulate --policy proposed.json --from 2011-03-01 --to 2011-04-01
              backorders simulate --set ageing_days_per_tier=3 --json
            """);
        Option<string?> policy = new("--policy")
        {
            Description = "A JSON object with the rules that shall differ from those that are set; names as in the contract.", HelpName = "FILE.json",
        };
        Option<string[]> set = new("--set") { Description = "One rule that shall differ; may be given several times.", HelpName = "NAME=VALUE" };
        Option<DateTimeOffset?> from = new("--from") { Description = "The first moment. Default: the beginning.", HelpName = "TIME" };
        Option<DateTimeOffset?> to = new("--to") { Description = "The end, not part of it. Default: now.", HelpName = "TIME" };
        Option<bool> json = new("--json") { Description = "Print the result as one JSON object." };
        Option<bool> ofOwner = new("--of-owner") { Description = "Try it for the goods of the key's owner alone." };
        foreach (Option option in new Option[] { policy, set, from, to, ofOwner, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            string warehouse = client.Warehouse(parsed);
            bool own = parsed.GetValue(ofOwner);
            V1.Policy rules = (await server.Building.GetPolicyAsync(
                new V1.GetPolicyRequest { Warehouse = warehouse, OfOwner = own }, cancellationToken: cancellation)).Policy;
            PolicyChanges.Apply(rules, parsed.GetValue(policy), parsed.GetValue(set) ?? []);
            V1.SimulatePolicyRequest request = new()
            {
                Warehouse = warehouse, Policy = rules, OfOwner = own, From = Time(parsed.GetValue(from)), To = Time(parsed.GetValue(to)),
            };
            V1.SimulatePolicyResponse result = await PlayAsync(console, server, request, cancellation).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                await console.Out.WriteLineAsync(Json.Line(result)).ConfigureAwait(false);
            }
            else
            {
                SimulationTable.Write(console.Out, result);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp? Time(DateTimeOffset? at) =>
        at is { } given ? Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(given) : null;

    private static async Task<V1.SimulatePolicyResponse> PlayAsync(
        CliConsole console, ServerConnection server, V1.SimulatePolicyRequest request, CancellationToken cancellation)
    {
        using AsyncServerStreamingCall<V1.SimulatePolicyUpdate> call = server.Building.SimulatePolicyStream(request, cancellationToken: cancellation);
        V1.SimulatePolicyResponse? result = null;
        await foreach (V1.SimulatePolicyUpdate update in call.ResponseStream.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            result = update.Result ?? result;
            if (console.IsTerminal && update.Progress is { } progress)
            {
                await console.Error.WriteAsync($"\r{progress.Done * 100 / Math.Max(1, progress.Total),3} % of {progress.Total / 2} turns ").ConfigureAwait(false);
            }
        }

        if (console.IsTerminal)
        {
            await console.Error.WriteAsync($"\r{new string(' ', 40)}\r").ConfigureAwait(false);
        }

        return result ?? throw new CliException("The server ended the simulation without a result.");
    }
}
