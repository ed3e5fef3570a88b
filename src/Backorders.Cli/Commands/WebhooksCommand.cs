using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>Endpoints that are told what happens: to make, look at and mend them.</summary>
internal static class WebhooksCommand
{
    public static Command Build(CliConsole console) => new(
        "webhooks",
        """
        Endpoints of partners that cannot keep a stream: what happens is posted to them, signed, in order, until they have taken it.

        Examples:
          backorders webhooks add https://example.com/backorders --kind shipped --kind receipt_recorded
          backorders webhooks list
          backorders webhooks test wh_1a2b3c4d5e6f7a8b9c0d
          backorders webhooks dead wh_1a2b3c4d5e6f7a8b9c0d
          backorders webhooks resend wh_1a2b3c4d5e6f7a8b9c0d --all-dead
        """)
    {
        Add(console),
        List(console),
        OnOne(console, "remove", "Ends deliveries and forgets the endpoint, its cursors and its dead letters.", RemoveAsync),
        OnOne(console, "suspend", "Stops deliveries until they are resumed.", async (server, id, how) =>
            how.Tell(await server.Webhooks.SuspendEndpointAsync(new V1.SuspendEndpointRequest { EndpointId = id }), WebhookText.Lines)),
        OnOne(console, "resume", "Goes on from where deliveries stopped, with a new retry window.", async (server, id, how) =>
            how.Tell(await server.Webhooks.ResumeEndpointAsync(new V1.ResumeEndpointRequest { EndpointId = id }), WebhookText.Lines)),
        OnOne(console, "test", "Sends a ping now, and says how it was answered. Ends with 1 when it was not taken.", TestAsync),
        OnOne(console, "deliveries", "Shows the last tries, the latest first.", DeliveriesAsync),
        OnOne(console, "dead", "Shows what was rejected and set aside. Ends with 1 when there is something.", DeadAsync),
        OnOne(console, "rotate", "Gives the endpoint a new secret, and shows it once; for 24 hours deliveries are signed with both.", RotateAsync),
        Resend(console),
    };

    private static Command Add(CliConsole console)
    {
        Command command = new("add", "Makes an endpoint, and shows the secret that deliveries are signed with, once.");
        Argument<string> url = new("URL") { Description = "Where to post to: https, a public address." };
        Option<string[]> kinds = new("--kind") { Description = "Only this kind, such as shipped; may be given more than once.", HelpName = "KIND", DefaultValueFactory = static _ => [] };
        Option<string> order = new("--order") { Description = "Only this order.", HelpName = "ORDER", DefaultValueFactory = static _ => string.Empty };
        Option<string> sku = new("--sku") { Description = "Only this SKU.", HelpName = "SKU", DefaultValueFactory = static _ => string.Empty };
        Option<long?> from = new("--from") { Description = "After this cursor, 0 for the beginning. Default: from now on.", HelpName = "CURSOR" };
        Option<bool> all = new("--all-warehouses") { Description = "Of every warehouse that the key is good for, and not only --warehouse." };
        Option<string> description = new("--description") { Description = "For people.", HelpName = "TEXT", DefaultValueFactory = static _ => string.Empty };
        Option<string?> request = new("--request-id") { Description = "A UUID: the same one makes the endpoint only once. Default: a new one.", HelpName = "UUID" };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        command.Add(url);
        foreach (Option option in new Option[] { kinds, order, sku, from, all, description, request, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            V1.CreateEndpointRequest wanted = new()
            {
                RequestId = parsed.GetValue(request) ?? V1.BackordersClient.NewRequestId(), Url = parsed.GetValue(url), Description = parsed.GetValue(description),
                Kinds = { EventKinds.Parse("--kind", parsed.GetValue(kinds) ?? []) }, OrderNo = parsed.GetValue(order), Sku = parsed.GetValue(sku),
            };
            if (parsed.GetValue(from) is { } cursor)
            {
                wanted.FromCursor = cursor;
            }

            if (!parsed.GetValue(all))
            {
                wanted.Warehouses.Add(client.Warehouse(parsed));
            }

            using ServerConnection server = client.Connect(parsed, console);
            V1.CreateEndpointResponse made = await server.Webhooks.CreateEndpointAsync(wanted, cancellationToken: cancellation);
            return new How(console, parsed.GetValue(json)).Tell(
                made, m => [.. WebhookText.Lines(m.Endpoint), $"Secret, shown only now: {m.Secret}"]);
        });
        return command;
    }

