using System.Net;
using System.Text.Json;
using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Testing;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Tests.Edge;

/// <summary>Streams of answers as server-sent events.</summary>
public sealed class EventStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Answers_AreEventsInTheirOrder_AndTheLastSaysHowTheCallEnded()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        await using ToldEvents told = await RepeatAsync(host, """{"number":3,"text":"a\nb"}""");

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (told.Status, told.ContentType));
        foreach (int number in new[] { 0, 1, 2 })
        {
            JsonElement reply = await told.NextAsync();
            Assert.Equal(("a\nb", number), (reply.GetProperty("text").GetString(), reply.TryGetProperty("number", out JsonElement n) ? n.GetInt32() : 0));
        }

        Assert.Equal((null, null), await told.EndAsync());
    }

    [Fact]
    public async Task Answer_IsThereAsSoonAsItIsGiven()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Echo.OnRepeat = async (_, replies, _) =>
        {
            await replies.WriteAsync(new EchoReply { Number = 1 });
            await heard.Task;
            await replies.WriteAsync(new EchoReply { Number = 2 });
        };
        await using ToldEvents told = await RepeatAsync(host);

        Assert.Equal(1, (await told.NextAsync()).GetProperty("number").GetInt32());
        heard.SetResult();
        Assert.Equal(2, (await told.NextAsync()).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Failure_BeforeTheFirstAnswer_IsAnHttpStatus_AndLaterTheEnd()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        host.Echo.OnRepeat = async (request, replies, _) =>
        {
            await (request.Number > 0 ? replies.WriteAsync(new EchoReply()) : Task.CompletedTask);
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
        };
        await using (ToldEvents refused = await RepeatAsync(host))
        {
            Assert.Equal((HttpStatusCode.Forbidden, "application/json"), (refused.Status, refused.ContentType));
        }

        await using ToldEvents told = await RepeatAsync(host, """{"number":1}""");
        Assert.Equal(("permission_denied", null), await told.EndAsync());
    }

    [Fact]
    public async Task Message_ThatCannotBeRead_IsRefusedByName()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        await using ToldEvents refused = await RepeatAsync(host, """{"numbre":1}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
    }

    [Fact]
    public async Task Stream_WithoutTheHeaderThatAsksForEvents_SaysWhatWouldBeRight()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        RawGrpc.Answer answer = await RawGrpc.PostAsync(host.Http1, RawGrpc.RepeatPath, "application/json", "{}"u8.ToArray(), http2: false);
        Assert.Equal(415, answer.HttpStatus);
        Assert.Contains("With 'accept: text/event-stream' it takes application/json.", answer.Text);
    }

    [Fact]
    public async Task ClientThatLeaves_EndsTheHandler()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Echo.OnRepeat = async (_, replies, context) =>
        {
            context.CancellationToken.Register(ended.SetResult);
            await replies.WriteAsync(new EchoReply());
            await ended.Task;
        };
        await using (ToldEvents told = await RepeatAsync(host))
        {
            await told.NextAsync();
        }

        await ended.Task.WaitAsync(Patience);
    }

    /// <summary>A page that does not read holds up its own handler alone, and not for ever; what it does not read is not heaped up.</summary>
    [Fact]
    public async Task ClientThatDoesNotRead_HoldsTheHandlerBack_AndIsCutOff()
    {
        ManualTimeProvider time = new();
        await using EchoHost host = await EchoHost.StartAsync(replace: services => services.AddSingleton(new NodeClock(TimeProvider.System, time)));
        TaskCompletionSource<Exception> freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int written = 0;
        host.Echo.OnRepeat = async (_, replies, _) =>
        {
            ByteString payload = ByteString.CopyFrom(new byte[100_000]);
            try
            {
                while (true)
                {
                    await replies.WriteAsync(new EchoReply { Payload = payload });
                    written++;
                }
            }
            catch (Exception e)
            {
                freed.SetResult(e);
                throw;
            }
        };
        await using ToldEvents told = await RepeatAsync(host);

        int seen = 0;
        await Poll.UntilAsync(() =>
        {
            if (written == seen && seen > 0 && time.NextTimer is not null) // it waits for the reader
            {
                time.Advance(StreamCallContext.StalledMax);
            }

            seen = Volatile.Read(ref written);
            return freed.Task.IsCompleted;
        });
        Assert.IsAssignableFrom<OperationCanceledException>(await freed.Task);
        Assert.InRange(written, 1, 500); // two sockets' buffers and the node's own; without a bound it would be as many as fit into the memory
    }

    [Fact]
    public async Task NodeThatStops_EndsTheStreamWithAWord()
    {
        await using EchoHost host = await EchoHost.StartAsync();
        host.Echo.OnRepeat = async (_, replies, context) =>
        {
            await replies.WriteAsync(new EchoReply());
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        };
        await using ToldEvents told = await RepeatAsync(host);
        await told.NextAsync();
        Task stopping = host.Node.StopAsync();
        Assert.Equal(("unavailable", null), await told.EndAsync());
        await stopping.WaitAsync(Patience);
    }

    private static Task<ToldEvents> RepeatAsync(EchoHost host, string json = "{}") => ToldEvents.OpenAsync(host.Http1, RawGrpc.RepeatPath, json);
}
