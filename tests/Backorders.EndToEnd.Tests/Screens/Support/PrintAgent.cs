using System.Diagnostics;
using System.Text.Json;
using Backorders.Server.Tests;
using Backorders.Testing;
using Backorders.V1;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>A print agent as a process of its own, with one printer at door D1 and station P1.</summary>
internal sealed class PrintAgent : IAsyncDisposable
{
    public const string Printer = "ZEBRA-1";

    private readonly Process process;
    private readonly DirectoryInfo folder;

    private PrintAgent(Process process, DirectoryInfo folder) => (this.process, this.folder) = (process, folder);

    /// <summary>Starts it, and waits until it attends its printer.</summary>
    public static async Task<PrintAgent> StartAsync(Dock dock, FakeZebra zebra)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-agent-");
        string file = Path.Combine(folder.FullName, "printers.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { printers = new[] { new { name = Printer, address = zebra.Address, places = new[] { "D1", "P1" }, size = "100x50" } } }));
        ProcessStartInfo start = new("dotnet") { RedirectStandardError = true };
        foreach (string arg in (string[])
            [Path.Combine(AppContext.BaseDirectory, "backorders.dll"), "print-agent", "--printers", file, "--agent", "dock", "--server", dock.Node.Node.GrpcAddress.ToString()])
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["BACKORDERS_KEY"] = dock.Node.Keys[Dock.PrintAgent];
        PrintAgent agent = new(Process.Start(start)!, folder);
        await Backorders.Testing.Postgres.Poll.UntilAsync(
            async () => (await dock.Node.Acme.Printing.ListPrintersAsync(new ListPrintersRequest { Warehouse = TestNode.Warehouse })).Printers.Any(p => p.Attended), "the agent attends its printer");
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }
}
