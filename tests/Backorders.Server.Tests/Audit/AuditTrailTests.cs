using System.Net;
using Backorders.Domain.Values;
using Backorders.Server.Audit;
using Backorders.Server.Audit.Stores;
using Backorders.Server.Options;
using Backorders.Server.Refusals;
using Backorders.Testing;
using Grpc.Core;

namespace Backorders.Server.Tests.Audit;

/// <summary>What is on record before it is answered, what is written later, and how long it is kept. Time is moved by hand.</summary>
public sealed class AuditTrailTests : IAsyncLifetime
{
    private static readonly IPAddress address = IPAddress.Parse("10.0.0.1");

    private readonly ManualTimeProvider time = new();
    private readonly BrokenAuditStore store = new();
    private AuditTrail trail = null!;

    public async Task InitializeAsync()
    {
        trail = TestAudit.Trail(store, time, new AuditOptions { KeepDays = 10, RefusalsMax = 3 });
        await trail.StartAsync(default);
    }

    public async Task DisposeAsync()
    {
        await trail.StopAsync(default);
        await trail.DisposeAsync();
    }

    [Fact]
    public async Task Act_IsOnRecordAsBegun_WhileItIsCarriedOut_AndAsDoneBeforeItIsAnswered()
    {
        int answer = await trail.CarryOutAsync(Act(), address, async () =>
        {
            Assert.Equal(AuditOutcome.Unknown, Assert.Single(await AllAsync()).Outcome);
            return 7;
        });

        Assert.Equal((7, AuditOutcome.Done), (answer, Assert.Single(await AllAsync()).Outcome));
    }

    [Fact]
    public async Task Act_WhenTheAuditCannotBeWritten_IsRefusedByName_AndNotBegun()
    {
        store.IsAway = true;

        RpcException e = await Assert.ThrowsAsync<RpcException>(() => trail.CarryOutAsync<int>(Act(), address, () => throw new InvalidOperationException("It was carried out.")));

        Assert.Equal((StatusCode.Unavailable, "AUDIT_UNAVAILABLE"), (e.StatusCode, RefusalStatus.ReasonOf(e)));
        store.IsAway = false;
        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task Act_WhoseEndCannotBeWritten_IsAnswered_AndStaysOnRecordAsBegun()
    {
        await trail.CarryOutAsync(Act(), address, () => Task.FromResult(store.IsAway = true));

        store.IsAway = false;
        Assert.Equal(AuditOutcome.Unknown, Assert.Single(await AllAsync()).Outcome);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, "Refused")]
    [InlineData(StatusCode.Unavailable, "Unknown")]
    public async Task Act_ThatFails_IsOnRecordAsRefused_OrAsUnknownWhenItMayHaveBeenDone(StatusCode status, string expected)
    {
        await Assert.ThrowsAsync<RpcException>(() => trail.CarryOutAsync<int>(Act(), address, () => throw RefusalStatus.Create(status, "no", "SOME_REASON")));

        AuditRecord record = Assert.Single(await AllAsync());
        Assert.Equal((expected, (int)status, "SOME_REASON", "SealShard"), (record.Outcome.ToString(), record.Status, record.Reason, record.Call));
    }

    [Fact]
    public async Task ActsThatAreRefusedAgainAndAgain_AreOneRecord()
    {
        for (int i = 0; i < 50; i++)
        {
            await Assert.ThrowsAsync<RpcException>(() => trail.CarryOutAsync<int>(Act(), address, () => throw RefusalStatus.Create(StatusCode.InvalidArgument, "no", "SOME_REASON")));
        }

        Assert.Equal(50, Assert.Single(await AllAsync()).Times);
    }

    [Fact]
    public async Task Refusal_IsWrittenWithinASecond_AndWhenTheStoreIsBack()
    {
        store.IsAway = true;
        trail.Note(Act(), address);
        time.Advance(AuditTrail.WriteEvery);
        store.IsAway = false;
        Assert.Empty(await store.ListAsync(new AuditQuery(default, AuditPlace.End), 10, default));

        Task written = store.NextPut;
        time.Advance(AuditTrail.WriteEvery);
        await written;

        Assert.Equal(AuditOutcome.Refused, Assert.Single(await store.ListAsync(new AuditQuery(default, AuditPlace.End), 10, default)).Outcome);
    }

    [Fact]
    public async Task Refusals_AreWrittenBeforeTheNodeEnds()
    {
        trail.Note(Act(), address);

        await trail.StopAsync(default);

        Assert.Single(store.Last!);
    }

    [Fact]
    public async Task Records_AreDeleted_WhenTheyAreOlderThanTheSetting_AndNotBefore()
    {
        await trail.CarryOutAsync(Act(), address, () => Task.FromResult(1));
        time.Advance(TimeSpan.FromDays(10));
        await trail.DeleteOldAsync();
        Assert.Single(await AllAsync());

        time.Advance(TimeSpan.FromSeconds(1));
        await trail.DeleteOldAsync();
        Assert.Empty(await AllAsync());
    }

    [Fact]
    public async Task Refusals_BeyondWhatIsKept_AreDeleted_AndActsAreNot()
    {
        await trail.CarryOutAsync(Act(), address, () => Task.FromResult(1));
        for (int i = 0; i < 8; i++)
        {
            trail.Note(Act() with { KeyId = $"key-{i}" }, address);
        }

        await trail.WriteAsync();
        await trail.DeleteOldAsync();

        Assert.Equal((3, 1), ((await AllAsync()).Count(r => r.Outcome == AuditOutcome.Refused), (await AllAsync()).Count(r => r.Outcome == AuditOutcome.Done)));
    }

    private AuditRecord Act() => trail.New(address) with { KeyId = "operator", Call = "SealShard", Thing = "shard", Number = "7" };

    private Task<IReadOnlyList<AuditRecord>> AllAsync() => trail.ListAsync(new AuditQuery(default, AuditPlace.End), 100, default);
}
