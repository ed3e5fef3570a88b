using Backorders.Server.Options;
using Backorders.V1;
using Grpc.Core;

namespace Backorders.Server.Tests;

/// <summary>Copies that a node makes of its store while it works.</summary>
public sealed class BackUpTests
{
    [Fact]
    public async Task BackUp_UnderLoad_IsAStoreOnWhichANodeGoesOn()
    {
        string restored = Directory.CreateTempSubdirectory("backorders-restored-").FullName;
        try
        {
            await using (TestNode node = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite))
            {
                await node.DefineItemsAsync();
                await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("before", 5));
                using CancellationTokenSource enough = new();
                Task scanning = ScanAsync(node, enough.Token);
                BackUpResponse copy = await node.Client("operator").Operations.BackUpAsync(new BackUpRequest { Name = "2026-03-02" });
                await enough.CancelAsync();
                await scanning;
                Assert.Equal((Path.Combine("backups", "2026-03-02.db"), new FileInfo(copy.Path).Length), (Path.GetRelativePath(node.Folder, copy.Path), copy.Bytes));
                Assert.True(File.Exists(copy.WebhooksPath));
                File.Move(copy.Path, Path.Combine(restored, TestNode.StoreFile));
                File.Move(copy.WebhooksPath, Path.Combine(restored, "webhooks.db"));
                File.Move(copy.AuditPath, Path.Combine(restored, "audit.db"));
            }

            await using TestNode again = await TestNode.StartAsync(options => (options.Journal, options.DataDirectory) = (JournalKind.Sqlite, restored));
            ReceiveResponse repeated = await again.Acme.Receiving.ReceiveAsync(TestNode.Scan("before", 5));
            ReceiveResponse more = await again.Acme.Receiving.ReceiveAsync(TestNode.Scan("after", 7));
            ListAuditResponse audit = await again.Operator.Operations.ListAuditAsync(new ListAuditRequest { Call = "BackUp" });
            Assert.Equal(("operator", "2026-03-02"), (Assert.Single(audit.Records).KeyId, audit.Records[0].Number));
            Assert.True(repeated.Cursor > 0 && repeated.Cursor < more.Cursor, "The first scan was not answered from the copy.");
        }
        finally
        {
            Directory.Delete(restored, recursive: true);
        }
    }

    [Fact]
    public async Task Name_ThatIsInUse_IsRefused()
    {
        await using TestNode node = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite);
        Operations.OperationsClient operating = node.Client("operator").Operations;
        await operating.BackUpAsync(new BackUpRequest { Name = "a" });

        await RefusedCalls.RefusedAsync(operating.BackUpAsync(new BackUpRequest { Name = "a" }), "ALREADY_EXISTS", StatusCode.AlreadyExists);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../keys")]
    [InlineData("/etc/passwd")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("-rf")]
    [InlineData("Ä")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Name_ThatIsNone_IsRefused(string name)
    {
        await using TestNode node = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite);

        await RefusedCalls.RefusedAsync(
            node.Client("operator").Operations.BackUpAsync(new BackUpRequest { Name = name }), "INVALID_ID", StatusCode.InvalidArgument);

        Assert.False(Directory.Exists(Path.Combine(node.Folder, "backups")));
    }

    [Fact]
    public async Task NodeInMemory_HasNothingToCopy()
    {
        await using TestNode node = await TestNode.StartAsync();

        await RefusedCalls.RefusedAsync(
            node.Client("operator").Operations.BackUpAsync(new BackUpRequest { Name = "a" }), "INVALID_VALUE", StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task FolderThatCannotBeWritten_IsToldAndTheNodeGoesOn()
    {
        await using TestNode node = await TestNode.StartAsync(options => options.Journal = JournalKind.Sqlite);
        await node.DefineItemsAsync();
        await File.WriteAllTextAsync(Path.Combine(node.Folder, "backups"), "a file where the folder should be");

        await RefusedCalls.RefusedAsync(
            node.Client("operator").Operations.BackUpAsync(new BackUpRequest { Name = "a" }), "STORE_UNAVAILABLE", StatusCode.Unavailable);

        Assert.True((await node.Acme.Receiving.ReceiveAsync(TestNode.Scan("1", 5))).Cursor > 0);
    }

    private static async Task ScanAsync(TestNode node, CancellationToken enough)
    {
        for (int i = 0; !enough.IsCancellationRequested; i++)
        {
            await node.Acme.Receiving.ReceiveAsync(TestNode.Scan($"{i}", 1), cancellationToken: CancellationToken.None);
        }
    }
}
