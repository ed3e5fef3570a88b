using System.Text;
using Backorders.Grpc.Client;
using Backorders.Grpc.Errors;
using Backorders.Grpc.Server;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

/// <summary>Two servers: the front one has every call answered by the back one.</summary>
public sealed class ForwardingTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Forwarding filter = new();
    private EchoHost front = null!;
    private EchoHost back = null!;

    public async Task InitializeAsync()
    {
        back = await EchoHost.StartAsync();
        front = await EchoHost.StartAsync(options => options.Filters.Add(filter));
        front.Echo.OnSay = (_, _) => throw new InvalidOperationException("must not run");
        front.Echo.OnRepeat = (_, _, _) => throw new InvalidOperationException("must not run");
        filter.Target = back.Channel().CreateCallInvoker();
    }

    public async Task DisposeAsync()
    {
        await front.DisposeAsync();
        await back.DisposeAsync();
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web-text")]
    [InlineData("application/json")]
    [InlineData("application/proto")]
    public async Task Unary_ByAnyProtocol_IsAnsweredByTheOtherServer(string contentType)
    {
        back.Echo.OnSay = (request, _) => Task.FromResult(new EchoReply { Text = "back " + request.Text, Number = request.Number });
        var answer = await RawGrpc.PostAsync(front.Http2, RawGrpc.SayPath, contentType, Body(contentType, new EchoRequest { Text = "ä", Number = 7 }));
        Assert.Equal(200, answer.HttpStatus);
        var reply = new EchoReply { Text = "back ä", Number = 7 };
        if (contentType == "application/json")
        {
            Assert.Equal("""{ "text": "back ä", "number": 7 }""", answer.Text);
            return;
        }

        var bytes = contentType.EndsWith("text", StringComparison.Ordinal)
            ? [.. answer.Text.Chunk(4).SelectMany(four => Convert.FromBase64CharArray(four, 0, 4))] : answer.Body;
        Assert.Equal(reply, EchoReply.Parser.ParseFrom(bytes.AsSpan(contentType == "application/proto" ? 0 : 5, reply.CalculateSize())));
    }

    [Fact]
    public async Task Metadata_OfTheCaller_GoesOnWithoutWhatBelongsToTheConnection()
    {
        Metadata? seen = null;
        back.Echo.OnSay = async (_, context) =>
        {
            seen = context.RequestHeaders;
            await context.WriteResponseHeadersAsync(new Metadata { { "x-head", "h" } });
            context.ResponseTrailers.Add("x-tail-bin", new byte[] { 0, 255 });
            return new EchoReply();
        };
        var headers = new Metadata
        {
            { "authorization", "Bearer k" }, { "backorders-owner", "ACME" }, { "x-raw-bin", new byte[] { 1, 2, 0 } }, { "x-twice", "1" }, { "x-twice", "2" },
            { "cookie", "a=b" }, { "accept-language", "de" }, { "connect-extra", "1" }, { "user-agent", "front-client" }, { "content-language", "de" },
        };
        using var call = front.Client().SayAsync(new EchoRequest(), new CallOptions(headers));
        await call;
        Assert.Equal("Bearer k", seen!.GetValue("authorization"));
        Assert.Equal("ACME", seen.GetValue("backorders-owner"));
        Assert.Equal([1, 2, 0], seen.GetValueBytes("x-raw-bin"));
        Assert.Equal("1, 2", string.Join(", ", seen.GetAll("x-twice").Select(entry => entry.Value)));
        Assert.Equal("direct", seen.GetValue("x-added"));
        Assert.DoesNotContain(seen, entry => entry.Key is "cookie" or "accept-language" or "connect-extra" or "content-language");
        Assert.Equal(["backorders-grpc"], seen.GetAll("user-agent").Select(entry => entry.Value));
        Assert.Equal("h", (await call.ResponseHeadersAsync).GetValue("x-head"));
        Assert.Equal([0, 255], call.GetTrailers().GetValueBytes("x-tail-bin"));
        Assert.Single(await call.ResponseHeadersAsync, entry => entry.Key == "date");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Error_OfTheOtherServer_ArrivesWithItsDetails(bool streaming)
    {
        back.Echo.OnSay = (_, _) => throw RichStatus.Create(StatusCode.FailedPrecondition, "ü", "TOO_LATE", "backorders", retryDelay: TimeSpan.FromSeconds(3));
        back.Echo.OnRepeat = async (_, replies, _) =>
        {
            await replies.WriteAsync(new EchoReply { Number = 1 });
            throw RichStatus.Create(StatusCode.FailedPrecondition, "ü", "TOO_LATE", "backorders", retryDelay: TimeSpan.FromSeconds(3));
        };
        RpcException e;
        if (streaming)
        {
            using var call = front.Client().Repeat(new EchoRequest());
            Assert.True(await call.ResponseStream.MoveNext());
            e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        }
        else
        {
            e = await Assert.ThrowsAsync<RpcException>(async () => await front.Client().SayAsync(new EchoRequest()));
        }

        Assert.Equal(new Status(StatusCode.FailedPrecondition, "ü"), e.Status);
        Assert.Equal(("TOO_LATE", TimeSpan.FromSeconds(3)), (RichStatus.From(e)!.ErrorInfo!.Reason, RichStatus.From(e)!.RetryDelay));
        Assert.Single(e.Trailers, entry => entry.Key == RichStatus.TrailerName);
    }

    [Fact]
    public async Task Error_ToAConnectClient_HasTheDetailsInItsBody()
    {
        back.Echo.OnSay = (_, _) => throw RichStatus.Create(StatusCode.NotFound, "no lane 7", "UNKNOWN_LANE", "backorders");
        var answer = await RawGrpc.PostAsync(front.Http2, RawGrpc.SayPath, "application/json", "{}"u8.ToArray());
        Assert.Equal(404, answer.HttpStatus);
        Assert.Contains("google.rpc.ErrorInfo", answer.Text);
        Assert.Contains("no lane 7", answer.Text);
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc-web")]
    public async Task ServerStreaming_ManyMessages_ArriveInOrder(string contentType)
    {
        back.Echo.OnRepeat = new ScriptedEcho().OnRepeat;
        var answer = await RawGrpc.PostAsync(front.Http2, RawGrpc.RepeatPath, contentType, Body(contentType, new EchoRequest { Number = 400, Text = "t" }));
        List<int> numbers = [];
        for (var at = 0; at < answer.Body.Length && answer.Body[at] == 0;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(answer.Body.AsSpan(at + 1));
            numbers.Add(EchoReply.Parser.ParseFrom(answer.Body, at + 5, length).Number);
            at += 5 + length;
        }

        Assert.Equal(Enumerable.Range(0, 400), numbers);
    }

    [Fact]
    public async Task Deadline_OfTheCaller_HoldsAtTheOtherServer()
    {
        var deadline = new TaskCompletionSource<DateTime>();
        back.Echo.OnSay = async (_, context) =>
        {
            deadline.SetResult(context.Deadline);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new EchoReply();
        };
        var until = DateTime.UtcNow.AddSeconds(2);
        var e = await Assert.ThrowsAsync<RpcException>(async () => await front.Client().SayAsync(new EchoRequest(), deadline: until));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        Assert.InRange(await deadline.Task.WaitAsync(Patience), until.AddSeconds(-1), until.AddSeconds(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_OfTheCaller_ReachesTheOtherServer(bool streaming)
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        back.Echo.OnSay = async (_, context) =>
        {
            await WaitAsync(context);
            return new EchoReply();
        };
        back.Echo.OnRepeat = (_, _, context) => WaitAsync(context);
        using var cancel = new CancellationTokenSource();
        var options = new CallOptions(cancellationToken: cancel.Token);
        using var stream = streaming ? front.Client().Repeat(new EchoRequest(), options) : null;
        using var call = streaming ? null : front.Client().SayAsync(new EchoRequest(), options);
        await started.Task.WaitAsync(Patience);
        await cancel.CancelAsync();
        await cancelled.Task.WaitAsync(Patience);

        async Task WaitAsync(ServerCallContext context)
        {
            using var gone = context.CancellationToken.Register(() => cancelled.TrySetResult());
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        }
    }

    [Fact]
    public async Task Unreachable_Server_ShowsTheCauseAndAnotherOneMayAnswerTheSameRequest()
    {
        using var nowhere = GrpcChannel.ForAddress("http://127.0.0.1:1");
        List<object> peeked = [];
        filter.Instead = async context =>
        {
            peeked.Add(await context.PeekRequestAsync());
            var e = await Assert.ThrowsAsync<RpcException>(() => context.ForwardAsync(nowhere.CreateCallInvoker(), filter.Options(context)));
            Assert.Equal(StatusCode.Unavailable, e.StatusCode);
            Assert.NotNull(e.Status.DebugException);
            Assert.False(context.HasAnswered());
            peeked.Add(await context.PeekRequestAsync());
            await context.ForwardAsync(filter.Target, filter.Options(context));
        };
        Assert.Equal("once", (await front.Client().SayAsync(new EchoRequest { Text = "once" })).Text);
        Assert.Same(peeked[0], peeked[1]);
    }

    [Fact]
    public async Task Peek_ByAFilter_LeavesTheMessageToTheHandler()
    {
        object? peeked = null;
        EchoRequest? handled = null;
        filter.Instead = null;
        filter.Before = async context => peeked = await context.PeekRequestAsync();
        front.Echo.OnSay = (request, _) =>
        {
            handled = request;
            return Task.FromResult(new EchoReply { Text = request.Text });
        };
        front.Echo.OnRepeat = new ScriptedEcho().OnRepeat;
        Assert.Equal("p", (await front.Client().SayAsync(new EchoRequest { Text = "p" })).Text);
        Assert.Same(peeked, handled);
        using var stream = front.Client().Repeat(new EchoRequest { Number = 3 });
        Assert.Equal(3, await stream.ResponseStream.ReadAllAsync().CountAsync());
    }

    [Fact]
    public async Task Peek_WithoutAMessage_IsTheSameErrorAsTheHandlers()
    {
        var answer = await RawGrpc.PostAsync(front.Http2, RawGrpc.SayPath, "application/grpc", []);
        Assert.Equal("13", answer.GrpcStatus);
    }

    [Fact]
    public async Task Forward_OfARequestStream_IsNotSupported()
    {
        Exception? thrown = null;
        filter.Instead = async context => thrown = await Record.ExceptionAsync(() => context.ForwardAsync(filter.Target, filter.Options(context)));
        using var chat = front.Client().Chat();
        await chat.RequestStream.WriteAsync(new EchoRequest());
        await chat.RequestStream.CompleteAsync();
        await Record.ExceptionAsync(() => chat.ResponseStream.MoveNext());
        Assert.IsType<NotSupportedException>(thrown);
    }

    private static byte[] Body(string contentType, EchoRequest request) => contentType switch
    {
        "application/json" => Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(request)),
        "application/proto" => request.ToByteArray(),
        "application/grpc-web-text" => Encoding.ASCII.GetBytes(Convert.ToBase64String(RawGrpc.Frame(0, request.ToByteArray()))),
        _ => RawGrpc.Frame(0, request.ToByteArray()),
    };

    private sealed class Forwarding : IServerCallFilter
    {
        public Forwarding() => Instead = context => context.ForwardAsync(Target, Options(context));

        public CallInvoker Target { get; set; } = null!;

        public Func<ServerCallContext, Task>? Before { get; set; }

        public Func<ServerCallContext, Task>? Instead { get; set; }

        public CallOptions Options(ServerCallContext context)
        {
            var headers = context.ForwardedHeaders();
            headers.Add("x-added", "direct");
            return new CallOptions(headers, context.Deadline == DateTime.MaxValue ? null : context.Deadline, context.CancellationToken);
        }

        public async Task InvokeAsync(ServerCallContext context, ServerCallNext next)
        {
            await (Before?.Invoke(context) ?? Task.CompletedTask);
            await (Instead?.Invoke(context) ?? next(context));
        }
    }
}