    private static Command List(CliConsole console)
    {
        Command command = new("list", "Shows the endpoints, and how far each has got.");
        Option<bool> json = new("--json") { Description = "One JSON object an endpoint." };
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            V1.ListEndpointsResponse found = await server.Webhooks.ListEndpointsAsync(new V1.ListEndpointsRequest(), cancellationToken: cancellation);
            How how = new(console, parsed.GetValue(json));
            foreach (V1.WebhookEndpoint endpoint in found.Endpoints)
            {
                how.Tell(endpoint, WebhookText.Lines);
            }

            if (found.Endpoints.Count == 0)
            {
                await console.Error.WriteLineAsync("There are no endpoints. Make one with 'backorders webhooks add URL'.").ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Resend(CliConsole console)
    {
        Command command = new("resend", "Sends again: one dead letter, all of them, or everything from a cursor on. Ends with 1 when one was not taken.");
        Argument<string> id = new("ENDPOINT") { Description = "The endpoint's id." };
        Argument<string?> message = new("MESSAGE") { Description = "The dead letter's id.", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> all = new("--all-dead") { Description = "All dead letters, in order, up to the first that is not taken." };
        Option<long?> from = new("--from") { Description = "Everything of --warehouse after this cursor, in order.", HelpName = "CURSOR" };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        command.Add(id);
        command.Add(message);
        command.Add(all);
        command.Add(from);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            V1.ResendRequest what = new() { EndpointId = parsed.GetValue(id) };
            switch (parsed.GetValue(message), parsed.GetValue(all), parsed.GetValue(from))
            {
                case ({ } letter, false, null):
                    what.MessageId = letter;
                    break;
                case (null, true, null):
                    what.AllDeadLetters = true;
                    break;
                case (null, false, { } cursor):
                    (what.FromCursor, what.Warehouse) = (cursor, client.Warehouse(parsed));
                    break;
                default:
                    throw new CliException("Say what to send again: a dead letter's id, --all-dead, or --from CURSOR; one of them.", ExitCodes.WrongUsage);
            }

            using ServerConnection server = client.Connect(parsed, console);
            V1.ResendResponse resent = await server.Webhooks.ResendAsync(what, cancellationToken: cancellation);
            new How(console, parsed.GetValue(json)).Tell(resent, r => WebhookText.Resent(what, r));
            return resent.Failed is null ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command OnOne(CliConsole console, string name, string description, Func<ServerConnection, string, How, Task<int>> run)
    {
        Command command = new(name, description);
        Argument<string> id = new("ENDPOINT") { Description = "The endpoint's id." };
        Option<bool> json = new("--json") { Description = "JSON, one object a line." };
        command.Add(id);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            return await run(server, parsed.GetValue(id)!, new How(console, parsed.GetValue(json))).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RemoveAsync(ServerConnection server, string id, How how)
    {
        V1.DeleteEndpointResponse removed = await server.Webhooks.DeleteEndpointAsync(new V1.DeleteEndpointRequest { EndpointId = id });
        return how.Tell(removed, _ => [$"{id} is removed."]);
    }

    private static async Task<int> TestAsync(ServerConnection server, string id, How how)
    {
        V1.WebhookDelivery ping = await server.Webhooks.TestEndpointAsync(new V1.TestEndpointRequest { EndpointId = id });
        how.Tell(ping, p => [WebhookText.Line(p)]);
        return ping.Outcome == V1.DeliveryOutcome.Delivered ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<int> DeliveriesAsync(ServerConnection server, string id, How how)
    {
        V1.ListDeliveriesResponse found = await server.Webhooks.ListDeliveriesAsync(new V1.ListDeliveriesRequest { EndpointId = id });
        foreach (V1.WebhookDelivery delivery in found.Deliveries)
        {
            how.Tell(delivery, d => [WebhookText.Line(d)]);
        }

        if (found.MissingNodes.Count > 0)
        {
            how.Console.Error.WriteLine($"Without the tries of {string.Join(", ", found.MissingNodes)}, which did not answer in time. Ask again.");
        }

        return ExitCodes.Done;
    }

    private static async Task<int> DeadAsync(ServerConnection server, string id, How how)
    {
        V1.ListDeadLettersRequest request = new() { EndpointId = id };
        int count = 0;
        do
        {
            V1.ListDeadLettersResponse page = await server.Webhooks.ListDeadLettersAsync(request);
            foreach (V1.WebhookDeadLetter letter in page.DeadLetters)
            {
                how.Tell(letter, l => [WebhookText.Line(l)]);
                count++;
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<int> RotateAsync(ServerConnection server, string id, How how)
    {
        V1.RotateSecretResponse rotated = await server.Webhooks.RotateSecretAsync(
            new V1.RotateSecretRequest { EndpointId = id, RequestId = V1.BackordersClient.NewRequestId() });
        return how.Tell(rotated, r => [$"New secret, shown only now: {r.Secret}", $"The old one is good until {WebhookText.Time(r.OldSecretUntil)}."]);
    }

    /// <summary>How answers are told: as one JSON object, or in lines for people.</summary>
    private sealed record How(CliConsole Console, bool AsJson)
    {
        public int Tell<T>(T answer, Func<T, IEnumerable<string>> lines)
            where T : Google.Protobuf.IMessage
        {
            foreach (string line in AsJson ? [Json.Line(answer)] : lines(answer))
            {
                Console.Out.WriteLine(line);
            }

            return ExitCodes.Done;
        }
    }
}
