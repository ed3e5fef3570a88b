using Backorders.Domain.Values;
using Backorders.Server.Printing.Jobs;

namespace Backorders.Server.Tests.Printing;

/// <summary>What every store of print jobs keeps.</summary>
public abstract class PrintStoreConformance : IAsyncLifetime
{
    private const string Main = "MAIN";
    private static readonly Instant start = new(1_700_000_000_000_000);

    private protected IPrintStore Store { get; set; } = null!;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    protected abstract Task ReopenAsync();

    public virtual async Task Job_IsReadAsItWasPut_AlsoAfterAReopening_AndLosesItsBytesWhenItEnds()
    {
        await AttendAsync();
        PrintJob job = Job("j1") with { IsCopy = true, Copies = 3, Zpl = [0, 1, 255], Owner = "ACME", KeyId = "k", Digest = "d" };
        Assert.Equal(AddedJob.Kind.Added, (await AddAsync(job)).Outcome);
        await ReopenAsync();
        PrintJob found = (await Store.FindAsync(Main, "j1"))!;
        Assert.Equal(job.Zpl, found.Zpl);
        Assert.Equal(job, found with { Zpl = job.Zpl });
        Assert.Null(await Store.FindAsync("NORTH", "j1"));

        await Store.TakeAsync(Main, "P", "a1", "t1", At(1));
        Assert.True(await Store.EndAsync(Main, "j1", "t1", PrintState.Failed, "it's out of labels", At(2)));
        PrintJob ended = (await Store.FindAsync(Main, "j1"))!;
        Assert.Equal((PrintState.Failed, "it's out of labels", At(1), At(2), 0), (ended.State, ended.Detail, ended.TakenAt, ended.EndedAt, ended.Zpl.Length));
        Assert.Equal("it's out of labels", Assert.Single(await Store.PrintersAsync(Main)).Trouble);
    }

    public virtual async Task Job_IsGivenOnce_TheOldestFirst_AndAgainUnderTheSameIdAlone()
    {
        await AttendAsync();
        await AddAsync(Job("j2", at: 2));
        await AddAsync(Job("j1", at: 1));
        Assert.Equal("j1", (await Store.TakeAsync(Main, "P", "a1", "t1", At(3)))!.Id);
        Assert.Equal("j1", (await Store.TakeAsync(Main, "P", "a1", "t1", At(3)))!.Id);
        Assert.Equal("j2", (await Store.TakeAsync(Main, "P", "a1", "t2", At(3)))!.Id);
        Assert.Null(await Store.TakeAsync(Main, "P", "a1", "t3", At(3)));

        Assert.True(await Store.EndAsync(Main, "j1", "t1", PrintState.Printed, string.Empty, At(4)));
        Assert.Null(await Store.TakeAsync(Main, "P", "a1", "t1", At(5)));
    }

