using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Backorders.Cli.Client;
using Backorders.Cli.Demo.Replay;
using Backorders.Cli.Terminal;
using Backorders.Testing;

namespace Backorders.Cli.Tests;

public sealed class KilledServerTests
{
    [Trait("Case", "01")]
    [Fact]
    public async Task Replay_ServerKilledInTheMiddle_EndsInTheSameState()
    {
        using Folder folder = new();
        string lines = folder.Write("lines.csv", SmallYear.Csv());
        CliRun undisturbed = await CliRun.OfAsync(["demo", "--lines", lines, "--once", "--json"]);
        string expected = JsonDocument.Parse(undisturbed.Out).RootElement.GetProperty("state_hash").GetString()!;

        using ServerProcess process = new(Path.Combine(folder.Path, "store"), FreePort.Take());
        (string key, string operating) = await process.StartAsync();
        int kills = 0;
        CliConsole console = new()
        {
            Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null,
            Delay = async (_, _) => await process.RestartAsync(),
        };
        using ServerConnection server = ServerConnection.Open(process.Address, key, operatorKey: operating);
        ReplayRun run = new(new ReplayOptions(lines, Backorders.V1.DistributionMode.Unspecified, new Faults(1), TimeSpan.FromHours(1)), console);
        ReplayResult result = await run.RunAsync(
            server, "MAIN",
            (read, _) =>
            {
                // While the next messages are on their way already.
                if (read >= 100 * (kills + 1) && kills < 3)
                {
                    kills++;
                    process.Kill();
                }
            },
            CancellationToken.None);
        Assert.Equal(3, kills);
        Assert.Equal(expected, result.Warehouse.StateHash);
        Assert.Equal(0, result.Warehouse.Figures.ConservationFaults);
    }

    /// <summary>The real executable, killed without warning and started again on the same port.</summary>
    private sealed class ServerProcess(string data, int port) : IDisposable
    {
        private Process? process;

        public Uri Address { get; } = new($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");

        public async Task<(string Key, string Operator)> StartAsync()
        {
            ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true };
            foreach (string arg in (string[])
                [Path.Combine(AppContext.BaseDirectory, "backorders.dll"), "serve", "--driven-clock", "--json", "--data", data, "--http", "127.0.0.1:0", "--grpc", Address.Authority])
            {
                start.ArgumentList.Add(arg);
            }

            process = Process.Start(start)!;
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("{\"grpc\"", StringComparison.Ordinal))
                {
                    JsonElement told = JsonDocument.Parse(line).RootElement;
                    return (told.GetProperty("development_key").GetString() ?? string.Empty, told.GetProperty("operator_key").GetString() ?? string.Empty);
                }
            }

            throw new InvalidOperationException("The server ended before it served.");
        }

        public void Kill() => process!.Kill();

        public async Task RestartAsync()
        {
            if (process!.HasExited)
            {
                await StartAsync();
            }
        }

        public void Dispose()
        {
            process?.Kill();
            process?.WaitForExit();
            process?.Dispose();
        }
    }
}
