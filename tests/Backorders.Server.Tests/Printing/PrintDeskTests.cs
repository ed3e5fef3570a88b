using Backorders.Domain.Values;
using Backorders.Server.Printing;
using Backorders.Server.Printing.Jobs;
using Backorders.Server.Printing.Stores;
using Backorders.Testing;
using Grpc.Core;

namespace Backorders.Server.Tests.Printing;

/// <summary>What time does to print jobs and printers.</summary>
public sealed class PrintDeskTests : IAsyncLifetime
{
    private const string Main = "MAIN";

    private readonly ManualTimeProvider time = new();
    private readonly SqlitePrintStore store = SqlitePrintStore.InMemory();
    private readonly PrintBell bell = new();
    private PrintDesk desk = null!;

    public async Task InitializeAsync()
    {
        desk = new PrintDesk(store, bell, time);
        await desk.AttendAsync([Printer("a1", "agent")]);
    }

    public Task DisposeAsync() => store.DisposeAsync().AsTask();

    [Fact]
    public async Task Job_ThatNobodyTakesInTime_IsExpired_AndNotPrintedLater()
    {
        await desk.AddAsync(Job("j1"));
        time.Advance(PrintRules.TakenWithin - TimeSpan.FromMilliseconds(1));
        Assert.Equal(PrintState.Waiting, (await desk.FindAsync(Main, "j1"))!.State);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(PrintState.Expired, (await desk.FindAsync(Main, "j1"))!.State);
        Assert.Empty(await desk.WaitingAsync(Main, "a1"));
        Assert.Null(await desk.TakeAsync(Main, "P", "a1", "t1"));
    }

    [Fact]
    public async Task Job_OfWhichNothingMoreIsHeard_IsUnknown_UntilItsAgentSaysMore()
    {
        await desk.AddAsync(Job("j1"));
        await desk.TakeAsync(Main, "P", "a1", "t1");
        time.Advance(PrintRules.EndedWithin - TimeSpan.FromMilliseconds(1));
        Assert.Equal(PrintState.Taken, (await desk.FindAsync(Main, "j1"))!.State);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(PrintState.Unknown, (await desk.FindAsync(Main, "j1"))!.State);
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => desk.AddAsync(Job("j2") with { Subject = "task:j1" }));
        Assert.Contains("nobody knows whether it came out", refused.Status.Detail);

        await desk.EndAsync(Main, "j1", "t1", PrintState.Printed, string.Empty);
        Assert.Equal(PrintState.Printed, (await desk.FindAsync(Main, "j1"))!.State);
    }

    [Fact]
    public async Task Job_WhoseAgentIsKilledAfterItTookIt_IsGivenToNobodyAgain()
    {
        await desk.AddAsync(Job("j1"));
        Assert.NotNull(await desk.TakeAsync(Main, "P", "a1", "t1"));
        await desk.AttendAsync([Printer("a2", "agent")]); // the next process
        Assert.Empty(await desk.WaitingAsync(Main, "a2"));
        Assert.Null(await desk.TakeAsync(Main, "P", "a2", "t2"));
        time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await desk.TakeAsync(Main, "P", "a2", "t3"));
    }

    [Fact]
    public async Task Printer_IsAwayAtOnceWhenItsStreamEnds_AndAfterAWhileWhenNobodySaysSo()
    {
        Assert.Equal("P", (await desk.RequireAsync(Main, "P")).Name);
        time.Advance(PrintRules.AwayAfter - TimeSpan.FromMilliseconds(1));
        Assert.Equal("P", (await desk.RequireAsync(Main, "P")).Name);
        time.Advance(TimeSpan.FromMilliseconds(1));
        await RefusedAsync("PRINTER_AWAY", () => desk.RequireAsync(Main, "P"));
        Assert.True(await desk.SeenAsync(Main, "a1"));
        Assert.Equal("P", (await desk.RequireAsync(Main, "P")).Name);
        Assert.True(await desk.LeaveAsync(Main, "a1"));
        await RefusedAsync("PRINTER_AWAY", () => desk.RequireAsync(Main, "P"));
        await RefusedAsync("UNKNOWN_PRINTER", () => desk.RequireAsync(Main, "Q"));
    }

    [Fact]
    public async Task Bell_WakesWhoeverAskedBeforeAJobWasAdded()
    {
        Task next = bell.Next;
        Assert.False(next.IsCompleted);
        await desk.AddAsync(Job("j1"));
        await next;
        Assert.False(bell.Next.IsCompleted);
    }

    [Fact]
    public async Task Jobs_AreForgottenAfterAWeek()
    {
        await desk.AddAsync(Job("j1"));
        time.Advance(PrintRules.Kept);
        await desk.AddAsync(Job("j2"));
        Assert.NotNull(await desk.FindAsync(Main, "j1"));
        time.Advance(TimeSpan.FromSeconds(1));
        await desk.AddAsync(Job("j3"));
        Assert.Null(await desk.FindAsync(Main, "j1"));
        Assert.NotNull(await desk.FindAsync(Main, "j2"));
    }

    [Fact]
    public async Task StoreThatIsClosed_IsToldAsAway()
    {
        SqlitePrintStore closed = SqlitePrintStore.InMemory();
        await closed.DisposeAsync();
        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => new PrintDesk(closed, bell, time).PrintersAsync(Main));
        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
    }

    private static async Task RefusedAsync(string reason, Func<Task> call) =>
        Assert.Equal(reason, Server.Refusals.RefusalStatus.ReasonOf(await Assert.ThrowsAsync<RpcException>(call)));

    private static PrintJob Job(string id) => new()
    {
        Warehouse = Main, Id = id, Printer = "P", Subject = $"task:{id}", Owner = string.Empty, KeyId = "acme", IsCopy = false, Copies = 1, Digest = string.Empty, Zpl = [1], MadeAt = default,
        ExpiresAt = default,
    };

    private static AttendedPrinter Printer(string attendance, string agent) => new()
    {
        Warehouse = Main, Name = "P", Places = [], Size = 1, DotsPerMm = 8, Agent = agent, KeyId = "agent", Attendance = attendance, SeenAt = Instant.Never,
    };
}
