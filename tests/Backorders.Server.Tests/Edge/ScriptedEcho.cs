using Grpc.Core;

namespace Backorders.Server.Tests.Edge;

/// <summary>A service whose handlers each test may replace.</summary>
internal sealed class ScriptedEcho : Echo.EchoBase
{
    public UnaryServerMethod<EchoRequest, EchoReply> OnSay { get; set; } = (request, _) => Task.FromResult(Reply(request));

    public ClientStreamingServerMethod<EchoRequest, EchoReply> OnCollect { get; set; } = async (requests, _) =>
    {
        var sum = new EchoReply();
        await foreach (var request in requests.ReadAllAsync())
        {
            sum.Number += request.Number;
            sum.Text += request.Text;
        }

        return sum;
    };

    public ServerStreamingServerMethod<EchoRequest, EchoReply> OnRepeat { get; set; } = async (request, replies, _) =>
    {
        for (var i = 0; i < request.Number; i++)
        {
            await replies.WriteAsync(new EchoReply { Text = request.Text, Number = i, Payload = request.Payload });
        }
    };

    public DuplexStreamingServerMethod<EchoRequest, EchoReply> OnChat { get; set; } = async (requests, replies, _) =>
    {
        await foreach (var request in requests.ReadAllAsync())
        {
            await replies.WriteAsync(Reply(request));
        }
    };

    public override Task<EchoReply> Say(EchoRequest request, ServerCallContext context) => OnSay(request, context);

    public override Task<EchoReply> Collect(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context) => OnCollect(requestStream, context);

    public override Task Repeat(EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context) =>
        OnRepeat(request, responseStream, context);

    public override Task Chat(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context) =>
        OnChat(requestStream, responseStream, context);

    private static EchoReply Reply(EchoRequest request) => new() { Text = request.Text, Number = request.Number, Payload = request.Payload };
}
