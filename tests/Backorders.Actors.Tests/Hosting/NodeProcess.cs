using System.Diagnostics;
using System.Globalization;
using Backorders.Actors.Hosting;
using Backorders.Actors.Hosting.Arbitration;
using Backorders.Actors.Hosting.Meeting;
using Backorders.Postgres;

namespace Backorders.Actors.Tests.Hosting;

/// <summary>
/// A node as a process of its own, which a test can kill and freeze. It says on its output when it serves, how long that took and how much memory it
/// has, and ends with
/// 0 when it left and 1 when it did not.
/// </summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    public const string Verb = "hosting-node";

    private readonly Process process;

    private NodeProcess(Process process) => this.process = process;

    /// <summary>The process's own part.</summary>
    public static async Task<int> RunAsync(string connection, string schema, string id)
    {
        PostgresOptions database = new() { ConnectionString = connection, Schema = schema };
        bool alone = connection.Length == 0;
        NodeParts parts = alone
            ? TestNodes.Alone(id)
            : TestNodes.With(new PostgresMeetingPlace(database, id), new PostgresArbiter(database, id), TestNodes.Options(id));
        await using NodeActors node = await TestNodes.StartAsync(parts);
        double member = SinceStart();
        await node.AskAsync("COLD");
        double answered = SinceStart();
        string times = string.Create(CultureInfo.InvariantCulture, $"member {member:0.00} answered {answered:0.00}");
        Console.WriteLine($"serves {node.Self.Address} {times} mb {Environment.WorkingSet / 1_048_576}");

        // The console's reader blocks whoever asks it, also for a task.
        Task<string?> told = Task.Run(Console.In.ReadLine);
        await Task.WhenAny(told, node.Ended);
        if (told.IsCompleted)
        {
            Console.WriteLine($"idle mb {Environment.WorkingSet / 1_048_576} heap kb {GC.GetTotalMemory(true) / 1_024}");
            await node.LeaveAsync();
        }

        return await node.Ended == NodeEnd.Left ? 0 : 1;
    }

    /// <summary>Starts one and waits until it serves.</summary>
    /// <param name="database">Where nodes meet; null for a node alone.</param>
    /// <param name="id">Its id.</param>
    public static async Task<(NodeProcess Node, string Said)> StartAsync(PostgresOptions? database, string id)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
            ArgumentList =
            {
                typeof(NodeProcess).Assembly.Location, Verb, database?.ConnectionString ?? string.Empty, database?.Schema ?? string.Empty, id,
            },
        };
        start.Environment.Remove("BACKORDERS_LOG");
        Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(
            $"The process of node {id} ended before it served.");
        return (new NodeProcess(process), said);
    }

    /// <summary>Its address, out of what it said.</summary>
    public static string AddressOf(string said) => said.Split(' ')[1];

    public void Signal(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Tells it to leave, and returns what it says on the way.</summary>
    public async Task<string> LeaveAsync()
    {
        await process.StandardInput.WriteLineAsync("leave");
        string said = await process.StandardOutput.ReadLineAsync() ?? string.Empty;
        await process.WaitForExitAsync();
        return said;
    }

    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static double SinceStart()
    {
        using Process self = Process.GetCurrentProcess();
        return (TimeProvider.System.GetLocalNow() - new DateTimeOffset(self.StartTime)).TotalSeconds;
    }
}
