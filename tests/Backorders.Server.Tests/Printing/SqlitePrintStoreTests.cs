using Backorders.Server.Printing.Jobs;
using Backorders.Server.Printing.Stores;
using AuditStore = Backorders.Server.Audit.Stores.SqliteAuditStore;

namespace Backorders.Server.Tests.Printing;

/// <summary>Print jobs in a file.</summary>
public sealed class SqlitePrintStoreTests : PrintStoreConformance
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-printing-");

    private string Path => System.IO.Path.Combine(folder.FullName, SqlitePrintStore.FileName);

    public override Task InitializeAsync()
    {
        Store = SqlitePrintStore.Open(Path);
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public override Task Job_IsReadAsItWasPut_AlsoAfterAReopening_AndLosesItsBytesWhenItEnds() => base.Job_IsReadAsItWasPut_AlsoAfterAReopening_AndLosesItsBytesWhenItEnds();

    [Fact]
    public override Task Job_IsGivenOnce_TheOldestFirst_AndAgainUnderTheSameIdAlone() => base.Job_IsGivenOnce_TheOldestFirst_AndAgainUnderTheSameIdAlone();

    [Fact]
    public override Task Job_ThatManyWouldTakeAtOnce_IsGivenToOne() => base.Job_ThatManyWouldTakeAtOnce_IsGivenToOne();

    [Fact]
    public override Task Job_IsGivenToTheAttendanceOfNow_AndToNobodyElse() => base.Job_IsGivenToTheAttendanceOfNow_AndToNobodyElse();

    [Fact]
    public override Task Job_WhoseTimeIsOver_IsGivenToNobody_AndItsLabelMayBeAskedForAgain() => base.Job_WhoseTimeIsOver_IsGivenToNobody_AndItsLabelMayBeAskedForAgain();

    [Fact]
    public override Task Job_AskedForAgainByWhoNeverGotIt_WhenItsTimeIsOver_IsExpired() => base.Job_AskedForAgainByWhoNeverGotIt_WhenItsTimeIsOver_IsExpired();

    [Fact]
    public override Task Label_IsPrintedOnce_UnlessItFailed_OrIsACopy() => base.Label_IsPrintedOnce_UnlessItFailed_OrIsACopy();

    [Fact]
    public override Task SameLabel_AskedForAtOnce_IsOneJob() => base.SameLabel_AskedForAtOnce_IsOneJob();

    [Fact]
    public override Task End_IsSaidByWhoTookIt_OnceOrTheSameAgain() => base.End_IsSaidByWhoTookIt_OnceOrTheSameAgain();

    [Fact]
    public override Task TextOfAJob_OfWhichNobodyHeard_IsForgotten_AndThatItWasTakenIsNot() => base.TextOfAJob_OfWhichNobodyHeard_IsForgotten_AndThatItWasTakenIsNot();

    [Fact]
    public override Task TooManyThatWait_AreRefused_AndOldOnesForgotten() => base.TooManyThatWait_AreRefused_AndOldOnesForgotten();

    [Fact]
    public override Task Printers_AreTheirAgents_UntilThatWasNotSeenForLong() => base.Printers_AreTheirAgents_UntilThatWasNotSeenForLong();

    [Fact]
    public void FileThatIsOpenElsewhere_IsNotOpened() => Assert.Throws<PrintStoreException>(() => SqlitePrintStore.Open(Path));

    [Fact]
    public async Task FileOfAnotherProgram_IsNotTouched()
    {
        string other = System.IO.Path.Combine(folder.FullName, "other.db");
        await using (AuditStore.Open(other))
        {
            // Its tables are there now.
        }

        Assert.Contains("another program", Assert.Throws<PrintStoreException>(() => SqlitePrintStore.Open(other)).Message);
    }

    protected override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = SqlitePrintStore.Open(Path);
    }
}
