using System.Net;
using Backorders.Domain.Ids;
using Backorders.Server.Edge.Limits;
using Backorders.Server.Metrics;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Server.Security;
using Backorders.Testing;
using Google.Rpc;
using Grpc.Core;

namespace Backorders.Server.Tests.Edge.Limits;

/// <summary>Who is limited together, and what is refused, slowed down, or only counted.</summary>
public sealed class CallLimitsTests : IDisposable
{
    private const string Order = "/backorders.v1.Orders/SubmitOrder";
    private const string Orders = "/backorders.v1.Orders/SubmitOrders";
    private const string Scan = "/backorders.v1.Receiving/Receive";
    private const string Scans = "/backorders.v1.Receiving/ReceiveStream";

    private readonly ManualTimeProvider time = new();
    private readonly LimitInstruments instruments = new();

    public void Dispose() => instruments.Dispose();

    [Fact]
    public void Key_BeyondItsLimit_IsRefused_UntilTheTimeThatItWasTold_AndOthersAreNot()
    {
        CallLimits limits = Limits(new() { PerKeyPerSecond = 10, PerOwnerPerSecond = 0, BurstSeconds = 0.5 });
        Assert.Equal(5, Enumerable.Range(0, 20).Count(_ => limits.Refuse(Key("a"), Order) is null));
        RpcException refused = limits.Refuse(Key("a"), Order)!;
        Assert.Equal((StatusCode.ResourceExhausted, "KEY_LIMIT"), (refused.StatusCode, RefusalStatus.ReasonOf(refused)));
        Assert.Equal("Limits:Calls:PerKeyPerSecond", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["limit"]);
        TimeSpan wait = refused.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan();
        Assert.Equal(TimeSpan.FromMilliseconds(100), wait);
        Assert.Null(limits.Refuse(Key("b"), Order));

        time.Advance(wait - TimeSpan.FromMilliseconds(1));
        Assert.NotNull(limits.Refuse(Key("a"), Order));
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(limits.Refuse(Key("a"), Order));
        Assert.NotNull(limits.Refuse(Key("a"), Order));
    }

    [Fact]
    public void KeysOfOneOwner_AreLimitedTogether_AndAnotherOwnersAreNot()
    {
        CallLimits limits = Limits(new() { PerKeyPerSecond = 1_000, PerOwnerPerSecond = 10, BurstSeconds = 1 });
        for (int i = 0; i < 10; i++)
        {
            Assert.Null(limits.Refuse(Key($"key-{i % 5}"), Order));
        }

        Assert.Equal("OWNER_LIMIT", RefusalStatus.ReasonOf(limits.Refuse(Key("another"), Order)!));
        Assert.Null(limits.Refuse(Key("another", "RIVAL"), Order));
        Assert.Null(limits.Refuse(new Caller("operator", null, Role.Operator, new HashSet<WarehouseId>()), Order));
    }

    [Fact]
    public void Scan_IsNeverRefused_AndCounts()
    {
        CallLimits limits = Limits(new() { PerKeyPerSecond = 10, PerOwnerPerSecond = 10, BurstSeconds = 1 });
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Null(limits.Refuse(Key("a"), Scan));
        }

