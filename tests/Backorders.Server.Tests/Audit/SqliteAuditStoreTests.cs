using Backorders.Server.Audit;
using Backorders.Server.Audit.Stores;

namespace Backorders.Server.Tests.Audit;

/// <summary>The audit in a file.</summary>
public sealed class SqliteAuditStoreTests : AuditStoreConformance
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("backorders-audit-");

    private string Path => System.IO.Path.Combine(folder.FullName, SqliteAuditStore.FileName);

    public override Task InitializeAsync()
    {
        Store = SqliteAuditStore.Open(Path);
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public override Task Record_IsReadAsItWasPut_AlsoAfterAReopening_AndPutAgainByItsId() => base.Record_IsReadAsItWasPut_AlsoAfterAReopening_AndPutAgainByItsId();

    [Fact]
    public override Task Records_AreListedNewestFirst_OfOneTimeByTheirId_FromAnyPlaceOn() => base.Records_AreListedNewestFirst_OfOneTimeByTheirId_FromAnyPlaceOn();

    [Fact]
    public override Task Filter_FindsWhatItNames() => base.Filter_FindsWhatItNames();

    [Fact]
    public override Task OldRecords_AreDeletedInSlices_TheOldestFirst() => base.OldRecords_AreDeletedInSlices_TheOldestFirst();

    [Fact]
    public override Task RefusalsBeyondWhatIsKept_AreDeletedOldestFirst_AndNothingElse() => base.RefusalsBeyondWhatIsKept_AreDeletedOldestFirst_AndNothingElse();

    protected override async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = SqliteAuditStore.Open(Path);
    }

    [Fact]
    public void FileThatIsOpenElsewhere_IsNotOpened() => Assert.Throws<AuditStoreException>(() => SqliteAuditStore.Open(Path));

    [Fact]
    public void FileIsItsOwnersAlone() => Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
}
