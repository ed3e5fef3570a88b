using Backorders.Postgres;
using Backorders.Server.Printing.Stores;
using Backorders.Testing.Postgres;

namespace Backorders.Server.Tests.Printing;

/// <summary>Print jobs in PostgreSQL are kept as everywhere.</summary>
public sealed class PostgresPrintStoreTests : PrintStoreConformance
{
    private PostgresOptions options = null!;

    public override async Task InitializeAsync()
    {
        if (PostgresPrograms.WhySkip is not null)
        {
            return;
        }

        options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await SchemaMigrator.MigrateAsync(options, [PostgresPrintStore.Part], null, CancellationToken.None);
        Store = new PostgresPrintStore(options, "test");
    }

    public override async Task DisposeAsync() => await (Store?.DisposeAsync() ?? default);

    [PostgresFact]
    public override Task Job_IsReadAsItWasPut_AlsoAfterAReopening_AndLosesItsBytesWhenItEnds() => base.Job_IsReadAsItWasPut_AlsoAfterAReopening_AndLosesItsBytesWhenItEnds();

    [PostgresFact]
    public override Task Job_IsGivenOnce_TheOldestFirst_AndAgainUnderTheSameIdAlone() => base.Job_IsGivenOnce_TheOldestFirst_AndAgainUnderTheSameIdAlone();

    [PostgresFact]
    public override Task Job_ThatManyWouldTakeAtOnce_IsGivenToOne() => base.Job_ThatManyWouldTakeAtOnce_IsGivenToOne();

    [PostgresFact]
    public override Task Job_IsGivenToTheAttendanceOfNow_AndToNobodyElse() => base.Job_IsGivenToTheAttendanceOfNow_AndToNobodyElse();

    [PostgresFact]
    public override Task Job_WhoseTimeIsOver_IsGivenToNobody_AndItsLabelMayBeAskedForAgain() => base.Job_WhoseTimeIsOver_IsGivenToNobody_AndItsLabelMayBeAskedForAgain();

    [PostgresFact]
    public override Task Job_AskedForAgainByWhoNeverGotIt_WhenItsTimeIsOver_IsExpired() => base.Job_AskedForAgainByWhoNeverGotIt_WhenItsTimeIsOver_IsExpired();

    [PostgresFact]
    public override Task Label_IsPrintedOnce_UnlessItFailed_OrIsACopy() => base.Label_IsPrintedOnce_UnlessItFailed_OrIsACopy();

    [PostgresFact]
    public override Task SameLabel_AskedForAtOnce_IsOneJob() => base.SameLabel_AskedForAtOnce_IsOneJob();

    [PostgresFact]
    public override Task End_IsSaidByWhoTookIt_OnceOrTheSameAgain() => base.End_IsSaidByWhoTookIt_OnceOrTheSameAgain();

    [PostgresFact]
    public override Task TextOfAJob_OfWhichNobodyHeard_IsForgotten_AndThatItWasTakenIsNot() => base.TextOfAJob_OfWhichNobodyHeard_IsForgotten_AndThatItWasTakenIsNot();

    [PostgresFact]
    public override Task TooManyThatWait_AreRefused_AndOldOnesForgotten() => base.TooManyThatWait_AreRefused_AndOldOnesForgotten();

    [PostgresFact]
    public override Task Printers_AreTheirAgents_UntilThatWasNotSeenForLong() => base.Printers_AreTheirAgents_UntilThatWasNotSeenForLong();

    protected override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = new PostgresPrintStore(options, "test");
    }
}
