using System.Diagnostics;

namespace Backorders.EndToEnd.Tests.Interop.Support;

/// <summary>A foreign client or server as a child process.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private PeerProcess(Process process)
    {
        _process = process;
    }

    /// <summary>Starts a server script and waits for the port that it prints.</summary>
    public static async Task<(PeerProcess Server, int Port)> ServeAsync(string peer, string script, params string[] arguments)
    {
        var server = Start(peer, script, arguments);
        var line = await server._process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line is null || !line.StartsWith("port ", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{script} printed no port: {line} {await server._process.StandardError.ReadToEndAsync()}");
        }

        return (server, int.Parse(line["port ".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Runs a client script to its end: each check's name with null, or why it failed.</summary>
    public static async Task<IReadOnlyDictionary<string, string?>> RunChecksAsync(string peer, string script, params string[] arguments)
    {
        await using var client = Start(peer, script, arguments);
        var errors = client._process.StandardError.ReadToEndAsync();
        var output = await client._process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await client._process.WaitForExitAsync().WaitAsync(Patience);
        var checks = new Dictionary<string, string?>();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("ok ", StringComparison.Ordinal))
            {
                checks[line[3..].Trim()] = null;
            }
            else if (line.StartsWith("not ok ", StringComparison.Ordinal))
            {
                var end = line.IndexOf(": ", StringComparison.Ordinal);
                // Names may hold ": " themselves; the why begins with the error's class.
                var why = line.IndexOf("Error", StringComparison.Ordinal);
                end = why > 0 ? line.LastIndexOf(": ", why, StringComparison.Ordinal) : end;
                checks[line["not ok ".Length..end]] = line[(end + 2)..];
            }
        }

        return checks.Count > 0 ? checks : throw new InvalidOperationException($"{script} did not run: {output} {await errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static PeerProcess Start(string peer, string script, string[] arguments)
    {
        if (Peers.Missing(peer) is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        var start = new ProcessStartInfo(peer)
        {
            WorkingDirectory = Peers.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(Peers.Folder, script));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return new PeerProcess(Process.Start(start)!);
    }
}
