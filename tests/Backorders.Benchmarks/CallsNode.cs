using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Backorders.Server.Options;
using Backorders.V1;

namespace Backorders.Benchmarks;

/// <summary>A node in a process of its own, of this build or another one, and the bare HTTP/2 that calls it.</summary>
internal sealed class CallsNode : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;
    private Uri address = null!;
    private string key = null!;

    private CallsNode(Process process, string folder) => (this.process, this.folder) = (process, folder);

    public HttpClient Http { get; } = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = false });

    /// <summary>Processor time that its process has taken.</summary>
    public TimeSpan Processor
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a node, and defines the item that is received.</summary>
    /// <param name="journal">Where it stores.</param>
    /// <param name="build">The program of another build; null for this one.</param>
    public static async Task<CallsNode> StartAsync(JournalKind journal, string? build = null)
    {
        string folder = Directory.CreateTempSubdirectory("backorders-calls-").FullName;
        ProcessStartInfo how = new(Environment.ProcessPath!, [build ?? typeof(CallsRun).Assembly.Location, "--calls-node", folder, $"{journal}"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        CallsNode node = new(Process.Start(how)!, folder);
        node.address = new Uri(await node.ReadLineAsync());
        node.key = await node.ReadLineAsync();
        using BackordersClient client = BackordersClient.Connect(node.address.ToString(), node.key);
        await client.Items.DefineItemsAsync(new DefineItemsRequest
        {
            Warehouse = CallsRun.Warehouse, RequestId = BackordersClient.NewRequestId(), Items = { new V1.Item { Sku = "MUG", Description = "A mug", IsGoods = true } },
        });
        return node;
    }

    public HttpRequestMessage Post(string method, HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        return new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/backorders.v1." + method))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key), TE = { new TransferCodingWithQualityHeaderValue("trailers") } },
        };
    }

    /// <summary>Bytes that it has allocated.</summary>
    public async Task<long> AllocatedAsync()
    {
        await process.StandardInput.WriteLineAsync();
        await process.StandardInput.FlushAsync();
        return long.Parse(await ReadLineAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> ReadLineAsync() => await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The node ended.");
}
