using System.Net;
using System.Net.Sockets;
using Backorders.Grpc.Client;
using Backorders.Grpc.Tests.Protos;
using Grpc.Core;

namespace Backorders.Grpc.Tests;

/// <summary>A server that takes connections and says nothing on them, as one does that hangs or whose machine was switched off.</summary>
public sealed class SilentServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public SilentServerTests() => silent.Start();

    public void Dispose() => silent.Dispose();

    [Fact]
    public async Task Connection_NotMadeInTime_EndsUnavailable()
    {
        var e = await FailAsync("https", new GrpcChannelOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.True(LostCall.NeverLeft(e));
    }

    [Fact]
    public async Task Ping_NotAnswered_EndsUnavailable()
    {
        var e = await FailAsync("http", new GrpcChannelOptions { KeepAlivePingDelay = TimeSpan.FromSeconds(1), KeepAlivePingTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.False(LostCall.NeverLeft(e));
    }

    [Fact]
    public async Task Caller_GivesUp_IsNotALostCall()
    {
        using var giveUp = new CancellationTokenSource();
        var failing = FailAsync("http", new GrpcChannelOptions(), giveUp.Token);
        await giveUp.CancelAsync();
        var e = await failing;
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        Assert.False(LostCall.Is(e));
    }

    [Theory]
    [InlineData(11, StatusCode.ResourceExhausted, true)]
    [InlineData(8, StatusCode.Cancelled, true)]
    [InlineData(2, StatusCode.Internal, true)]
    [InlineData(12, StatusCode.PermissionDenied, false)]
    public void Reset_CodeOfHttp2_TellsWhetherTheServerWasLost(long code, StatusCode expected, bool lost)
    {
        var status = HttpFailures.FromException(new HttpRequestException("reset", new HttpProtocolException(code, "reset", null)));
        Assert.Equal((expected, lost), (status.StatusCode, LostCall.Is(new RpcException(status))));
    }

    private async Task<RpcException> FailAsync(string scheme, GrpcChannelOptions options, CancellationToken giveUp = default)
    {
        using var channel = GrpcChannel.ForAddress($"{scheme}://{silent.LocalEndpoint}", options);
        var call = new Echo.EchoClient(channel).SayAsync(new EchoRequest(), cancellationToken: giveUp);
        return await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Patience));
    }
}
