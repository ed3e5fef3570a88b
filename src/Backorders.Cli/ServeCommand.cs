using System.CommandLine;
using Backorders.Server;
using Microsoft.Extensions.Configuration;

namespace Backorders.Cli;

/// <summary>Runs a node until a signal stops it. Settings: a JSON file, then environment variables, then the command line; the later wins.</summary>
internal static class ServeCommand
{
    private const string Section = "Backorders";

    public static Command Create()
    {
        Option<FileInfo?> config = new("--config") { Description = "A JSON file with a section 'Backorders'. Default: backorders.json in the working folder, if there is one." };
        Option<string?> data = new("--data") { Description = "Folder of the store and the keys. Default: data." };
        Option<string?> http = new("--http") { Description = "Where JSON, gRPC-Web, metrics and health listen. Default: 127.0.0.1:5080." };
        Option<string?> grpc = new("--grpc") { Description = "Where gRPC listens. Default: 127.0.0.1:5081." };
        Option<bool> driven = new("--driven-clock") { Description = "Lets the DrivenClock service set the time. Loopback only." };
        Command command = new("serve", "Runs a node.") { config, data, http, grpc, driven };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                NodeOptions options = Read(parsed.GetValue(config));
                options.DataDirectory = parsed.GetValue(data) ?? options.DataDirectory;
                options.Listen.Http = parsed.GetValue(http) ?? options.Listen.Http;
                options.Listen.Grpc = parsed.GetValue(grpc) ?? options.Listen.Grpc;
                options.Clock = parsed.GetValue(driven) ? ClockMode.Driven : options.Clock;
                return await RunAsync(options, cancellation);
            }
            catch (NodeStartException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        });
        return command;
    }

    private static NodeOptions Read(FileInfo? file)
    {
        try
        {
            IConfigurationSection section = new ConfigurationBuilder()
                .AddJsonFile(file?.FullName ?? Path.GetFullPath("backorders.json"), optional: file is null)
                .AddEnvironmentVariables()
                .Build()
                .GetSection(Section);
            NodeOptions options = section.Get<NodeOptions>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new NodeOptions();
            if (options.Warehouses.Count == 0)
            {
                options.Warehouses.Add(new WarehouseOptions { Id = "MAIN", Doors = ["D1", "D2", "D3", "D4"], Lanes = ["L1", "L2", "L3", "L4", "L5", "L6"] });
            }

            return options;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or IOException)
        {
            throw new NodeStartException($"The configuration cannot be used: {e.Message}", e);
        }
    }

    private static async Task<int> RunAsync(NodeOptions options, CancellationToken cancellation)
    {
        options.HandleSignals = true;
        await using BackordersNode node = await BackordersNode.StartAsync(options, cancellation: cancellation);
        if (node.DevelopmentKey is { } key)
        {
            Console.WriteLine($"Development key, shown only now: {key}");
        }

        await node.WaitForShutdownAsync(cancellation);
        await node.StopAsync();
        return 0;
    }
}
