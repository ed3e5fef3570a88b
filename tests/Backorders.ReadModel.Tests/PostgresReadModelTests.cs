using System.Globalization;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.Postgres;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Postgres;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;
using Backorders.ReadModel.Stored;
using Backorders.Testing.Postgres;
using Npgsql;

namespace Backorders.ReadModel.Tests;

/// <summary>The store on a real PostgreSQL.</summary>
public sealed class PostgresReadModelTests
{
    public static TheoryData<int> Seeds => [1, 2, 3];

    [PostgresTheory]
    [MemberData(nameof(Seeds))]
    public Task History_AnyCommands_GivesTheDomainsFigures(int seed) => StoreConformance.FiguresAsync(ReadDatabase.OpenAsync, seed);

    [PostgresTheory]
    [MemberData(nameof(Seeds))]
    public Task History_AnyCommands_GivesTheDomainsLinesAndTasks(int seed) => StoreConformance.LinesAndTasksAsync(ReadDatabase.OpenAsync, seed);

    [PostgresTheory]
    [MemberData(nameof(Seeds))]
    public Task History_CutAnywhere_GivesTheSameRows(int seed) => StoreConformance.CutAnywhereAsync(ReadDatabase.OpenAsync, seed);

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task History_CommitsFail_GoesOnAtTheStoredCursor(bool stored) => StoreConformance.CommitsFailAsync(ReadDatabase.OpenAsync, stored);

    [PostgresFact]
    public Task Reset_RemovesOneWarehouseAlone() => StoreConformance.ResetAsync(ReadDatabase.OpenAsync);

    [PostgresFact]
    public Task Writer_ThatGoesOnFromElsewhere_IsRefused() => StoreConformance.StaleWriterAsync(ReadDatabase.OpenAsync);

    [PostgresTheory]
    [InlineData(21)]
    [InlineData(22)]
    public Task Writers_ThatAllBelieveToBeTheOne_LeaveTheRowsOfOne(int seed) => StoreConformance.RaceAsync(ReadDatabase.OpenAsync, seed);

    [PostgresFact]
    public Task Discrepancies_PagesByKey_AreAllThereOnce() => StoreConformance.DiscrepancyPagesAsync(ReadDatabase.OpenAsync);

    [PostgresTheory]
    [InlineData(40)]
    [InlineData(10_000)]
    public Task Discrepancies_OpenOnly_AreTheCountsThatNobodyDid(int batch) => StoreConformance.OpenDiscrepanciesAsync(ReadDatabase.OpenAsync, batch);

    [PostgresTheory]
    [MemberData(nameof(Seeds))]
    public async Task Answers_OfBothStores_AreTheSame(int seed)
    {
        History history = History.Random(seed + 100, 1200);
        await using ReadRows here = await ReadDatabase.OpenAsync();
        await using ReadFile there = new();
        await here.WriteAsync(history.Turns, 300);
        await there.WriteAsync(history.Turns, 300);
        Assert.Equal(there.Dump(), here.Dump());
        Assert.Equal(await AnswersAsync(there.Queries, history), await AnswersAsync(here.Queries, history));
    }

    [PostgresFact]
    public async Task Rows_OfAnotherVersionOfTheFold_AreFoldedAnew()
    {
        History history = History.Random(3, 200);
        await using ReadDatabase rows = await ReadDatabase.MakeAsync();
        await rows.WriteAsync(history.Turns);
        string before = rows.Dump();
        await rows.ExecuteAsync("UPDATE read_cursor SET version = 9999");
        Assert.Equal(ReadCursor.Start, await rows.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
        Assert.Equal(0, rows.Ask<long>("SELECT count(*) FROM line"));
        await rows.WriteAsync(history.Turns);
        Assert.Equal(before, rows.Dump());
    }

    [PostgresFact]
    public async Task Tables_HoldEveryCount()
    {
        await using ReadDatabase rows = await ReadDatabase.MakeAsync();
        IEnumerable<string> columns = rows.Rows("SELECT column_name FROM information_schema.columns WHERE table_schema = 'backorders' AND table_name = 'quarter'")
            .Select(r => (string)r["column_name"]);
        Assert.Equal(CountColumns.Names.Concat(["warehouse", "at", "owner"]).Order(StringComparer.Ordinal), columns.Order(StringComparer.Ordinal));
    }

    [PostgresFact]
    public async Task Views_TellTimesAsTimes()
    {
        await using ReadDatabase rows = await ReadDatabase.MakeAsync();
        await rows.WriteAsync(History.Random(3, 300).Turns);
        foreach ((string view, string table, string time) in (ReadOnlySpan<(string, string, string)>)
            [
                ("orders", "order_head", "accepted_at"), ("lines", "line", "enqueued_at"), ("tasks", "task", "made_at"), ("receipts", "receipt", "occurred_at"),
                ("notices", "inbound", "announced_at"), ("discrepancies", "discrepancy", "at"), ("quarters", "quarter", "at"),
            ])
        {
            string sql = $"SELECT {time} FROM {{0}} ORDER BY 1 LIMIT 1";
            DateTime seen = (DateTime)rows.Rows(string.Format(CultureInfo.InvariantCulture, sql, view))[0][time];
            Assert.Equal(new Instant(rows.Ask<long>(string.Format(CultureInfo.InvariantCulture, sql, table))).ToDateTimeOffset(), new DateTimeOffset(seen));
            Assert.Equal(rows.Ask<long>($"SELECT count(*) FROM {table}"), rows.Ask<long>($"SELECT count(*) FROM {view}"));
        }
    }

    [PostgresFact]
    public async Task Role_ThatServes_NeedsNoMoreThanItIsGranted()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        PostgresOptions options = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("CREATE ROLE rows_server LOGIN PASSWORD 'secret'");
        await SchemaMigrator.MigrateAsync(options, [PostgresReadModel.Part], "rows_server", CancellationToken.None);
        options.ConnectionString = options.ConnectionString.Replace("Username=postgres", "Username=rows_server;Password=secret", StringComparison.Ordinal);
        await using PostgresReadModel store = new(options, "test");
        ReadModelWriter writer = await ReadModelWriter.OpenAsync(store, ReadRows.Warehouse, CancellationToken.None);
        History history = History.Random(3, 200);
        await writer.WriteAsync(history.Turns, CancellationToken.None);
        Assert.NotEmpty(await AnswersAsync(store, history));
        await store.ResetAsync(ReadRows.Warehouse, writer.Cursor, CancellationToken.None);
    }

