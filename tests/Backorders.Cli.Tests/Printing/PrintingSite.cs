using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.Testing;
using Backorders.V1;

namespace Backorders.Cli.Tests.Printing;

/// <summary>A node, and printers in a file for agents that run in this process or in one of their own.</summary>
internal sealed class PrintingSite : IAsyncDisposable
{
    private readonly Folder folder = new();
    private readonly List<Running> agents = [];
    private BackordersNode? node;
    private int tags;

    private PrintingSite(int port) => Address = new Uri($"http://127.0.0.1:{port}");

    /// <summary>Where the node is, or will be.</summary>
    public Uri Address { get; }

    public string AgentKey { get; private set; } = string.Empty;

    public BackordersClient Acme { get; private set; } = null!;

    public static async Task<PrintingSite> StartAsync(bool withNode = true)
    {
        PrintingSite site = new(FreePort.Take());
        site.AgentKey = await site.AddKeyAsync("agent", "--role", "PrintAgent");
        string acme = await site.AddKeyAsync("acme", "--owner", "ACME", "--role", "Scanner");
        site.Acme = BackordersClient.Connect(site.Address.ToString(), acme);
        if (withNode)
        {
            await site.StartNodeAsync();
        }

        return site;
    }

    public async Task StartNodeAsync() => node = await BackordersNode.StartAsync(new NodeOptions
    {
        DataDirectory = Path.Combine(folder.Path, "data"),
        KeyFile = Path.Combine(folder.Path, "keys.json"),
        Warehouses = [DefaultBuilding.Named("MAIN")],
        Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = Address.Authority },
        Log = new LogOptions { Console = false, Level = "Warning" },
    });

    public async Task StopNodeAsync()
    {
        await node!.DisposeAsync();
        node = null;
    }

    /// <summary>Writes a file of printers, D1, D2 and so on.</summary>
    public string Printers(params FakeZebra[] zebras) => folder.Write("printers.json", JsonSerializer.Serialize(new
    {
        printers = zebras.Select((z, i) => new { name = $"D{i + 1}", address = z.Address, places = new[] { $"DOOR{i + 1}" }, size = "100x50", status = z.TellsStatus }),
    }));

    /// <summary>Runs an agent in this process.</summary>
    public Running Run(string printers)
    {
        Running agent = new(["print-agent", "--printers", printers, "--agent", "dock", "--server", Address.ToString(), "--key", AgentKey]);
        agents.Add(agent);
        return agent;
    }

    /// <summary>Runs an agent as a process of its own.</summary>
    public Process Start(string printers)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true };
        foreach (string arg in (string[])[Path.Combine(AppContext.BaseDirectory, "backorders.dll"), "print-agent", "--printers", printers, "--agent", "dock", "--server", Address.ToString()])
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["BACKORDERS_KEY"] = AgentKey;
        return Process.Start(start)!;
    }

    /// <summary>Asks for the label of a scan.</summary>
    public async Task<PrintLabelRequest> PrintAsync(string printer, string? tag = null)
    {
        string label = tag ?? $"T{Interlocked.Increment(ref tags)}";
        PrintLabelRequest request = new()
        {
            Warehouse = "MAIN", RequestId = BackordersClient.NewRequestId(), Printer = printer,
            Label = new LabelSubject { Scan = new ScanSubject { DeviceId = "dev", ScanId = label, Use = ScanLabelUse.AwaitingAnswer, Tag = label, Sku = "MUG", Quantity = 1 } },
        };
        await Acme.Printing.PrintLabelAsync(request);
        return request;
    }

    /// <summary>Waits until a job has ended.</summary>
    public async Task<PrintJob> EndedAsync(PrintLabelRequest request)
    {
        PrintJob job = null!;
        await PollAsync(async () =>
        {
            job = (await Acme.Printing.GetPrintJobAsync(new GetPrintJobRequest { Warehouse = "MAIN", RequestId = request.RequestId })).Job;
            return job.State is not (PrintJobState.Waiting or PrintJobState.Taken);
        });
        return job;
    }

    public Task AttendedAsync(string printer = "D1", bool attended = true) => PollAsync(
        async () => (await Acme.Printing.ListPrintersAsync(new ListPrintersRequest { Warehouse = "MAIN" })).Printers.Any(p => p.Name == printer && p.Attended == attended));

    public static async Task PollAsync(Func<Task<bool>> condition)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Running agent in agents)
        {
            await agent.StopAsync();
        }

        Acme.Dispose();
        if (node is not null)
        {
            await node.DisposeAsync();
        }

        folder.Dispose();
    }

    private async Task<string> AddKeyAsync(string id, params string[] options)
    {
        CliRun run = await CliRun.OfAsync(["keys", "add", id, "--file", Path.Combine(folder.Path, "keys.json"), .. options]);
        Assert.Equal(ExitCodes.Done, run.Code);
        return run.Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Single(w => w.StartsWith("bko_", StringComparison.Ordinal));
    }

    /// <summary>An agent in this process.</summary>
    internal sealed class Running
    {
        private readonly CancellationTokenSource ctrlC = new();
        private readonly Lines log = new();

        public Running(string[] args) => Ended = Task.Run(() => CommandLine.RunAsync(args, new CliConsole { Out = TextWriter.Null, Error = log, In = TextReader.Null }, ctrlC.Token));

        /// <summary>Its exit code.</summary>
        public Task<int> Ended { get; }

        public string[] Log => [.. log.All];

        public async Task<int> StopAsync()
        {
            await ctrlC.CancelAsync();
            return await Ended;
        }

        private sealed class Lines : StringWriter
        {
            public ConcurrentQueue<string> All { get; } = new();

            public override void WriteLine(string? value) => All.Enqueue(value ?? string.Empty);

            public override Task WriteLineAsync(string? value)
            {
                WriteLine(value);
                return Task.CompletedTask;
            }
        }
    }
}
