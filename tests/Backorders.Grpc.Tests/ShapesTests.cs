using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

public sealed class ShapesTests
{
    [Fact]
    public async Task Unary_Request_IsAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        var reply = await host.Client().SayAsync(new EchoRequest { Text = "a", Number = 7 });
        Assert.Equal("a", reply.Text);
        Assert.Equal(7, reply.Number);
    }

    [Fact]
    public async Task Unary_Blocking_IsAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        Assert.Equal("a", host.Client().Say(new EchoRequest { Text = "a" }).Text);
    }

    [Fact]
    public async Task Unary_EmptyMessages_AreAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        Assert.Equal(new EchoReply(), await host.Client().SayAsync(new EchoRequest()));
    }

    [Fact]
    public async Task Unary_MessageLargerThanTheWindows_IsAnswered()
    {
        await using var host = await EchoHost.StartAsync();
        var payload = ByteString.CopyFrom(new byte[3_000_000]);
        Assert.Equal(payload, (await host.Client().SayAsync(new EchoRequest { Payload = payload })).Payload);
    }

    [Fact]
    public async Task ClientStreaming_ManyMessages_AreCollected()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = host.Client().Collect();
        for (var i = 1; i <= 1000; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Number = i });
        }

        await call.RequestStream.CompleteAsync();
        Assert.Equal(500_500, (await call).Number);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task ServerStreaming_ManyMessages_ArriveInOrder()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = host.Client().Repeat(new EchoRequest { Number = 10_000 });
        var expected = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(expected++, reply.Number);
        }

        Assert.Equal(10_000, expected);
    }

    [Fact]
    public async Task ServerStreaming_NoMessages_EndsOk()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = host.Client().Repeat(new EchoRequest());
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task Duplex_PingPong_EachIsAnsweredBeforeTheNext()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = host.Client().Chat();
        for (var i = 0; i < 200; i++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Number = i });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal(i, call.ResponseStream.Current.Number);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task Duplex_Pipelined_AllAreAnsweredInOrder()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = host.Client().Chat();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Number = i, Text = "0123456789" });
            }

            await call.RequestStream.CompleteAsync();
        });
        var expected = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(expected++, reply.Number);
        }

        await writing;
        Assert.Equal(20_000, expected);
    }

    [Fact]
    public async Task Duplex_ServerSpeaksFirst_ClientHears()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnChat = async (requests, replies, _) =>
        {
            await replies.WriteAsync(new EchoReply { Text = "first" });
            Assert.False(await requests.MoveNext());
        };
        using var call = host.Client().Chat();
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("first", call.ResponseStream.Current.Text);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task BufferHint_LastMessageToo_IsSentWhenTheHandlerReturns()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnRepeat = async (_, replies, _) =>
        {
            replies.WriteOptions = new WriteOptions(WriteFlags.BufferHint);
            await replies.WriteAsync(new EchoReply { Number = 1 });
            await replies.WriteAsync(new EchoReply { Number = 2 });
        };
        using var call = host.Client().Repeat(new EchoRequest());
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal(2, call.ResponseStream.Current.Number);
        Assert.False(await call.ResponseStream.MoveNext());
    }
}
