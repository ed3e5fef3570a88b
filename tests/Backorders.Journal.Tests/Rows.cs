using Backorders.Testing;

namespace Backorders.Journal.Tests;

/// <summary>Rows that mean nothing, but are chained as they must be.</summary>
internal static class Rows
{
    public static JournalBatch After(ShardGrant grant, int count, int bodyBytes = 40) => After(grant, grant.LastSeq, grant.Head, count, bodyBytes);

    public static JournalBatch After(ShardGrant grant, long seq, ChainHash head, int count, int bodyBytes = 40, SeededRandom? random = null)
    {
        random ??= new((ulong)seq);
        List<JournalRow> rows = [];
        ChainHash hash = head;
        for (int i = 1; i <= count; i++)
        {
            byte[] body = random.Bytes(bodyBytes);
            hash = hash.Next(body);
            rows.Add(new(seq + i, grant.Epoch, RowKind.Turn, body, hash, 1_000 + i));
        }

        return new(grant, seq, head, rows);
    }

    public static StoredSnapshot Snapshot(long seq, int parts)
    {
        SeededRandom random = new((ulong)seq);
        return new(seq, ChainHash.Zero.Next(random.Bytes(8)), 3, [.. Enumerable.Range(0, parts).Select(_ => (ReadOnlyMemory<byte>)random.Bytes(1_000))]);
    }

    public static bool IsUnbroken(IReadOnlyList<JournalRow> rows)
    {
        ChainHash hash = ChainHash.Zero;
        for (int i = 0; i < rows.Count; i++)
        {
            hash = hash.Next(rows[i].Body.Span);
            if (rows[i].Seq != i + 1 || rows[i].Hash != hash)
            {
                return false;
            }
        }

        return true;
    }

    public static void AssertSame(IReadOnlyList<JournalRow> expected, IReadOnlyList<JournalRow> actual)
    {
        Assert.Equal(expected.Select(Facts), actual.Select(Facts));
        Assert.Equal(expected.Select(r => Convert.ToHexString(r.Body.Span)), actual.Select(r => Convert.ToHexString(r.Body.Span)));

        static (long, long, RowKind, ChainHash, long) Facts(JournalRow r) => (r.Seq, r.Epoch, r.Kind, r.Hash, r.At);
    }

    public static void AssertSame(StoredSnapshot expected, StoredSnapshot? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal((expected.Seq, expected.Head, expected.Format), (actual.Seq, actual.Head, actual.Format));
        Assert.Equal(expected.Parts.SelectMany(p => p.ToArray()), actual.Parts.SelectMany(p => p.ToArray()));
    }
}
