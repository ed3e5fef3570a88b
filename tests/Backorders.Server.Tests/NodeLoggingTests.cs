using Backorders.Server.Hosting;
using Backorders.Server.Options;
using Microsoft.Extensions.Logging;

namespace Backorders.Server.Tests;

/// <summary>Whoever reads a node's log file by a program reads it tomorrow as today.</summary>
public sealed class NodeLoggingTests
{
    [Theory]
    [InlineData("Information", "[INF] Warehouse MAIN took 3 of a \"b\"\n[ERR] It failed.\nSystem.InvalidOperationException: no\n[WRN] From ASP.NET\n")]
    [InlineData("Debug", "[DBG] Looked\n[INF] Warehouse MAIN took 3 of a \"b\"\n[ERR] It failed.\nSystem.InvalidOperationException: no\n[WRN] From ASP.NET\n")]
    public void File_EventsFromTheLevelOn_AreALineEach(string level, string expected)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-log-");
        try
        {
            using (ILoggerFactory loggers = LoggerFactory.Create(
                b => NodeLogging.Configure(b, new LogOptions { Level = level, Console = false, File = Path.Combine(folder.FullName, "node.log") })))
            {
                ILogger node = loggers.CreateLogger("Backorders.Example");
                ILogger web = loggers.CreateLogger("Microsoft.AspNetCore.Example");
                node.LogDebug("Looked");
                node.LogInformation("Warehouse {Warehouse} took {Count} of {Sku}", "MAIN", 3, "a \"b\"");
                node.LogError(new InvalidOperationException("no"), "It failed.");
                web.LogInformation("Not told");
                web.LogWarning("From ASP.NET");
            }

            string[] lines = File.ReadAllLines(Assert.Single(folder.GetFiles()).FullName);
            Assert.Equal(expected, string.Concat(lines.Select(l => (l.Contains('[', StringComparison.Ordinal) ? l[l.IndexOf('[', StringComparison.Ordinal)..] : l) + "\n")));
            Assert.All(lines.Where(l => l.Contains('[', StringComparison.Ordinal)), l => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[", l));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
