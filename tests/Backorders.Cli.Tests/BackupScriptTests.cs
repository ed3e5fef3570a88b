using System.Diagnostics;
using System.Runtime.Versioning;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Testing;

namespace Backorders.Cli.Tests;

/// <summary>The backup of a single node, by the script that operators run: with the real program, from a node that works.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BackupScriptTests
{
    [Fact]
    public async Task Script_CopiesVerifiesAndKeepsTheLatest()
    {
        using Folder folder = new();
        await using TestNode node = await TestNode.StartAsync(Path.Combine(folder.Path, "data"));
        string backups = Path.Combine(folder.Path, "backups");
        Directory.CreateDirectory(Path.Combine(backups, "20260101T000000Z"));
        Directory.CreateDirectory(Path.Combine(backups, "20260102T000000Z"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "etc"));
        folder.Write("etc/keys.json", "[]");

        (int code, string said) = await RunAsync(new()
        {
            ["BACKORDERS"] = ProgramIn(folder), ["BACKORDERS_SERVER"] = node.Node.GrpcAddress.ToString(), ["BACKORDERS_KEY"] = node.Node.OperatorKey,
            ["BACKORDERS_ETC"] = Path.Combine(folder.Path, "etc"), ["BACKORDERS_BACKUPS"] = backups, ["BACKORDERS_KEEP"] = "2",
        });

        Assert.True(code == 0, said);
        string kept = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.Equal(["20260102T000000Z", Path.GetFileName(kept)], Directory.GetDirectories(backups).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));
        Assert.Equal(["audit.db", "etc", "turns.db", "webhooks.db"], Directory.GetFileSystemEntries(kept).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(kept));
        await using TestNode restored = await TestNode.StartAsync(kept);
        Assert.Equal(ExitCodes.Done, (await restored.RunAsync("report")).Code);
    }

    [Fact]
    public async Task Script_ThatCannotKeepTheCopy_LeavesNoneOnTheNodesDisk()
    {
        using Folder folder = new();
        string data = Path.Combine(folder.Path, "data");
        await using TestNode node = await TestNode.StartAsync(data);

        (int code, string said) = await RunAsync(new()
        {
            ["BACKORDERS"] = ProgramIn(folder), ["BACKORDERS_SERVER"] = node.Node.GrpcAddress.ToString(), ["BACKORDERS_KEY"] = node.Node.OperatorKey,
            ["BACKORDERS_BACKUPS"] = folder.Write("not-a-folder", string.Empty),
        });

        Assert.NotEqual(0, code);
        Assert.Contains("not-a-folder", said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "backups")));
    }

    [Fact]
    public async Task Script_OfANodeThatCannotBeReached_FailsAndLeavesNothing()
    {
        using Folder folder = new();
        string backups = Path.Combine(folder.Path, "backups");

        (int code, string said) = await RunAsync(new()
        {
            ["BACKORDERS"] = ProgramIn(folder), ["BACKORDERS_SERVER"] = "http://127.0.0.1:1", ["BACKORDERS_KEY"] = "none", ["BACKORDERS_BACKUPS"] = backups,
        });

        Assert.NotEqual(0, code);
        Assert.Contains("127.0.0.1:1", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(backups));
    }

    private static string ProgramIn(Folder folder)
    {
        string program = folder.Write("backorders", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "backorders.dll")}' \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return program;
    }

    private static async Task<(int Code, string Said)> RunAsync(Dictionary<string, string?> settings)
    {
        ProcessStartInfo start = new("bash", [Path.Combine(Repository.Root, "deploy", "backup", "sqlite-backup.sh")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await errors + said);
    }
}
