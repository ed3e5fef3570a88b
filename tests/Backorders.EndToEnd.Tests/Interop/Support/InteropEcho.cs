using Backorders.Server.Tests.Edge;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Backorders.EndToEnd.Tests.Interop.Support;

/// <summary>What the foreign clients expect of the echo service: the request's text chooses the behaviour.</summary>
internal static class InteropEcho
{
    public static async Task<EchoHost> StartAsync()
    {
        var host = await EchoHost.StartAsync();
        host.Echo.OnSay = SayAsync;
        var repeat = host.Echo.OnRepeat;
        host.Echo.OnRepeat = async (request, replies, context) =>
        {
            if (request.Number < 0)
            {
                await replies.WriteAsync(new EchoReply { Text = "one" });
                throw new RpcException(new Grpc.Core.Status(StatusCode.Aborted, "then over"));
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
                throw new Google.Rpc.Status
                {
                    Code = (int)StatusCode.FailedPrecondition,
                    Message = "lane 7 is closed – ü %",
                    Details = { Any.Pack(new ErrorInfo { Reason = "LANE_CLOSED", Domain = "backorders", Metadata = { ["lane"] = "7" } }), Any.Pack(new RetryInfo { RetryDelay = new Duration { Seconds = 1 } }) },
                }.ToRpcException();
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