    [PostgresFact]
    public async Task Reports_ThatHang_LeaveTheFeedersTheirConnections()
    {
        await using ReadDatabase rows = await ReadDatabase.MakeAsync();
        await using NpgsqlConnection holder = await (await PostgresServer.SharedAsync()).ConnectAsync(new NpgsqlConnectionStringBuilder(rows.Options.ConnectionString).Database!);
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await new NpgsqlCommand("LOCK TABLE backorders.discrepancy", holder, held).ExecuteNonQueryAsync();
        using CancellationTokenSource end = new();
        Task[] reports = [.. Enumerable.Range(0, 16).Select(_ => rows.Queries.ListDiscrepanciesAsync(ReadRows.Warehouse, new DiscrepancyFilter(), end.Token).AsTask())];

        Assert.Equal(ReadCursor.Start, await rows.Store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));

        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Task.WhenAll(reports));
    }

    [PostgresFact]
    public async Task Store_WithoutTables_SaysWhatToDo()
    {
        PostgresOptions options = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using PostgresReadModel store = new(options, "test");
        ReadModelUnavailableException refused = await Assert.ThrowsAsync<ReadModelUnavailableException>(
            async () => await store.ReadCursorAsync(ReadRows.Warehouse, CancellationToken.None));
        Assert.Contains("backorders migrate", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Every question, for all owners and for one, over the whole and over a part.</summary>
    private static async Task<string> AnswersAsync(IReadModelQueries queries, History history)
    {
        Instant end = history.Scenario.Now;
        Instant middle = history.Turns[history.Turns.Count / 2].At;
        OwnerId acme = Domain.Tests.Scenario.Acme;
        List<string> text = [];
        foreach (OwnerId? owner in (OwnerId?[])[null, acme])
        {
            foreach ((Instant from, Instant to) in ((Instant, Instant)[])[(new Instant(0), Instant.Never), (middle, end)])
            {
                text.AddRange((await queries.ListCountsAsync(ReadRows.Warehouse, owner, from, to, default)).Select(c => $"{c.Quarter} {string.Join(' ', c.Counts.All)}"));
                text.AddRange((await queries.ListTaskTimesAsync(ReadRows.Warehouse, owner, from, to, default)).Select(t => t.ToString()!).Order());
                text.AddRange((await queries.ListWaitsAsync(ReadRows.Warehouse, owner, from, to, default)).Select(w => w.ToString()!).Order());
                text.AddRange((await queries.ListDemandAsync(ReadRows.Warehouse, acme, owner is null ? null : new Sku("A"), from, to, default)).Select(d => d.ToString()!).Order());
                text.AddRange((await queries.ListLeadTimesAsync(ReadRows.Warehouse, acme, null, from, to, default)).Select(d => d.ToString()!).Order());
                DiscrepancyFilter filter = new() { Owner = owner, From = from, To = to, Kinds = owner is null ? [] : [DiscrepancyKind.Damage, DiscrepancyKind.ShortReceipt] };
                text.AddRange((await queries.ListDiscrepanciesAsync(ReadRows.Warehouse, filter, default)).Select(d => $"{d.Seq} {d.Part} {d.Kind} {d.Expected} {d.Found} {d.SettledAt}"));
            }

            text.AddRange((await queries.ListQueuesAsync(ReadRows.Warehouse, owner, 5, default)).Select(q => q.ToString()!));
        }

        LineKey line = new(new OrderKey(acme, new OrderNo("none")), 1);
        Assert.Null(await queries.FindLineAsync(ReadRows.Warehouse, line, default));
        return string.Join('\n', text);
    }
}
