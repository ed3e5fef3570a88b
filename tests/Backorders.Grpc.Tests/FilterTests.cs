using Backorders.Grpc.Server;
using Backorders.Grpc.Tests.Protos;
using Backorders.Grpc.Tests.Support;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

public sealed class FilterTests
{
    [Fact]
    public async Task Filters_Order_FirstIsOutermost()
    {
        var trace = new List<string>();
        await using var host = await EchoHost.StartAsync(options =>
        {
            options.Filters.Add(new Tracing("a", trace));
            options.Filters.Add(new Tracing("b", trace));
        });
        await host.Client().SayAsync(new EchoRequest());
        Assert.Equal(["a>", "b>", "<b", "<a"], trace);
    }

    [Theory]
    [InlineData("application/grpc", WireProtocol.Grpc)]
    [InlineData("application/grpc-web", WireProtocol.GrpcWeb)]
    [InlineData("application/grpc-web-text", WireProtocol.GrpcWebText)]
    [InlineData("application/json", WireProtocol.ConnectJson)]
    [InlineData("application/proto", WireProtocol.ConnectProto)]
    public async Task Filter_Refuses_WhateverTheProtocol(string contentType, WireProtocol protocol)
    {
        var seen = new List<WireProtocol>();
        await using var host = await EchoHost.StartAsync(options => options.Filters.Add(new Refusing(seen)));
        host.Echo.OnSay = (_, _) => throw new InvalidOperationException("must not run");
        var answer = await RawGrpc.PostAsync(host.Http2, RawGrpc.SayPath, contentType, [1, 2, 3]);
        Assert.Equal([protocol], seen);
        Assert.True(
            answer.GrpcStatus == "16" || answer.HttpStatus == 401 || answer.Text.Contains("grpc-status: 16") || Convert.FromBase64String(answer.Text).Length > 5);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Text.Contains("must not run"));
    }

    [Fact]
    public async Task Filter_MapsException_ToItsStatus()
    {
        await using var host = await EchoHost.StartAsync(options => options.Filters.Add(new Mapping()));
        host.Echo.OnSay = (_, _) => throw new KeyNotFoundException("lane 7");
        var e = await Assert.ThrowsAsync<RpcException>(async () => await host.Client().SayAsync(new EchoRequest()));
        Assert.Equal(new Status(StatusCode.NotFound, "lane 7"), e.Status);
    }

    [Fact]
    public async Task Filter_LeavesUserState_HandlerFindsItAndTheHttpContext()
    {
        await using var host = await EchoHost.StartAsync(options => options.Filters.Add(new Naming()));
        host.Echo.OnSay = (_, context) => Task.FromResult(new EchoReply { Text = $"{context.UserState["who"]} {context.GetHttpContext().Items["what"]}" });
        Assert.Equal("owner-7 thing", (await host.Client().SayAsync(new EchoRequest())).Text);
    }

    private sealed class Tracing(string name, List<string> trace) : IServerCallFilter
    {
        public async Task InvokeAsync(ServerCallContext context, ServerCallNext next)
        {
            trace.Add(name + ">");
            await next(context);
            trace.Add("<" + name);
        }
    }

    private sealed class Refusing(List<WireProtocol> seen) : IServerCallFilter
    {
        public Task InvokeAsync(ServerCallContext context, ServerCallNext next)
        {
            seen.Add(context.GetWireProtocol());
            throw new RpcException(new Status(StatusCode.Unauthenticated, "who are you?"));
        }
    }

    private sealed class Mapping : IServerCallFilter
    {
        public async Task InvokeAsync(ServerCallContext context, ServerCallNext next)
        {
            try
            {
                await next(context);
            }
            catch (KeyNotFoundException e)
            {
                throw new RpcException(new Status(StatusCode.NotFound, e.Message));
            }
        }
    }

    private sealed class Naming : IServerCallFilter
    {
        public Task InvokeAsync(ServerCallContext context, ServerCallNext next)
        {
            context.UserState["who"] = "owner-7";
            context.GetHttpContext().Items["what"] = "thing";
            return next(context);
        }
    }
}