        Assert.NotNull(limits.Refuse(Key("a"), Order));
        time.Advance(TimeSpan.FromMilliseconds(1_100)); // what was too fast for long is forgiven like what was too fast for a moment
        Assert.Null(limits.Refuse(Key("a"), Order));
    }

    [Theory]
    [InlineData("Receive")]
    [InlineData("ReceiveContainer")]
    [InlineData("ReceiveReturn")]
    [InlineData("ReverseReceipt")]
    [InlineData("CountStock")]
    [InlineData("SetQuality")]
    [InlineData("DisposeUnits")]
    [InlineData("ReceiveStream")]
    public void ScanCalls_AreCallsOfTheScanner(string call) => Assert.True(
        ScanCalls.Has("/backorders.v1.Receiving/" + call) && (Rights.Of("/backorders.v1.Receiving/" + call).Roles & Role.Scanner) != 0);

    [Fact]
    public async Task Stream_BeyondTheLimit_IsReadMoreSlowly_AtTheRate()
    {
        CallLimits limits = Limits(new() { PerKeyPerSecond = 10, PerOwnerPerSecond = 0, BurstSeconds = 0.2 });
        Assert.True(limits.SlowDownAsync(Key("a"), Orders, default).IsCompletedSuccessfully);
        Assert.True(limits.SlowDownAsync(Key("a"), Orders, default).IsCompletedSuccessfully);

        Task waiting = limits.SlowDownAsync(Key("a"), Orders, default).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(waiting.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await waiting;
    }

    [Fact]
    public async Task Stream_IsNeverKeptWaitingLong()
    {
        CallLimits limits = Limits(new() { PerKeyPerSecond = 0.01, PerOwnerPerSecond = 0, BurstSeconds = 1 });
        await limits.SlowDownAsync(Key("a"), Orders, default);

        Task waiting = limits.SlowDownAsync(Key("a"), Orders, default).AsTask();
        time.Advance(CallLimits.DelayMax);
        await waiting;
    }

    [Fact]
    public void StreamOfScans_IsSlowedByItsOwnKeyAlone()
    {
        CallLimits limits = Limits(new() { PerKeyPerSecond = 100, PerOwnerPerSecond = 10, BurstSeconds = 1 });
        for (int i = 0; i < 50; i++)
        {
            limits.SlowDownAsync(Key("shop"), Orders, default);
        }

        Assert.True(limits.SlowDownAsync(Key("scanner"), Scans, default).IsCompletedSuccessfully);
        Assert.False(limits.SlowDownAsync(Key("other-shop"), Orders, default).IsCompleted);
        for (int i = 0; i < 100; i++)
        {
            limits.SlowDownAsync(Key("scanner"), Scans, default);
        }

        Assert.False(limits.SlowDownAsync(Key("scanner"), Scans, default).IsCompleted);
    }

    [Fact]
    public void Streams_BeyondWhatAKeyOrTheNodeMayHave_AreRefused_AndTheirPlaceIsGivenBack()
    {
        CallLimits limits = Limits(new() { StreamsPerKey = 2, Streams = 4 });
        Assert.Null(limits.RefuseStream(Key("a"), Orders));
        Assert.Null(limits.RefuseStream(Key("a"), Orders));
        RpcException refused = limits.RefuseStream(Key("a"), Orders)!;
        Assert.Equal(("STREAM_LIMIT", "Limits:Calls:StreamsPerKey"), (RefusalStatus.ReasonOf(refused), refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["limit"]));
        Assert.Null(limits.RefuseStream(Key("a"), Scans));
        Assert.Null(limits.RefuseStream(Key("b"), Orders));
        refused = limits.RefuseStream(Key("b"), Scans)!;
        Assert.Equal("Limits:Calls:Streams", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Metadata["limit"]);

        limits.StreamEnded(Key("a"));
        limits.StreamEnded(Key("a"));
        Assert.Null(limits.RefuseStream(Key("a"), Orders));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Addresses_OfOneNetwork_AreLimitedTogether(string failing, string asking, bool together)
    {
        CallLimits limits = Limits(new() { FailedPerAddressPerMinute = 3 });
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(limits.RefuseAddress(IPAddress.Parse(failing)));
            limits.Failed(IPAddress.Parse(failing));
        }

        Assert.Equal(together, limits.RefuseAddress(IPAddress.Parse(asking)) is not null);
        Assert.Equal(TimeSpan.FromSeconds(20), limits.RefuseAddress(IPAddress.Parse(failing))!.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(limits.RefuseAddress(IPAddress.Parse(failing)));
    }

    [Fact]
    public void Limits_OfZero_AreNone()
    {
        CallLimits limits = Limits(new() { PerKeyPerSecond = 0, PerOwnerPerSecond = 0, FailedPerAddressPerMinute = 0, StreamsPerKey = 0, Streams = 0 });
        for (int i = 0; i < 10_000; i++)
        {
            limits.Failed(IPAddress.Loopback);
            Assert.Null(limits.Refuse(Key("a"), Order) ?? limits.RefuseAddress(IPAddress.Loopback) ?? limits.RefuseStream(Key("a"), Orders));
            Assert.True(limits.SlowDownAsync(Key("a"), Orders, default).IsCompletedSuccessfully);
        }
    }

    [Fact]
    public void Settings_ThatCannotBe_AreNamed()
    {
        NodeOptions options = new() { Warehouses = [TestNode.Building("MAIN")] };
        options.Limits.Calls = new() { PerKeyPerSecond = -1, PerOwnerPerSecond = double.NaN, BurstSeconds = 0, FailedPerAddressPerMinute = -5, StreamsPerKey = -1, Streams = -1 };
        (options.Limits.ConnectionsMax, options.Limits.ConnectionsPerSecond, options.Limits.StreamsPerConnectionMax, options.Limits.HeaderBytesMax) = (0, 0, 0, 1);
        options.Listen.TrustedProxies = ["10.0.0.0/8", "::1", "proxy.local"];

        Assert.Equal(
            [
                "Limits:Calls:BurstSeconds", "Limits:Calls:FailedPerAddressPerMinute", "Limits:Calls:PerKeyPerSecond", "Limits:Calls:PerOwnerPerSecond", "Limits:Calls:Streams",
                "Limits:Calls:StreamsPerKey", "Limits:ConnectionsMax", "Limits:ConnectionsPerSecond", "Limits:HeaderBytesMax", "Limits:StreamsPerConnectionMax", "Listen:TrustedProxies",
            ],
            options.Check().Select(w => w[..w.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    private static Caller Key(string id, string owner = "ACME") => new(id, new OwnerId(owner), Role.OfOwner, new HashSet<WarehouseId>());

    private CallLimits Limits(CallLimitOptions options) => new(options, instruments, time);
}
