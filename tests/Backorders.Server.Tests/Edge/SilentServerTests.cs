using System.Net;
using System.Net.Sockets;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests.Edge;

/// <summary>A server that takes connections and says nothing on them, as one does that hangs or whose machine was switched off.</summary>
public sealed class SilentServerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);

    public SilentServerTests() => silent.Start();

    public void Dispose() => silent.Dispose();

    [Fact]
    public async Task Connection_NotMadeInTime_NeverLeft()
    {
        RpcException e = await FailAsync("https", connection => connection.ConnectTimeout = TimeSpan.FromMilliseconds(200));
        Assert.True(LostCall.Is(e) && LostCall.NeverLeft(e), e.ToString());
    }

    [Fact]
    public async Task Ping_NotAnswered_IsALostCall()
    {
        RpcException e = await FailAsync("http", connection => (connection.KeepAlivePingDelay, connection.KeepAlivePingTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        Assert.True(LostCall.Is(e), e.ToString());
        Assert.False(LostCall.NeverLeft(e), e.ToString());
    }

    [Fact]
    public async Task Caller_GivesUp_IsNotALostCall()
    {
        using CancellationTokenSource giveUp = new();
        Task<RpcException> failing = FailAsync("http", _ => { }, giveUp.Token);
        await giveUp.CancelAsync();
        RpcException e = await failing;
        Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        Assert.False(LostCall.Is(e), e.ToString());
    }

    [Fact]
    public async Task NobodyListens_SaysWhatFailedAndWhere()
    {
        silent.Stop();
        RpcException e = await FailAsync("http", _ => { });
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.True(LostCall.NeverLeft(e), e.ToString());
        Assert.Contains("Connection refused", LostCall.WhyOf(e));
        Assert.Contains(silent.LocalEndpoint.ToString()!, LostCall.WhyOf(e));
    }

    private async Task<RpcException> FailAsync(string scheme, Action<SocketsHttpHandler> configure, CancellationToken giveUp = default)
    {
        using BackordersClient client = BackordersClient.Connect($"{scheme}://{silent.LocalEndpoint}", "key", new ClientOptions { ConfigureConnection = configure });
        AsyncUnaryCall<ReceiveResponse> call = client.Receiving.ReceiveAsync(TestNode.Scan("1", 1), cancellationToken: giveUp);
        return await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Patience));
    }
}
