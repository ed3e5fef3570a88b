using System.Diagnostics;
using System.Text.Json;

namespace Backorders.Cli.Tests;

/// <summary>What the real executable says when it starts.</summary>
public sealed class ServeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Serve_Json_PrintsJsonAloneAndLogsToTheErrorOutput()
    {
        using Folder folder = new();
        (string[] output, string error) = await StartAsync(folder, "started", "--json");
        JsonElement told = JsonDocument.Parse(Assert.Single(output)).RootElement;
        Assert.StartsWith("http://127.0.0.1:", told.GetProperty("grpc").GetString(), StringComparison.Ordinal);
        Assert.Contains("Serving gRPC at", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_FirstStart_ShowsTheKeysBetweenLinesOfItsOwn_AndHowToUseIt()
    {
        using Folder folder = new();
        (string[] output, _) = await StartAsync(folder, "Development key");
        int key = Array.FindIndex(output, l => l.StartsWith("Development key, shown only now: ", StringComparison.Ordinal));
        Assert.Equal(new string('=', 72), output[key - 1]);
        Assert.Equal($"Keep it, and give it to clients: export BACKORDERS_KEY={output[key].Split(' ')[^1]}", output[key + 1]);
        Assert.StartsWith("Operator's key, for policy, lanes, doors, cluster and backup: export BACKORDERS_OPERATOR_KEY=bko_", output[key + 2], StringComparison.Ordinal);
        Assert.Equal(new string('=', 72), output[key + 3]);
    }

    /// <summary>Starts it, reads until it serves and has told its key, and ends it.</summary>
    private static async Task<(string[] Output, string Error)> StartAsync(Folder folder, string until, params string[] options)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string arg in (string[])
            [Path.Combine(AppContext.BaseDirectory, "backorders.dll"), "serve", "--data", folder.Path, "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", .. options])
        {
            start.ArgumentList.Add(arg);
        }

        using Process process = Process.Start(start)!;
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            List<string> output = [];
            bool isTold = false;
            while (!isTold && await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                output.Add(line);
                isTold = line.StartsWith('{') || (output.Count > 2 && line.StartsWith("====", StringComparison.Ordinal) && output.Exists(l => l.StartsWith(until, StringComparison.Ordinal)));
            }

            process.Kill();
            output.AddRange((await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience)).Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return ([.. output], await error.WaitAsync(Patience));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
