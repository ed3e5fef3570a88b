using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Backorders.Partners.Tests.Webhooks;

public sealed class RudeReceiverTests
{
    [Fact]
    public async Task HugeAnswer_IsNotReadToItsEnd()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        TaskCompletionSource cutOff = new(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = async (http, _) =>
        {
            http.Response.StatusCode = 500;
            byte[] block = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
            try
            {
                while (true)
                {
                    await http.Response.Body.WriteAsync(block, http.RequestAborted);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                cutOff.TrySetResult();
            }
        };
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(1);
        await bench.AddAsync(receiver.Url);
        await Bench.UntilAsync(() => bench.Position().Attempts == 1);
        await cutOff.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(bench.Position().LastError.Length, 10, 600);
    }

    [Fact]
    public async Task HugeBodyAfterSuccess_IsTakenAsSuccess()
    {
        await using Receiver receiver = await Receiver.StartAsync();
        receiver.Answer = async (http, _) =>
        {
            http.Response.StatusCode = 200;
            await http.Response.Body.WriteAsync(new byte[1_000_000]);
        };
        await using Bench bench = await Bench.StartAsync(o => o.DecisionsPerDeliveryMax = 1);
        bench.Feed.Add(3);
        await bench.AddAsync(receiver.Url);
        await bench.UntilCursorAsync(3);
        Assert.Equal([1, 2, 3], receiver.All.SelectMany(static r => r.Cursors)); // as they came: the sender goes on at the status, while the receiver still writes
    }

    [Theory]
    [InlineData("not http at all\r\n\r\n")]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nx: ")]
    public async Task Answer_ThatIsNoHttp_IsAFailure(string answer)
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnceAsync(listener, answer);
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(1);
        await bench.AddAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        await Bench.UntilAsync(() => bench.Position().Attempts == 1);
        Assert.NotEmpty(bench.Position().LastError);
        await serving;
    }

    [Fact]
    public async Task HeadersWithoutEnd_AreCutOff()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerOnceAsync(listener, "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Range(0, 2_000).Select(i => $"x-{i}: {new string('y', 100)}\r\n")) + "\r\n");
        await using Bench bench = await Bench.StartAsync();
        bench.Feed.Add(1);
        await bench.AddAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        await Bench.UntilAsync(() => bench.Position().Attempts == 1);
        await serving;
    }

    private static async Task AnswerOnceAsync(TcpListener listener, string answer)
    {
        using TcpClient client = await listener.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        byte[] request = new byte[4_096];
        _ = await stream.ReadAsync(request);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }
        catch (IOException)
        {
            // The other side has had enough.
        }
    }
}
