using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Backorders.Postgres;
using Backorders.Testing.Postgres;
using Backorders.Testing;
using Backorders.V1;

namespace Backorders.EndToEnd.Tests.Cluster.ThreeNodes;

/// <summary>A node as an operator runs it: the real executable with a file of settings, in a process of its own.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly string folder;
    private readonly string settings;
    private Process? process;

    public NodeProcess(string name, string folder, PostgresOptions postgres, IEnumerable<string> warehouses)
    {
        (Name, this.folder) = (name, folder);
        Address = $"http://127.0.0.1:{FreePort.Take().ToString(CultureInfo.InvariantCulture)}";
        settings = Path.Combine(folder, name + ".json");
        File.WriteAllText(settings, JsonSerializer.Serialize(new
        {
            Backorders = new
            {
                Journal = "Postgres",
                Postgres = new { postgres.ConnectionString },
                Cluster = new { Name = "proof", NodeId = name, Address },
                DataDirectory = Path.Combine(folder, name),
                KeyFile = Path.Combine(folder, "keys.json"),
                Listen = new { Http = "127.0.0.1:0", Grpc = new Uri(Address).Authority },
                Warehouses = warehouses.Select(w => new { Id = w, Doors = new[] { "D1" }, Lanes = new[] { "L1" } }).ToArray(),
                Limits = new { FeedHeartbeatSeconds = 1 },
            },
        }));
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>Where its metrics are.</summary>
    public Uri HttpAddress { get; private set; } = new("http://127.0.0.1");

    public int ExitCode => process!.ExitCode;

    public bool IsRunning => process is { HasExited: false };

    /// <summary>Starts it and waits until it serves.</summary>
    /// <returns>The development key and the operator's, when this start made the key file.</returns>
    public async Task<(string? Key, string? Operator)> StartAsync()
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "backorders.dll"), "serve", "--config", settings, "--json"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };

        // Three servers and their clients share few cores: each takes what one core gives.
        start.Environment["DOTNET_gcServer"] = "0";
        process = Process.Start(start)!;
        StreamWriter log = new(Path.Combine(folder, $"{Name}-{process.Id}.log")) { AutoFlush = true };
        process.ErrorDataReceived += (_, e) => Write(log, e.Data);
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            Write(log, line);
            if (line.StartsWith("{\"grpc\"", StringComparison.Ordinal))
            {
                _ = CopyAsync(process.StandardOutput, log);
                JsonElement told = JsonDocument.Parse(line).RootElement;
                HttpAddress = new Uri(told.GetProperty("http").GetString()!);
                return (told.GetProperty("development_key").GetString(), told.GetProperty("operator_key").GetString());
            }
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"Node {Name} ended with {process.ExitCode} before it served: {Log()}");
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as an operator does, and waits for its end.</summary>
    public async Task StopAsync()
    {
        Signal("TERM");
        await process!.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task EndedAsync() => process!.WaitForExitAsync();

    public bool IsFrozen { get; private set; }

    public void Freeze()
    {
        IsFrozen = true;
        Signal("STOP");
    }

    public void Thaw()
    {
        Signal("CONT");
        IsFrozen = false;
    }

    public BackordersClient Connect(string key) => BackordersClient.Connect(Address, key);

    /// <summary>The last of what it said, for a failure's message.</summary>
    public string Log() => string.Join(
        '\n', Directory.GetFiles(folder, Name + "-*.log").SelectMany(f => Lines(f).TakeLast(15)));

    public void Dispose()
    {
        if (IsRunning)
        {
            Thaw();
            process!.Kill();
            process.WaitForExit();
        }

        process?.Dispose();
    }

    private static List<string> Lines(string file)
    {
        using StreamReader reader = new(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private static async Task CopyAsync(StreamReader from, StreamWriter log)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            Write(log, line);
        }
    }

    private static void Write(StreamWriter log, string? line)
    {
        lock (log)
        {
            log.WriteLine(line);
        }
    }

    private void Signal(string signal)
    {
        using Process kill = Process.Start("kill", ["-" + signal, process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
