using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Backorders.Actors.Port;
using Backorders.Domain.Ids;
using Backorders.Server;
using Backorders.Server.Options;
using Microsoft.Extensions.Logging;

namespace Backorders.Benchmarks.Outage;

/// <summary>A node of the cluster in a process of its own, and what it says of its warehouses: when each stood here and when it left.</summary>
internal sealed class OutageNode : IAsyncDisposable
{
    private const int standsId = 5200;

    private readonly OutageNodeSettings settings;
    private readonly Process process;
    private readonly ConcurrentQueue<OutageWord> words = [];
    private readonly TaskCompletionSource<string> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OutageNode(OutageNodeSettings settings)
    {
        this.settings = settings;
        string file = Path.Combine(settings.Folder, settings.NodeId + ".json");
        File.WriteAllText(file, JsonSerializer.Serialize(settings));
        process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(OutageNode).Assembly.Location, "--outage-node", file])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, e) => Hear(e.Data);
        process.BeginOutputReadLine();
    }

    public OutageNodeSettings Settings => settings;

    public string NodeId => settings.NodeId;

    public string Address => settings.Address;

    /// <summary>All that it has said so far.</summary>
    public IReadOnlyCollection<OutageWord> Words => words;

    /// <summary>Its memory now, in bytes.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>Starts one and waits until it is a member that serves or knows who does.</summary>
    /// <returns>The node, and the keys, of the goods and of the operator, when this start made the key file.</returns>
    public static async Task<(OutageNode Node, string Key)> StartAsync(OutageNodeSettings settings)
    {
        OutageNode node = new(settings);
        return (node, await node.ready.Task);
    }

    /// <summary>The first word of a kind about a warehouse after a moment; null when it was not said yet.</summary>
    public OutageWord? Find(string kind, string warehouse, long after) =>
        words.Where(w => w.Kind == kind && w.Warehouse == warehouse && w.At >= after).OrderBy(w => w.At).FirstOrDefault();

    /// <summary>Stops it in order, as a signal would, and waits for the end of its process.</summary>
    public async Task StopAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>The other process: a node until its input ends.</summary>
    public static async Task ServeAsync(string file)
    {
        OutageNodeSettings settings = JsonSerializer.Deserialize<OutageNodeSettings>(await File.ReadAllTextAsync(file))!;
        NodeOptions options = new() { DataDirectory = Path.Combine(settings.Folder, settings.NodeId), KeyFile = Path.Combine(settings.Folder, "keys.json"), Journal = JournalKind.Postgres };
        options.Postgres.ConnectionString = settings.ConnectionString;
        (options.Cluster.Name, options.Cluster.NodeId, options.Cluster.Address) = (OutageStore.ClusterName, settings.NodeId, settings.Address);
        (options.Listen.Http, options.Listen.Grpc) = ("127.0.0.1:0", new Uri(settings.Address).Authority);
        options.Log.Console = false;
        foreach (string warehouse in settings.Warehouses)
        {
            options.Warehouses.Add(new WarehouseOptions { Id = warehouse, TimeZone = settings.TimeZone, Doors = [.. settings.Doors], Lanes = [.. settings.Lanes] });
        }

        using Speaker speaker = new();
        await using BackordersNode node = BackordersNode.Create(options, loggers: speaker);
        speaker.Host = node.Warehouses;
        await node.StartAsync(default);
        Speaker.Say("ready", "-", node.DevelopmentKey is null ? string.Empty : $"{node.DevelopmentKey} {node.OperatorKey}");
        await Console.In.ReadToEndAsync();
        await node.StopAsync();
        Speaker.Say("stopped", "-", string.Empty);
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            ready.TrySetException(new InvalidOperationException($"Node {NodeId} ended: {string.Join('\n', words.TakeLast(20))}"));
        }
        else if (line.Split(' ', 4) is [string at, string kind, string warehouse, string text] && long.TryParse(at, CultureInfo.InvariantCulture, out long moment))
        {
            words.Enqueue(new OutageWord(moment, kind, warehouse, text));
            if (kind == "ready")
            {
                ready.TrySetResult(text);
            }
        }
    }

    /// <summary>Says what matters of the log, each line with a moment of the machine's monotonic clock, which all processes share.</summary>
    private sealed class Speaker : ILoggerProvider, ILogger
    {
        public IWarehouseHost? Host { get; set; }

        public static void Say(string kind, string warehouse, string text) =>
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetTimestamp()} {kind} {warehouse} {text.ReplaceLineEndings(" ")}"));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string warehouse = (state as IReadOnlyList<KeyValuePair<string, object?>>)?.FirstOrDefault(p => p.Key == "Warehouse").Value?.ToString() ?? "-";
            if (eventId.Id == standsId)
            {
                Say("stands", warehouse, formatter(state, exception));
                Host!.ServedHere(new WarehouseId(warehouse)).Register(() => Say("left", warehouse, string.Empty));
            }
            else if (eventId.Id is >= 5000 and < 6000 || logLevel >= LogLevel.Warning)
            {
                Say("says", warehouse, $"{logLevel} {formatter(state, exception)} {exception?.Message}");
            }
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
