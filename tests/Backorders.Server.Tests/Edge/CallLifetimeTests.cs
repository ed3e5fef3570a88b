using Backorders.Server.Common;
using Backorders.Server.Edge;
using Backorders.Server.Options;
using Backorders.Testing;
using Backorders.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Server.Tests.Edge;

/// <summary>How calls end that do not simply finish.</summary>
public sealed class CallLifetimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deadline_HandlerIgnoresIt_ClientHearsAtOnceAndTheHandlerMayFinish(bool streaming)
    {
        await using var host = await EchoHost.StartAsync();
        var started = Signal();
        var release = Signal();
        var afterwards = new TaskCompletionSource<string>();
        host.Echo.OnSay = async (_, context) =>
        {
            started.SetResult();
            await release.Task;
            afterwards.SetResult(context.RequestHeaders.GetValue("x-still-here")!);
            return new EchoReply();
        };
        host.Echo.OnRepeat = async (_, replies, context) =>
        {
            started.SetResult();
            await release.Task;
            await Assert.ThrowsAnyAsync<Exception>(() => replies.WriteAsync(new EchoReply()));
            afterwards.SetResult(context.RequestHeaders.GetValue("x-still-here")!);
        };
        var path = streaming ? RawGrpc.RepeatPath : RawGrpc.SayPath;
        var answering = RawGrpc.PostAsync(
            host.Http2, path, "application/grpc", RawGrpc.Frame(0, []), headers: [("grpc-timeout", "300m"), ("x-still-here", "yes")]);
        await started.Task.WaitAsync(Patience);
        Assert.Equal("4", (await answering.WaitAsync(Patience)).GrpcStatus);
        release.SetResult();
        Assert.Equal("yes", await afterwards.Task.WaitAsync(Patience));
    }

    [Fact]
    public async Task Deadline_TokenFires_InTheHandler()
    {
        await using var host = await EchoHost.StartAsync();
        var started = Signal();
        var cancelled = Signal();
        host.Echo.OnSay = async (_, context) =>
        {
            context.CancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new EchoReply();
        };
        var answering = RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, "application/grpc", RawGrpc.Frame(0, []), headers: ("grpc-timeout", "300m"));
        await started.Task.WaitAsync(Patience);
        await cancelled.Task.WaitAsync(Patience);
        Assert.Equal("4", (await answering.WaitAsync(Patience)).GrpcStatus);
    }

    [Fact]
    public async Task Deadline_OnTheClient_EndsTheCallAndResetsTheServer()
    {
        await using var host = await EchoHost.StartAsync();
        var started = Signal();
        var cancelled = Signal();
        host.Echo.OnSay = async (_, context) =>
        {
            context.CancellationToken.Register(cancelled.SetResult);
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
            return new EchoReply();
        };
        var call = host.Client().SayAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(1));
        await started.Task.WaitAsync(Patience);
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Patience));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        await cancelled.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task Deadline_AlreadyPassed_NothingIsSent()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnSay = (_, _) => throw new InvalidOperationException("must not run");
        var e = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Client().SayAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(-1)));
        Assert.Equal(StatusCode.DeadlineExceeded, e.StatusCode);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Text.Contains("must not run"));
    }

    [Fact]
    public async Task Cancel_ByTheCaller_ReachesTheHandlerWithoutAnErrorInTheLog()
    {
        await using var host = await EchoHost.StartAsync();
        var started = Signal();
        var outcome = new TaskCompletionSource<Exception>();
        host.Echo.OnChat = async (requests, replies, context) =>
        {
            await replies.WriteAsync(new EchoReply());
            started.TrySetResult();
            try
            {
                await foreach (var _ in requests.ReadAllAsync())
                {
                }

                outcome.SetResult(new InvalidOperationException("a reset is no end of stream"));
            }
            catch (Exception e)
            {
                outcome.SetResult(e);
                throw;
            }
        };
        using var cancel = new CancellationTokenSource();
        using var call = host.Client().Chat(cancellationToken: cancel.Token);
        Assert.True(await call.ResponseStream.MoveNext());
        await started.Task.WaitAsync(Patience);
        cancel.Cancel();
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        Assert.IsAssignableFrom<OperationCanceledException>(await outcome.Task.WaitAsync(Patience));
        await host.Node.StopAsync();
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.EventId == 4710);
    }

    [Fact]
    public async Task ServerEndsEarly_ClientStillUploads_SeesTheStatus()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnCollect = (_, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
        using var call = host.Client().Collect();
        var payload = ByteString.CopyFrom(new byte[100_000]);
        var e = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (true)
            {
                await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
            }
        });
        e = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.PermissionDenied, e.StatusCode);
    }

    [Fact]
    public async Task SlowReader_Backpressure_HandlerWaitsAndLosesNothing()
    {
        await using var host = await EchoHost.StartAsync();
        var blocked = Signal();
        host.Echo.OnRepeat = async (request, replies, _) =>
        {
            for (var i = 0; i < request.Number; i++)
            {
                var write = replies.WriteAsync(new EchoReply { Number = i, Payload = request.Payload });
                if (!write.IsCompleted)
                {
                    blocked.TrySetResult();
                }

                await write;
            }
        };
        using var call = host.Client().Repeat(new EchoRequest { Number = 2_000, Payload = ByteString.CopyFrom(new byte[10_000]) });
        await blocked.Task.WaitAsync(Patience);
        var expected = 0;
        await foreach (var reply in call.ResponseStream.ReadAllAsync())
        {
            Assert.Equal(expected++, reply.Number);
        }

        Assert.Equal(2_000, expected);
    }

    [Fact]
    public async Task StalledReader_BeyondTheLimit_HandlerIsFreed()
    {
        ManualTimeProvider time = new();
        await using var host = await EchoHost.StartAsync(replace: services => services.AddSingleton(new NodeClock(TimeProvider.System, time)));
        var freed = new TaskCompletionSource<Exception>();
        host.Echo.OnRepeat = async (request, replies, _) =>
        {
            try
            {
                while (true)
                {
                    await replies.WriteAsync(new EchoReply { Payload = request.Payload });
                }
            }
            catch (Exception e)
            {
                freed.SetResult(e);
                throw;
            }
        };
        using var call = host.Client().Repeat(new EchoRequest { Payload = ByteString.CopyFrom(new byte[100_000]) });

        // Flushes that wait for the window only a moment arm the timer too: each round finds out whether this is the one that stays.
        await Poll.UntilAsync(() =>
        {
            if (time.NextTimer is not null)
            {
                time.Advance(StreamCallContext.StalledMax);
            }

            return freed.Task.IsCompleted;
        });
        Assert.IsAssignableFrom<OperationCanceledException>(await freed.Task);
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext())
            {
            }
        });
    }

    [Fact]
    public async Task Shutdown_StreamWaits_EndsUnavailableAtOnce()
    {
        await using var host = await EchoHost.StartAsync();
        using var call = host.Client().Chat();
        await call.RequestStream.WriteAsync(new EchoRequest());
        Assert.True(await call.ResponseStream.MoveNext());
        var next = call.ResponseStream.MoveNext();
        var stopping = host.Node.StopAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => next.WaitAsync(Patience));
        Assert.True(e.StatusCode == StatusCode.Unavailable, e.ToString());
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Shutdown_HandlerAnswersWhatItHas_AnswersArrive()
    {
        await using var host = await EchoHost.StartAsync();
        host.Echo.OnChat = async (requests, replies, context) =>
        {
            await replies.WriteAsync(new EchoReply { Text = "ready" });
            try
            {
                await requests.MoveNext();
            }
            catch (OperationCanceledException)
            {
                await replies.WriteAsync(new EchoReply { Text = "last words" });
                throw;
            }
        };
        using var call = host.Client().Chat();
        Assert.True(await call.ResponseStream.MoveNext());
        var stopping = host.Node.StopAsync();
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("last words", call.ResponseStream.Current.Text);
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Shutdown_HandlerIgnoresIt_ClientHearsWhenTheNodesPatienceEnds()
    {
        await using var host = await EchoHost.StartAsync(options => options.Limits.StopSeconds = 1);
        var started = Signal();
        var release = Signal();
        host.Echo.OnRepeat = async (_, _, _) =>
        {
            started.SetResult();
            await release.Task;
        };
        using var call = host.Client().Repeat(new EchoRequest());
        await started.Task.WaitAsync(Patience);
        var stopping = host.Node.StopAsync();
        var e = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext().WaitAsync(Patience));
        Assert.True(LostCall.Is(e), e.ToString());
        release.SetResult();
        await stopping.WaitAsync(Patience);
    }

    [Fact]
    public async Task Shutdown_UnaryInFlight_Finishes()
    {
        await using var host = await EchoHost.StartAsync();
        var started = Signal();
        var release = Signal();
        host.Echo.OnSay = async (_, context) =>
        {
            started.SetResult();
            await release.Task;
            Assert.False(context.CancellationToken.IsCancellationRequested);
            return new EchoReply { Text = "done" };
        };
        var call = host.Client().SayAsync(new EchoRequest());
        await started.Task.WaitAsync(Patience);
        var stopping = host.Node.StopAsync();
        release.SetResult();
        Assert.Equal("done", (await call.ResponseAsync.WaitAsync(Patience)).Text);
        await stopping.WaitAsync(Patience);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
