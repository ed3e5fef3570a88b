using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Backorders.EndToEnd.Tests.Interop.Support;
using Backorders.Server.Tests;

namespace Backorders.EndToEnd.Tests.Interop;

/// <summary>What pages show in other languages, run as it stands there: the test takes the text out of the page.</summary>
public sealed partial class PageSnippetTests : IDisposable
{
    private static readonly string root = Path.GetFullPath(Path.Combine(Peers.Folder, "..", "..", ".."));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-page-");

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>README.md's station under grpc-js against a real node: it holds what it said it would, and picks what it is offered, before and after it came.</summary>
    [PeerFact(Peers.Node)]
    public async Task StationOfTheReadme_GrpcJs_PicksWhatItIsOffered()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(root, "README.md"));
        string program = JavaScript().Match(page).Groups["code"].Value;
        Assert.Contains("'localhost:5081'", program, StringComparison.Ordinal);
        await using TestNode node = await TestNode.StartAsync();
        string script = Path.Combine(folder.FullName, "station.cjs");
        await File.WriteAllTextAsync(script, program.Replace("'localhost:5081'", $"'{node.Node.GrpcAddress.Authority}'", StringComparison.Ordinal));
        await node.DefineItemsAsync();
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-1", 10));
        await node.Acme.Orders.SubmitOrderAsync(TestNode.Order("SO-2", 4));
        await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 10));
        using Process station = Start("node", script, node.Keys["station"]);
        Task<string> trouble = station.StandardError.ReadToEndAsync();
        try
        {
            Assert.Equal(("SO-1", 10), await PickedAsync(node, 1, trouble));
            await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("2", 4));
            Assert.Equal(("SO-2", 4), await PickedAsync(node, 2, trouble));
        }
        finally
        {
            station.Kill();
            await station.WaitForExitAsync();
        }
    }

    /// <summary>protos/README.md's way to make a client of one's own: each line of its shell, with a protoc as it is installed everywhere.</summary>
    [Fact]
    public async Task GeneratorOfTheProtos_Protoc_MakesAFileForEachProto()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(root, "protos", "README.md"));
        string commands = Shell().Matches(page).Select(m => m.Groups["code"].Value).Single(c => c.Contains("protoc ", StringComparison.Ordinal));
        InstallProtoc();
        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "protos"), Path.Combine(root, "protos"));
        using Process shell = Start("bash", "-euc", commands);
        string said = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, said);
        Assert.Equal(
            Directory.GetFiles(Path.Combine(root, "protos", "backorders", "v1")).Select(p => Path.GetFileNameWithoutExtension(p) + "_pb2.py").Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(folder.FullName, "gen", "backorders", "v1")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
        Assert.All(Directory.GetFiles(Path.Combine(folder.FullName, "gen", "backorders", "v1")), p => Assert.NotEqual(0, new FileInfo(p).Length));
    }

    /// <summary>The order and quantity of the nth pick that the node tells, or what the program complained of.</summary>
    private static async Task<(string OrderNo, long Quantity)> PickedAsync(TestNode node, int nth, Task<string> trouble)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        using var feed = node.Acme.Events.Subscribe(new V1.SubscribeRequest { Warehouse = TestNode.Warehouse, Kinds = { V1.EventKind.TaskPicked } }, cancellationToken: patience.Token);
        Task<V1.TaskRef> told = NthAsync();
        return await Task.WhenAny(told, trouble) == told
            ? ((await told).OrderNo, (await told).Quantity)
            : throw new InvalidOperationException($"The station of the page ended: {await trouble}");

        async Task<V1.TaskRef> NthAsync()
        {
            int seen = 0;
            while (await feed.ResponseStream.MoveNext(patience.Token))
            {
                foreach (V1.Event e in feed.ResponseStream.Current.Events)
                {
                    if (++seen == nth)
                    {
                        return e.TaskPicked.Task;
                    }
                }
            }

            throw new InvalidOperationException("The feed ended.");
        }
    }

    /// <summary>A release of protoc is a folder with <c>bin</c> and <c>include</c>; the package of the build keeps both elsewhere.</summary>
    private void InstallProtoc()
    {
        string package = typeof(PageSnippetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "GrpcTools").Value!;
        string system = OperatingSystem.IsWindows() ? "windows_x64" : OperatingSystem.IsMacOS() ? "macosx_universal" : $"linux_{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
        string name = OperatingSystem.IsWindows() ? "protoc.exe" : "protoc";
        string bin = folder.CreateSubdirectory("bin").FullName;
        File.Copy(Path.Combine(package, "tools", system, name), Path.Combine(bin, name));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(bin, name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        Directory.CreateSymbolicLink(Path.Combine(folder.FullName, "include"), Path.Combine(package, "build", "native", "include"));
    }

    /// <summary>Runs a program where the page's reader stands: among the protos, with what the page asks for installed.</summary>
    private Process Start(string program, string first, string second)
    {
        ProcessStartInfo start = new(program) { WorkingDirectory = program == "node" ? root : folder.FullName, RedirectStandardError = true };
        start.ArgumentList.Add(first);
        if (program == "node")
        {
            start.Environment["KEY"] = second;
            start.Environment["NODE_PATH"] = Path.Combine(Peers.Folder, "node", "node_modules");
        }
        else
        {
            start.ArgumentList.Add(second);
            start.Environment["PATH"] = Path.Combine(folder.FullName, "bin") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        }

        return Process.Start(start)!;
    }

    [GeneratedRegex("```js\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex JavaScript();

    [GeneratedRegex("```sh\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();
}
