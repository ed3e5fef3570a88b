using Backorders.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>How long the C# client waits between the tries of one call.</summary>
public sealed class ClientPauseTests
{
    private readonly InstantClock clock = new();

    [Fact]
    public async Task Retry_HundredsOfTries_NoneWaitsLongerThanTheLongestBackoff()
    {
        TimeSpan longest = TimeSpan.FromSeconds(5);
        await RefusedAsync(300, longest, new RpcException(new Status(StatusCode.Unavailable, "gone.")));
        Assert.Equal(299, clock.Waits.Count);
        Assert.All(clock.Waits, wait => Assert.InRange(wait, TimeSpan.Zero, longest));
        Assert.InRange(clock.Waits[^1], longest / 2, longest);
    }

    [Fact]
    public async Task Retry_ServerAsksForMoreThanTheLongestBackoff_WaitsAtLeastThatAndNotAlwaysTheSame()
    {
        TimeSpan asked = TimeSpan.FromSeconds(10);
        await RefusedAsync(20, TimeSpan.FromSeconds(1), NotReady(asked));
        Assert.All(clock.Waits, wait => Assert.InRange(wait, asked, asked * 1.5));
        Assert.True(clock.Waits.Distinct().Count() > 1);
    }

    private static RpcException NotReady(TimeSpan retry) => new Google.Rpc.Status
    {
        Code = (int)StatusCode.Unavailable,
        Message = "not now.",
        Details =
        {
            Any.Pack(new Google.Rpc.ErrorInfo { Reason = "NOT_READY", Domain = "backorders" }),
            Any.Pack(new Google.Rpc.RetryInfo { RetryDelay = Duration.FromTimeSpan(retry) }),
        },
    }.ToRpcException();

    private async Task RefusedAsync(int tries, TimeSpan longest, RpcException refusal)
    {
        using BackordersClient client = BackordersClient.Connect(
            "http://127.0.0.1:1", "key", new ClientOptions { AttemptsMax = tries, LongestBackoff = longest, TimeProvider = clock });
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => client.RetryAsync(() => new AsyncUnaryCall<ReceiveResponse>(
            Task.FromException<ReceiveResponse>(refusal), Task.FromException<Metadata>(refusal), () => refusal.Status, () => refusal.Trailers, () => { })));
        Assert.Same(refusal, e);
    }

    /// <summary>Every wait is over at once, and noted.</summary>
    private sealed class InstantClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
