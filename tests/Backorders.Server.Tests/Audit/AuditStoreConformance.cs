using Backorders.Domain.Values;
using Backorders.Server.Audit;

namespace Backorders.Server.Tests.Audit;

/// <summary>What every store of the audit keeps.</summary>
public abstract class AuditStoreConformance : IAsyncLifetime
{
    private static readonly Instant start = new(1_700_000_000_000_000);

    private protected IAuditStore Store { get; set; } = null!;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    protected abstract Task ReopenAsync();

    public virtual async Task Record_IsReadAsItWasPut_AlsoAfterAReopening_AndPutAgainByItsId()
    {
        AuditRecord record = Record(1) with
        {
            KeyId = "k", Owner = "O", Roles = 33, Address = "10.0.0.1", Node = "n1", Warehouse = "W", Call = "C", Thing = "shard", Number = "7", Outcome = AuditOutcome.Unknown, Status = 5,
            Reason = "R", Detail = "a'b\"c\0d".Replace("\0", string.Empty, StringComparison.Ordinal),
        };
        await Store.PutAsync([record]);
        await ReopenAsync();
        Assert.Equal(record, Assert.Single(await AllAsync(new AuditQuery(default, AuditPlace.End))));

        AuditRecord ended = record with { Outcome = AuditOutcome.Done, Times = 3, LastAt = record.LastAt + TimeSpan.FromSeconds(1), Reason = string.Empty };
        await Store.PutAsync([ended]);
        Assert.Equal(ended, Assert.Single(await AllAsync(new AuditQuery(default, AuditPlace.End))));
        await Store.RemoveAsync(record.Id);
        Assert.Empty(await AllAsync(new AuditQuery(default, AuditPlace.End)));
    }

    public virtual async Task Records_AreListedNewestFirst_OfOneTimeByTheirId_FromAnyPlaceOn()
    {
        await Store.PutAsync([.. Enumerable.Range(1, 30).Select(i => Record(i) with { At = start + TimeSpan.FromSeconds(i / 10) })]);
        string[] all = [.. (await AllAsync(new AuditQuery(default, AuditPlace.End))).Select(r => r.Id)];
        Assert.Equal(Enumerable.Range(1, 30).Reverse().Select(i => $"{i:D4}"), all);

        List<string> paged = [];
        AuditPlace before = AuditPlace.End;
        while (await Store.ListAsync(new AuditQuery(default, before), 7, default) is { Count: > 0 } page)
        {
            paged.AddRange(page.Select(r => r.Id));
            Assert.True(paged.Count < 1_000, "The pages do not end.");
            before = AuditPlace.OfRow(page[^1]);
            await Store.PutAsync([Record(100 + paged.Count) with { At = start + TimeSpan.FromHours(1) }]); // written meanwhile
        }

        Assert.Equal(all, paged);
        Assert.Equal(10, (await AllAsync(new AuditQuery(start + TimeSpan.FromSeconds(1), AuditPlace.Before(start + TimeSpan.FromSeconds(2))))).Count);
    }

    public virtual async Task Filter_FindsWhatItNames()
    {
        await Store.PutAsync(
        [
            Record(1) with { KeyId = "x" }, Record(2) with { Owner = "x" }, Record(3) with { Warehouse = "x" }, Record(4) with { Call = "x" }, Record(5) with { Thing = "x" },
            Record(6) with { Number = "x" }, Record(7) with { Outcome = AuditOutcome.Done },
        ]);
        AuditQuery all = new(default, AuditPlace.End);
        AuditQuery[] each =
        [
            all with { KeyId = "x" }, all with { Owner = "x" }, all with { Warehouse = "x" }, all with { Call = "x" }, all with { Thing = "x" }, all with { Number = "x" },
            all with { Outcome = AuditOutcome.Done },
        ];
        for (int i = 0; i < each.Length; i++)
        {
            Assert.Equal($"{i + 1:D4}", Assert.Single(await AllAsync(each[i])).Id);
        }
    }

    public virtual async Task OldRecords_AreDeletedInSlices_TheOldestFirst()
    {
        await Store.PutAsync([.. Enumerable.Range(1, 10).Select(Record)]);

        Assert.Equal(3, await Store.DeleteBeforeAsync(Record(8).At, 3));
        Assert.Equal("0004", (await AllAsync(new AuditQuery(default, AuditPlace.End)))[^1].Id);
        Assert.Equal((4, 0), (await Store.DeleteBeforeAsync(Record(8).At, 100), await Store.DeleteBeforeAsync(Record(8).At, 100)));
    }

    public virtual async Task RefusalsBeyondWhatIsKept_AreDeletedOldestFirst_AndNothingElse()
    {
        await Store.PutAsync([.. Enumerable.Range(1, 10).Select(Record), Record(0) with { Outcome = AuditOutcome.Done }]);

        Assert.Equal((4, 2, 0), (await Store.TrimRefusalsAsync(4, 4), await Store.TrimRefusalsAsync(4, 4), await Store.TrimRefusalsAsync(4, 4)));
        Assert.Equal(["0010", "0009", "0008", "0007", "0000"], (await AllAsync(new AuditQuery(default, AuditPlace.End))).Select(r => r.Id));
    }

    private static AuditRecord Record(int i) => new()
    {
        Id = $"{i:D4}", At = start + TimeSpan.FromSeconds(i), LastAt = start + TimeSpan.FromSeconds(i), Outcome = AuditOutcome.Refused,
    };

    private Task<IReadOnlyList<AuditRecord>> AllAsync(AuditQuery query) => Store.ListAsync(query, 1_000, default);
}