    public virtual async Task Job_ThatManyWouldTakeAtOnce_IsGivenToOne()
    {
        await AttendAsync();
        for (int i = 0; i < 10; i++)
        {
            await AddAsync(Job($"j{i}", at: i));
        }

        PrintJob?[] taken = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => Store.TakeAsync(Main, "P", "a1", $"t{i}", At(20)))));
        string[] ids = [.. taken.OfType<PrintJob>().Select(j => j.Id).Order(StringComparer.Ordinal)];
        Assert.Equal(ids.Distinct(), ids);
        while (await Store.TakeAsync(Main, "P", "a1", Guid.NewGuid().ToString("D"), At(20)) is { } left)
        {
            ids = [.. ids, left.Id]; // who lost a race for one looks again
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"j{i}"), ids.Order(StringComparer.Ordinal));
    }

    public virtual async Task Job_IsGivenToTheAttendanceOfNow_AndToNobodyElse()
    {
        await AttendAsync();
        await AddAsync(Job("j1"));
        Assert.Null(await Store.TakeAsync(Main, "P", "a0", "t1", At(1)));
        Assert.Null(await Store.TakeAsync(Main, "Q", "a1", "t1", At(1)));
        Assert.Equal(["P"], await Store.WaitingAsync(Main, "a1", At(1)));
        Assert.Empty(await Store.WaitingAsync(Main, "a0", At(1)));

        await AttendAsync("a2");
        Assert.Null(await Store.TakeAsync(Main, "P", "a1", "t1", At(1)));
        Assert.False(await Store.SeenAsync(Main, "a1", At(1)));
        Assert.Equal("j1", (await Store.TakeAsync(Main, "P", "a2", "t1", At(1)))!.Id);
        Assert.Empty(await Store.WaitingAsync(Main, "a2", At(1)));
    }

    public virtual async Task Job_WhoseTimeIsOver_IsGivenToNobody_AndItsLabelMayBeAskedForAgain()
    {
        await AttendAsync();
        await AddAsync(Job("j1"));
        Assert.Null(await Store.TakeAsync(Main, "P", "a1", "t1", At(60)));
        Assert.Empty(await Store.WaitingAsync(Main, "a1", At(60)));
        Assert.Equal(AddedJob.Kind.Added, (await AddAsync(Job("j2", at: 60) with { Subject = "task:j1" })).Outcome);
        PrintJob expired = (await Store.FindAsync(Main, "j1"))!;
        Assert.Equal((PrintState.Expired, 0), (expired.State, expired.Zpl.Length));
        Assert.Equal("j2", (await Store.FindFirstAsync(Main, string.Empty, "task:j1"))!.Id); // what was not printed is no copy's first
    }

    public virtual async Task Job_AskedForAgainByWhoNeverGotIt_WhenItsTimeIsOver_IsExpired()
    {
        await AttendAsync();
        await AddAsync(Job("j1"));
        await Store.TakeAsync(Main, "P", "a1", "t1", At(1)); // the answer was lost
        Assert.Null(await Store.TakeAsync(Main, "P", "a1", "t1", At(61)));
        Assert.Equal(PrintState.Expired, (await Store.FindAsync(Main, "j1"))!.State);
    }

    public virtual async Task Label_IsPrintedOnce_UnlessItFailed_OrIsACopy()
    {
        await AttendAsync();
        PrintJob first = Job("j1");
        await AddAsync(first);
        Assert.Equal((AddedJob.Kind.SameId, "j1"), Told(await AddAsync(first)));
        Assert.Equal((AddedJob.Kind.PrintedBefore, "j1"), Told(await AddAsync(Job("j2") with { Subject = first.Subject })));
        Assert.Equal((AddedJob.Kind.Added, "j3"), Told(await AddAsync(Job("j3") with { Subject = first.Subject, Owner = "RIVAL" })));
        Assert.Equal((AddedJob.Kind.Added, "j4"), Told(await AddAsync(Job("j4") with { Subject = first.Subject, IsCopy = true })));
        Assert.Equal("j1", (await Store.FindFirstAsync(Main, string.Empty, first.Subject))!.Id);
        Assert.Equal("j3", (await Store.FindFirstAsync(Main, "RIVAL", first.Subject))!.Id);
        Assert.Null(await Store.FindFirstAsync(Main, "ACME", first.Subject));

        await Store.TakeAsync(Main, "P", "a1", "t1", At(1));
        await Store.EndAsync(Main, "j1", "t1", PrintState.Unknown, "broke", At(2));
        Assert.Equal((AddedJob.Kind.PrintedBefore, "j1"), Told(await AddAsync(Job("j5") with { Subject = first.Subject })));

        PrintJob other = Job("k1", at: 3);
        await AddAsync(other);
        foreach (string take in new[] { "t2", "t3", "t4" })
        {
            if (await Store.TakeAsync(Main, "P", "a1", take, At(4)) is { } job)
            {
                await Store.EndAsync(Main, job.Id, take, PrintState.Failed, "away", At(4));
            }
        }

        Assert.Equal((AddedJob.Kind.Added, "k2"), Told(await AddAsync(Job("k2") with { Subject = other.Subject })));
    }

    public virtual async Task SameLabel_AskedForAtOnce_IsOneJob()
    {
        await AttendAsync();
        AddedJob[] all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => AddAsync(Job($"j{i}") with { Subject = "task:1" }))));
        AddedJob won = Assert.Single(all, a => a.Outcome == AddedJob.Kind.Added);
        Assert.All(all.Where(a => a != won), a => Assert.Equal((AddedJob.Kind.PrintedBefore, won.Job!.Id), Told(a)));
    }

    public virtual async Task End_IsSaidByWhoTookIt_OnceOrTheSameAgain()
    {
        await AttendAsync();
        await AddAsync(Job("j1"));
        Assert.False(await Store.EndAsync(Main, "j1", "t1", PrintState.Printed, string.Empty, At(1)));
        await Store.TakeAsync(Main, "P", "a1", "t1", At(1));
        Assert.False(await Store.EndAsync(Main, "j1", "t2", PrintState.Printed, string.Empty, At(1)));
        Assert.True(await Store.EndAsync(Main, "j1", "t1", PrintState.Printed, string.Empty, At(1)));
        Assert.True(await Store.EndAsync(Main, "j1", "t1", PrintState.Printed, string.Empty, At(9)));
        Assert.False(await Store.EndAsync(Main, "j1", "t1", PrintState.Failed, "no", At(9)));
        Assert.Equal(At(1), (await Store.FindAsync(Main, "j1"))!.EndedAt);
    }

    public virtual async Task TextOfAJob_OfWhichNobodyHeard_IsForgotten_AndThatItWasTakenIsNot()
    {
        await AttendAsync();
        await AddAsync(Job("j1"));
        await Store.TakeAsync(Main, "P", "a1", "t1", At(1));
        await AddAsync(Job("j2", at: 59));
        Assert.Single((await Store.FindAsync(Main, "j1"))!.Zpl); // its agent may ask again
        await AddAsync(Job("j3", at: 60));
        PrintJob unknown = (await Store.FindAsync(Main, "j1"))!;
        Assert.Equal((PrintState.Taken, 0), (unknown.State, unknown.Zpl.Length));
        Assert.Equal(AddedJob.Kind.PrintedBefore, (await AddAsync(Job("j4", at: 61) with { Subject = "task:j1" })).Outcome);
        Assert.True(await Store.EndAsync(Main, "j1", "t1", PrintState.Printed, string.Empty, At(62)));
    }

    public virtual async Task TooManyThatWait_AreRefused_AndOldOnesForgotten()
    {
        await AttendAsync();
        await Store.AddAsync(Job("j1"), 2, default);
        await Store.AddAsync(Job("j2"), 2, default);
        Assert.Equal(AddedJob.Kind.TooMany, (await Store.AddAsync(Job("j3"), 2, default)).Outcome);
        Assert.Equal(AddedJob.Kind.Added, (await Store.AddAsync(Job("j4") with { Printer = "Q" }, 2, default)).Outcome);
        Assert.Equal(AddedJob.Kind.Added, (await Store.AddAsync(Job("j5", at: 100), 2, At(50))).Outcome);
        Assert.Null(await Store.FindAsync(Main, "j1"));
    }

    public virtual async Task Printers_AreTheirAgents_UntilThatWasNotSeenForLong()
    {
        await AttendAsync("a1", "P", "Q");
        AttendedPrinter held = (await Store.AttendAsync([Printer("b1", "R", "two"), Printer("b1", "P", "two")], At(-30)))!;
        Assert.Equal(("P", "one"), (held.Name, held.Agent));
        Assert.Equal(["P", "Q"], (await Store.PrintersAsync(Main)).Select(p => p.Name)); // nothing of it was done
        Assert.Equal(held, (await Store.AttendAsync([Printer("b1", "P", "one") with { KeyId = "other" }], At(-30)))!, SamePrinter);

        await AttendAsync("a2", "P"); // without Q
        AttendedPrinter left = Assert.Single(await Store.PrintersAsync(Main));
        Assert.Equal(("P", "a2", "D1 D2"), (left.Name, left.Attendance, string.Join(' ', left.Places)));
        Assert.Empty(await Store.PrintersAsync("NORTH"));
        Assert.Null(await Store.AttendAsync([Printer("b1", "P", "two")], At(1)));
        Assert.False(await Store.SeenAsync(Main, "a2", At(1)));
    }

    private static bool SamePrinter(AttendedPrinter a, AttendedPrinter b) => a with { Places = [] } == b with { Places = [] };

    private static (AddedJob.Kind, string) Told(AddedJob added) => (added.Outcome, added.Job!.Id);

    private static Instant At(int seconds) => start + TimeSpan.FromSeconds(seconds);

    private static PrintJob Job(string id, int at = 0) => new()
    {
        Warehouse = Main, Id = id, Printer = "P", Subject = $"task:{id}", Owner = string.Empty, KeyId = "acme", IsCopy = false, Copies = 1, Digest = string.Empty, Zpl = [1], MadeAt = At(at),
        ExpiresAt = At(at + 60),
    };

    private static AttendedPrinter Printer(string attendance, string name, string agent) => new()
    {
        Warehouse = Main, Name = name, Places = ["D1", "D2"], Size = 1, DotsPerMm = 8, Agent = agent, KeyId = "agent", Attendance = attendance, SeenAt = At(0),
    };

    private Task<AddedJob> AddAsync(PrintJob job) => Store.AddAsync(job, 100, default);

    private async Task AttendAsync(string attendance = "a1", params string[] names) =>
        Assert.Null(await Store.AttendAsync([.. (names.Length > 0 ? names : ["P"]).Select(n => Printer(attendance, n, "one"))], At(-30)));
}
