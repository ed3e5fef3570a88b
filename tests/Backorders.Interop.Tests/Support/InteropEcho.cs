using Backorders.Grpc.Errors;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Grpc.Core;

namespace Backorders.Interop.Tests.Support;

/// <summary>What the foreign clients expect of the echo service: the request's text chooses the behaviour.</summary>
internal static class InteropEcho
{
    public static async Task<EchoHost> StartAsync()
    {
        var host = await EchoHost.StartAsync(options => options.CompressResponsesFromBytes = 1024);
        host.Echo.OnSay = SayAsync;
        var repeat = host.Echo.OnRepeat;
        host.Echo.OnRepeat = async (request, replies, context) =>
        {
            if (request.Number < 0)
            {
                await replies.WriteAsync(new EchoReply { Text = "one" });
                throw new RpcException(new Status(StatusCode.Aborted, "then over"));
            }

            await repeat(request, replies, context);
        };
        return host;
    }

    private static async Task<EchoReply> SayAsync(EchoRequest request, ServerCallContext context)
    {
        switch (request.Text)
        {
            case "refuse":
                throw RichStatus.Create(
                    StatusCode.FailedPrecondition, "lane 7 is closed – ü %", "LANE_CLOSED", "backorders", [new("lane", "7")], TimeSpan.FromSeconds(1));
            case "wait":
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
                return new EchoReply();
            case "metadata":
                await context.WriteResponseHeadersAsync(new Metadata { { "x-head", "h" } });
                context.ResponseTrailers.Add("x-tail", "t");
                context.ResponseTrailers.Add("x-tail-bin", [1, 2, 3]);
                var bytes = context.RequestHeaders.GetValueBytes("x-bytes-bin") ?? [];
                return new EchoReply { Text = $"{context.RequestHeaders.GetValue("x-text")} {Convert.ToBase64String(bytes)}" };
            default:
                return new EchoReply { Text = request.Text, Number = request.Number, Payload = request.Payload };
        }
    }
}
