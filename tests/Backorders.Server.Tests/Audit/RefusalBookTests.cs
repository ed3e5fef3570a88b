using Backorders.Domain.Values;
using Backorders.Server.Audit;

namespace Backorders.Server.Tests.Audit;

/// <summary>Refusals are counted together, so that they fill no disk.</summary>
public sealed class RefusalBookTests
{
    private static readonly Instant start = new(1_700_000_000_000_000);
    private int count;

    [Fact]
    public void EqualRefusals_AreOneRecord_WithTheFirstAndTheLastTime()
    {
        RefusalBook book = new(100);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.True(book.Note(Refusal("key", "10.0.0.1", "GetOrder", start + TimeSpan.FromMilliseconds(i)), "10.0.0.1"));
        }

        AuditRecord one = Assert.Single(book.Changed());
        Assert.Equal((10_000, start, start + TimeSpan.FromMilliseconds(9_999)), (one.Times, one.At, one.LastAt));
    }

    [Fact]
    public void RefusalsThatDiffer_AreRecordsOfTheirOwn()
    {
        RefusalBook book = new(100);
        AuditRecord first = Refusal("key", "10.0.0.1", "GetOrder", start);
        AuditRecord[] others =
        [
            first with { KeyId = "other" }, first with { Owner = "RIVAL" }, first with { Address = "10.0.0.2" }, first with { Call = "GetShipment" }, first with { Thing = "item" },
            first with { Number = "2" }, first with { Warehouse = "NORTH" }, first with { Reason = "OWNER_NOT_ALLOWED" },
        ];
        foreach (AuditRecord other in others.Prepend(first))
        {
            book.Note(other with { Id = $"{count++}" }, other.Address);
        }

        Assert.Equal(others.Length + 1, book.Changed().Count);
    }

    [Fact]
    public void OneCallerWhoTriesNumberAfterNumber_IsCountedTogether_AndLeavesRoomForOthers()
    {
        RefusalBook book = new(100);
        for (int i = 0; i < 5_000; i++)
        {
            Assert.True(book.Note(Refusal("thief", "2001:db8::1", "GetOrder", start) with { Number = $"{i}" }, "2001:db8::/64"));
        }

        Assert.True(book.Note(Refusal("other", "10.0.0.1", "GetOrder", start), "10.0.0.1"));
        IReadOnlyList<AuditRecord> all = book.Changed();
        Assert.Equal(RefusalBook.PerSourceMax + 2, all.Count);
        AuditRecord together = all.Single(r => r.KeyId == "thief" && r.Times > 1);
        Assert.Equal((5_000 - RefusalBook.PerSourceMax, "2001:db8::/64", string.Empty), (together.Times, together.Address, together.Number));
    }

    [Fact]
    public void MoreThanAMinuteMayHold_IsCounted_AndTheNumberIsOnRecord()
    {
        RefusalBook book = new(10);
        bool[] kept = [.. Enumerable.Range(0, 25).Select(i => book.Note(Refusal($"key-{i}", $"10.0.0.{i}", "GetOrder", start), $"10.0.0.{i}"))];

        Assert.Equal(10, kept.Count(k => k));
        AuditRecord lost = book.Changed().Single(r => r.Reason == RefusalBook.LostReason);
        Assert.Equal((15, string.Empty), (lost.Times, lost.KeyId));
    }

    [Fact]
    public void WhatIsStored_IsNotChanged_UntilItIsCountedUp_AndAMinuteLaterANewRecordBegins()
    {
        RefusalBook book = new(10);
        book.Note(Refusal("key", "10.0.0.1", "GetOrder", start), "10.0.0.1");
        IReadOnlyList<AuditRecord> first = book.Changed();
        book.Note(Refusal("key", "10.0.0.1", "GetOrder", start + TimeSpan.FromSeconds(1)), "10.0.0.1"); // while the first is being written
        book.Stored(first, start + TimeSpan.FromSeconds(1));

        IReadOnlyList<AuditRecord> second = book.Changed();
        Assert.Equal((first[0].Id, 2), (Assert.Single(second).Id, second[0].Times));
        book.Stored(second, start + RefusalBook.Window);
        Assert.Empty(book.Changed());

        book.Note(Refusal("key", "10.0.0.1", "GetOrder", start + RefusalBook.Window), "10.0.0.1");
        AuditRecord later = Assert.Single(book.Changed());
        Assert.Equal((true, 1), (later.Id != first[0].Id, later.Times));
    }

    [Fact]
    public void WhatCouldNotBeWritten_IsKept_HoweverLongTheStoreIsAway()
    {
        RefusalBook book = new(10);
        book.Note(Refusal("key", "10.0.0.1", "GetOrder", start), "10.0.0.1");
        book.Stored([], start + (RefusalBook.Window * 5));

        Assert.Single(book.Changed());
    }

    private AuditRecord Refusal(string key, string address, string call, Instant at) => new()
    {
        Id = $"{count++}", At = at, LastAt = at, KeyId = key, Owner = "ACME", Address = address, Warehouse = "MAIN", Call = call, Thing = "order", Number = "1", Reason = "OTHER_OWNERS",
    };
}
