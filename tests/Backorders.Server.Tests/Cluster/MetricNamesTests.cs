using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Security;
using Backorders.Server.Stores;
using Backorders.Testing.Postgres;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>
/// The metrics of a node are public: alerts and pages of figures go by their names and labels. They stand in Golden/metrics.txt, one a line: name, type, unit, labels.
/// </summary>
public sealed partial class MetricNamesTests
{
    private static readonly string[] golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "metrics.txt"));

    [PostgresFact]
    public async Task NodeAmongOthers_TellsTheMetricsThatAreWrittenDown()
    {
        string told = await WorkAndReadAsync();

        string[] types = [.. Type().Matches(told).Select(m => $"{m.Groups["name"].Value} {m.Groups["type"].Value}").Where(IsOurs)];
        Assert.Equal(golden.Select(g => string.Join(' ', g.Split(' ')[..2])), types.Order(StringComparer.Ordinal));
        Dictionary<string, string> labels = golden.ToDictionary(g => g.Split(' ')[0], g => g.Split(' ')[3]);
        Assert.All(Series().Matches(told).Where(m => IsOurs(m.Value)), series =>
        {
            string name = labels.ContainsKey(series.Groups["name"].Value) ? series.Groups["name"].Value : Suffix().Replace(series.Groups["name"].Value, string.Empty);
            string[] seen = [.. Label().Matches(series.Groups["labels"].Value).Select(m => m.Groups["label"].Value).Where(l => l != "le")];

            // A counter of which nothing was counted stands at 0 without its labels.
            Assert.True(string.Join(',', seen) == labels[name].Replace("-", string.Empty, StringComparison.Ordinal) || (seen.Length == 0 && series.Value.EndsWith(" 0", StringComparison.Ordinal)), series.Value);
        });
    }

    [PostgresFact]
    public async Task Instruments_HaveTheUnitsThatAreWrittenDown()
    {
        Dictionary<string, string> units = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) =>
        {
            lock (units)
            {
                if (instrument.Meter.Name.StartsWith("Backorders.", StringComparison.Ordinal))
                {
                    units[new MetricFamily(instrument).Name] = instrument.Unit ?? "-";
                }
            }
        };
        listener.Start();
        await WorkAndReadAsync();
        lock (units)
        {
            Assert.All(golden, g => Assert.Equal(g.Split(' ')[2], units.GetValueOrDefault(g.Split(' ')[0])));
        }
    }

    private static bool IsOurs(string line) => line.StartsWith("backorders_", StringComparison.Ordinal);

    /// <summary>A node on PostgreSQL that receives something, refuses something and serves a stream.</summary>
    private static async Task<string> WorkAndReadAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-metrics-");
        try
        {
            string key = KeyFile.NewKey();
            string operating = KeyFile.NewKey();
            NodeOptions options = await OptionsAsync(folder, key, operating);
            await using BackordersNode node = await BackordersNode.StartAsync(options);
            using BackordersClient client = BackordersClient.Connect(node.GrpcAddress.ToString(), key);
            await client.Items.DefineItemsAsync(TestNode.Items());
            await client.Receiving.ReceiveAsync(TestNode.Scan("1", 5));
            await Assert.ThrowsAsync<RpcException>(async () => await client.Receiving.ReceiveAsync(TestNode.Scan("2", 5, "NOTHING")));
            await client.Orders.SubmitOrderAsync(TestNode.Order("SO-1", 9));
            using (AsyncDuplexStreamingCall<ReceiveRequest, ReceiveStreamResponse> stream = client.Receiving.ReceiveStream())
            {
                await stream.RequestStream.WriteAsync(TestNode.Scan("3", 1));
                await stream.RequestStream.CompleteAsync();
                Assert.True(await stream.ResponseStream.MoveNext(default));
            }

            await Testing.Postgres.Poll.UntilAsync(
                async () => (await client.Operations.GetReportAsync(new GetReportRequest { Warehouse = TestNode.Warehouse })).Lag == 0, "the rows are written");
            using HttpClient http = new() { BaseAddress = node.HttpAddress };
            http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", operating);
            return await http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<NodeOptions> OptionsAsync(DirectoryInfo folder, string key, string operating)
    {
        string keys = Path.Combine(folder.FullName, "keys.json");
        KeyFile.Write(keys,
        [
            KeyFile.Seal(new StoredKey { Id = "acme", Owner = "ACME", Roles = [.. KeyFile.Each(Role.OfOwner)] }, key), KeyFile.Seal(new StoredKey { Id = "operator", Roles = [Role.Operator] }, operating),
        ]);
        NodeOptions options = new()
        {
            DataDirectory = folder.FullName,
            Journal = JournalKind.Postgres,
            Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(),
            KeyFile = keys,
            Warehouses = [TestNode.Building(TestNode.Warehouse)],
            Listen = new ListenOptions { Http = "127.0.0.1:0", Grpc = "127.0.0.1:0" },
            Log = new LogOptions { Console = false },
        };
        options.Cluster.NodeId = "only";
        await NodeDatabase.MigrateAsync(options, null, default);
        return options;
    }

    [GeneratedRegex(@"^# TYPE (?<name>\S+) (?<type>\S+)$", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex(@"^(?<name>[a-z0-9_]+)(\{(?<labels>.*)\})? \S+$", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("(?<label>[a-z_]+)=\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
