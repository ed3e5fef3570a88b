using Backorders.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Backorders.Server.Tests.Edge;

/// <summary>Streams of the C# client's own handler against a node.</summary>
public sealed class BurstCallsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Chat_OneMessageAtATime_EachIsAnsweredBeforeTheNext()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call = Client(host).Chat();
        for (int i = 0; i < 100; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Number = i });
            Assert.True(await call.ResponseStream.MoveNext().WaitAsync(Patience));
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }
    }

    [Fact]
    public async Task Chat_ThousandsOfMessages_AllArriveInOrderWithTheirBytes()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call = Client(host).Chat();
        const int Messages = 10_000;
        Task writing = WriteAsync();
        int read = 0;
        for (; await call.ResponseStream.MoveNext().WaitAsync(Patience); read++)
        {
            Assert.Equal((read, Payload(read)), (call.ResponseStream.Current.Number, call.ResponseStream.Current.Payload));
        }

        await writing;
        Assert.Equal(Messages, read);

        async Task WriteAsync()
        {
            for (int i = 0; i < Messages; i++)
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Number = i, Payload = Payload(i) });
            }

            await call.RequestStream.CompleteAsync();
        }

        static ByteString Payload(int i) => ByteString.CopyFrom([.. Enumerable.Repeat((byte)(i % 251), i * 7919 % (i % 1_000 == 0 ? 100_000 : 200))]);
    }

    [Fact]
    public async Task Collect_CompletedRightAfterABurst_NothingIsLost()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        Echo.EchoClient client = Client(host);
        for (int round = 0; round < 50; round++)
        {
            using AsyncClientStreamingCall<EchoRequest, EchoReply> call = client.Collect();
            for (int i = 0; i < 100; i++)
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Number = 1 });
            }

            await call.RequestStream.CompleteAsync();
            Assert.Equal(100, (await call.ResponseAsync.WaitAsync(Patience)).Number);
        }
    }

    [Fact]
    public async Task Collect_FarMoreThanTheWindow_GoesOnAsTheServerReads()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Echo.OnCollect = async (requests, _) =>
        {
            await read.Task;
            EchoReply sum = new();
            await foreach (EchoRequest request in requests.ReadAllAsync())
            {
                sum.Number += request.Number;
            }

            return sum;
        };
        using AsyncClientStreamingCall<EchoRequest, EchoReply> call = Client(host).Collect();
        EchoRequest message = new() { Number = 1, Payload = ByteString.CopyFrom(new byte[10_000]) };
        for (int i = 0; i < 1_000; i++)
        {
            Task writing = call.RequestStream.WriteAsync(message);
            if (!writing.IsCompleted)
            {
                read.TrySetResult();
            }

            await writing.WaitAsync(Patience);
        }

        Assert.True(read.Task.IsCompleted, "Nothing held the client back.");
        await call.RequestStream.CompleteAsync();
        Assert.Equal(1_000, (await call.ResponseAsync.WaitAsync(Patience)).Number);
    }

    [Fact]
    public async Task Collect_ServerEndsEarly_WriterAndReaderSeeTheStatus()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        host.Echo.OnCollect = (_, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
        using AsyncClientStreamingCall<EchoRequest, EchoReply> call = Client(host).Collect();
        ByteString payload = ByteString.CopyFrom(new byte[10_000]);
        RpcException e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true)
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload }).WaitAsync(Patience);
            }
        });
        e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Patience));
        Assert.Equal(StatusCode.PermissionDenied, e.StatusCode);
    }

    [Fact]
    public async Task Chat_CancelledWhileNobodyReads_WriterAndHandlerAreFreed()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Echo.OnChat = async (_, _, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            started.SetResult();
            await ended.Task;
        };
        using CancellationTokenSource giveUp = new();
        using AsyncDuplexStreamingCall<EchoRequest, EchoReply> call = Client(host).Chat(cancellationToken: giveUp.Token);
        Task writing = WriteAsync();
        await started.Task.WaitAsync(Patience);
        await giveUp.CancelAsync();
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => writing.WaitAsync(Patience));
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        await ended.Task.WaitAsync(Patience);

        async Task WriteAsync()
        {
            EchoRequest message = new() { Payload = ByteString.CopyFrom(new byte[100_000]) };
            while (true)
            {
                await call.RequestStream.WriteAsync(message);
            }
        }
    }

    [Fact]
    public async Task Say_OverTheHandler_IsAnsweredAndKeepsItsHeaders()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        EchoReply reply = await Client(host).SayAsync(new EchoRequest { Text = "hello", Payload = ByteString.CopyFrom(new byte[200_000]) });
        Assert.Equal(("hello", 200_000), (reply.Text, reply.Payload.Length));
    }

    /// <summary>By their names, which the library may change.</summary>
    [Fact]
    public async Task Contents_OfOneRequestAreSentAsTheyAre_OfManyInBursts()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        List<string> sent = [];
        Echo.EchoClient client = host.Client(new GrpcChannelOptions { HttpHandler = new BurstHandler(new NotingHandler(sent)), DisposeHttpClient = true });
        await client.SayAsync(new EchoRequest());
        using (AsyncServerStreamingCall<EchoReply> repeat = client.Repeat(new EchoRequest()))
        {
            Assert.False(await repeat.ResponseStream.MoveNext());
        }

        using (AsyncClientStreamingCall<EchoRequest, EchoReply> collect = client.Collect())
        {
            await collect.RequestStream.CompleteAsync();
            await collect;
        }

        Assert.Equal(["PushUnaryContent`2", "PushUnaryContent`2", "BurstContent"], sent);
    }

    private static Echo.EchoClient Client(EchoHost host) => host.Client(new GrpcChannelOptions { HttpHandler = new BurstHandler(new SocketsHttpHandler()), DisposeHttpClient = true });

    /// <summary>Writes down the kind of content of every request that it sends.</summary>
    private sealed class NotingHandler(List<string> sent) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            sent.Add(request.Content!.GetType().Name);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
