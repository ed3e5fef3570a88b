using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Backorders.Cli.Hosting;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;
using Backorders.Testing;

namespace Backorders.Cli.Tests;

/// <summary>The first hour that the samples tell, word by word: each line of their README runs, in its order, against a node with their settings.</summary>
public sealed partial class SamplesTests
{
    private static readonly string root = Repository.Root;

    [Fact]
    public async Task Readme_EachCommand_DoesWhatItSays()
    {
        string[] lines = [.. Shell().Matches(await File.ReadAllTextAsync(Path.Combine(root, "samples", "README.md"))).SelectMany(m => m.Groups[1].Value.Split('\n')).Where(l => l.Length > 0)];
        Assert.Equal("backorders serve --config samples/settings.json", lines[0]);
        using Folder folder = new();
        await using BackordersNode node = await ServeAsync(folder);
        Dictionary<string, string> outputs = [];
        foreach (string line in lines[1..])
        {
            string command = line.Split('#')[0].Trim();
            outputs.Add(command, command.StartsWith("curl", StringComparison.Ordinal) ? await PostAsync(command, node) : await RunAsync(command, node));
        }

        Assert.Contains("4 of 4 rows accepted.", outputs["backorders import items samples/items.csv"], StringComparison.Ordinal);
        Assert.Contains("5 of 5 rows accepted.", outputs["backorders import orders samples/orders.csv"], StringComparison.Ordinal);
        Assert.Contains("3 of 3 rows accepted.", outputs["backorders import shipments samples/shipments.csv"], StringComparison.Ordinal);
        Assert.Contains("ASN-2", outputs["backorders explain SO-1003"], StringComparison.Ordinal);
        string scan = outputs["backorders scan LAMP-RED 24 --asn ASN-1 --door D1"];
        Assert.Matches("10 .*SO-1002(.|\n)*6 .*SO-1001(.|\n)*8 ", scan);
        Assert.StartsWith("^XA", outputs["backorders label 1"].Trim(), StringComparison.Ordinal);
        Assert.Contains("shipped", outputs["backorders order show SO-1003"], StringComparison.Ordinal);
        Assert.Contains("DISTRIBUTION_MODE_TIERED_FAIR_SHARE", outputs[lines[^1]], StringComparison.Ordinal);
    }

    /// <summary>A node with the sample's settings; only its ports and its folder are a test's own.</summary>
    private static async Task<BackordersNode> ServeAsync(Folder folder)
    {
        NodeOptions options = NodeConfiguration.Read(Path.Combine(root, "samples", "settings.json"));
        options.DataDirectory = folder.Path;
        options.Listen.Http = options.Listen.Grpc = "127.0.0.1:0";
        options.Log = new LogOptions { Console = false, Level = "Warning" };
        return await BackordersNode.StartAsync(options);
    }

    private static async Task<string> RunAsync(string command, BackordersNode node)
    {
        string[] args = [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(a => a.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(root, a) : a)];
        CliRun run = await CliRun.OfAsync(args, environment: new Dictionary<string, string>
        {
            ["BACKORDERS_SERVER"] = node.GrpcAddress.ToString(), ["BACKORDERS_KEY"] = node.DevelopmentKey!, ["BACKORDERS_OPERATOR_KEY"] = node.OperatorKey!,
        });
        Assert.True(run.Code == ExitCodes.Done, $"{command}: exit code {run.Code}, {run.Error}{run.Out}");
        return run.Out;
    }

    /// <summary>What curl would send, by its own words.</summary>
    private static async Task<string> PostAsync(string command, BackordersNode node)
    {
        Match said = Curl().Match(command);
        Assert.True(said.Success, command);
        using HttpClient http = new() { BaseAddress = node.HttpAddress };
        using HttpRequestMessage request = new(HttpMethod.Post, said.Groups["path"].Value)
        {
            Content = new StringContent(await File.ReadAllTextAsync(Path.Combine(root, said.Groups["file"].Value)), Encoding.UTF8, said.Groups["type"].Value),
        };
        request.Headers.Add("authorization", $"Bearer {(said.Groups["key"].Value == "BACKORDERS_OPERATOR_KEY" ? node.OperatorKey : node.DevelopmentKey)}");
        request.Headers.Add("backorders-owner", said.Groups["owner"].Value);
        using HttpResponseMessage answer = await http.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{command}: {answer.StatusCode}, {body}");
        return body;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex("""^curl -s http://localhost:5080/(?<path>\S+) -H "authorization: Bearer \$(?<key>\w+)" -H 'backorders-owner: (?<owner>\w+)' -H 'content-type: (?<type>\S+)' -d @(?<file>\S+)$""")]
    private static partial Regex Curl();
}
