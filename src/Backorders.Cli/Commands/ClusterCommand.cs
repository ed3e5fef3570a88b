using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>Nodes and shards: to look at, to empty a node, to close a shard.</summary>
internal static class ClusterCommand
{
    /// <summary>A shard moves in well under a second: asking more often tells nothing new.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static Command Build(CliConsole console) => new(
        "cluster",
        """
        The nodes that share a store, and which shard is whose. Any node answers.

        Examples:
          backorders cluster nodes                               who is there, who is silent, how many shards each owns
          backorders cluster shards --node node-2                what it owns; --all shows empty shards too
          backorders cluster drain node-2 --wait                 before it is stopped or taken away
          backorders cluster drain node-2 --undo                 it takes shards again
          backorders cluster seal 17 --why "stocktaking"         nothing is written to it any more
          backorders cluster unseal 17
        """)
    {
        Nodes(console),
        Shards(console),
        Drain(console),
        Seal(console),
        Unseal(console),
    };

    private static Command Nodes(CliConsole console)
    {
        Command command = new("nodes", "Shows the nodes. Ends with 1 when one of them is silent.");
        Option<bool> json = new("--json") { Description = "One JSON object a node." };
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            V1.GetClusterResponse cluster = await server.Building.GetClusterAsync(new V1.GetClusterRequest(), cancellationToken: cancellation);
            if (parsed.GetValue(json))
            {
                await WriteAsync(console, cluster.Nodes.Select(Json.Line)).ConfigureAwait(false);
            }
            else
            {
                ClusterTable.WriteNodes(console.Out, cluster);
            }

            return cluster.Nodes.All(n => n.Live) ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static Command Shards(CliConsole console)
    {
        Command command = new("shards", "Shows the shards that hold warehouses, or do not stand as they should. Ends with 1 when one is sealed or nobody's.");
        Option<string?> node = new("--node") { Description = "Only those that this node owns.", HelpName = "NODE" };
        Option<bool> all = new("--all") { Description = "Also those that hold no warehouse." };
        Option<bool> json = new("--json") { Description = "One JSON object a shard." };
        command.Add(node);
        command.Add(all);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using ServerConnection server = client.Connect(parsed, console);
            V1.GetClusterResponse cluster = await server.Building.GetClusterAsync(new V1.GetClusterRequest(), cancellationToken: cancellation);
            string? of = parsed.GetValue(node);
            if (of is not null && !cluster.Nodes.Any(n => n.NodeId == of))
            {
                throw new CliException($"--node: there is no node '{of}'; there are {string.Join(", ", cluster.Nodes.Select(n => n.NodeId))}.", ExitCodes.WrongUsage);
            }

            List<V1.ClusterShard> shown = [.. cluster.Shards.Where(s => (of is null || s.Owner == of) && (parsed.GetValue(all) || ClusterTable.Matters(s)))];
            if (parsed.GetValue(json))
            {
                await WriteAsync(console, shown.Select(Json.Line)).ConfigureAwait(false);
            }
            else
            {
                ClusterTable.WriteShards(console.Out, shown, cluster.Shards.Count);
            }

            return shown.Any(s => s.State is V1.ClusterShardState.Sealed or V1.ClusterShardState.Free) ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static Command Drain(CliConsole console)
    {
        Command command = new("drain", "Lets a node give away its shards and take none, or take some again.");
        Argument<string> node = new("NODE") { Description = "The node's name." };
        Option<bool> wait = new("--wait") { Description = "Return when it owns none any more." };
        Option<bool> undo = new("--undo") { Description = "It takes shards again." };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        command.Add(node);
        command.Add(wait);
        command.Add(undo);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(wait) && parsed.GetValue(undo))
            {
                throw new CliException("--wait and --undo: shards come back by themselves; use one of them.", ExitCodes.WrongUsage);
            }

            string id = parsed.GetValue(node)!;
            using ServerConnection server = client.Connect(parsed, console);
            V1.DrainNodeResponse answer = await server.Building.DrainNodeAsync(
                new V1.DrainNodeRequest { NodeId = id, Undo = parsed.GetValue(undo) }, cancellationToken: cancellation);
            int left = answer.ShardsLeft;
            while (parsed.GetValue(wait) && left > 0)
            {
                await console.Delay(LookEvery, cancellation).ConfigureAwait(false);
                V1.GetClusterResponse cluster = await server.Building.GetClusterAsync(new V1.GetClusterRequest(), cancellationToken: cancellation);
                left = cluster.Nodes.FirstOrDefault(n => n.NodeId == id)?.Shards ?? 0;
            }

            await console.Out.WriteLineAsync(parsed.GetValue(json)
                ? Json.Line(("node_id", id), ("shards_left", left), ("draining", !parsed.GetValue(undo)))
                : parsed.GetValue(undo) ? $"{id} takes shards again."
                : left == 0 ? $"{id} owns no shards and takes none. It can be stopped."
                : $"{id} gives away its {left} shards and takes none. 'backorders cluster nodes' shows how far it is.").ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Seal(CliConsole console)
    {
        Command command = new("seal", "Closes a shard: from the answer on nothing is written to it, whoever owns it.");
        Argument<int> shard = new("SHARD") { Description = "Its number." };
        Option<string> why = new("--why") { Description = "Told to everybody who asks for one of its warehouses.", HelpName = "TEXT", Required = true };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        command.Add(shard);
        command.Add(why);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            int number = parsed.GetValue(shard);
            using ServerConnection server = client.Connect(parsed, console);
            V1.SealShardResponse answer = await server.Building.SealShardAsync(
                new V1.SealShardRequest { Shard = number, Why = parsed.GetValue(why) }, cancellationToken: cancellation);
            await console.Out.WriteLineAsync(parsed.GetValue(json) ? Json.Line(answer)
                : answer.Changed ? $"Shard {number} is sealed." : $"Shard {number} was sealed already; the reason that was given first stands.").ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Unseal(CliConsole console)
    {
        Command command = new("unseal", "Opens a sealed shard; a node takes it within a second.");
        Argument<int> shard = new("SHARD") { Description = "Its number." };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        command.Add(shard);
        command.Add(json);
        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            int number = parsed.GetValue(shard);
            using ServerConnection server = client.Connect(parsed, console);
            V1.UnsealShardResponse answer = await server.Building.UnsealShardAsync(new V1.UnsealShardRequest { Shard = number }, cancellationToken: cancellation);
            await console.Out.WriteLineAsync(parsed.GetValue(json) ? Json.Line(answer)
                : answer.Changed ? $"Shard {number} is open." : $"Shard {number} was not sealed.").ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task WriteAsync(CliConsole console, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            await console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }
    }
}
