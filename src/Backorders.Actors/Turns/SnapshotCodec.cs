using System.Security.Cryptography;
using Backorders.Domain;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Actors.Turns;

/// <summary>
/// A fold as bytes and back. Layout, little-endian, every number 8 bytes: time of the last turn; count of warehouses; for each its id, its days of
/// answers (day, count, then key and place of each), and the length and bytes of its state; at the end SHA-256 over all before it.
/// </summary>
internal static class SnapshotCodec
{
    /// <summary>Thousands: this layout. The rest: the form in which the domain writes a state.</summary>
    public const int Format = 1_000 + Warehouse.StateFormat;

    public static StoredSnapshot Write(ShardFold fold)
    {
        ChunkedWriter to = new();
        to.Add(fold.LastAt.UnixMicroseconds);
        HostedWarehouse[] warehouses = [.. fold.Warehouses];
        to.Add(warehouses.Length);
        foreach (HostedWarehouse state in warehouses)
        {
            to.Add(state.Warehouse.Id.Value);
            WriteAnswers(state.Answers, to);
            ChunkedWriter saved = new();
            state.Warehouse.Save(saved);
            to.Add(saved.Length);
            to.Add(saved);
        }

        byte[] hash = Hash(to.Chunks, to.Length);
        hash.CopyTo(to.GetSpan(hash.Length));
        to.Advance(hash.Length);
        return new(fold.LastSeq, fold.Head, Format, to.Chunks);
    }

    /// <exception cref="FormatException">The bytes are not what was written.</exception>
    public static ShardFold Read(StoredSnapshot snapshot)
    {
        long length = snapshot.Length - SHA256.HashSizeInBytes;
        ChunkedReader from = new(snapshot.Parts);
        if (snapshot.Format != Format || length < 0)
        {
            throw new FormatException($"The snapshot is of format {snapshot.Format}, not {Format}.");
        }

        byte[] expected = Hash(snapshot.Parts, length);
        ShardFold fold = ShardFold.At(snapshot.Seq, snapshot.Head, new Instant(from.ReadInt64()));
        for (int left = from.ReadCount(); left > 0; left--)
        {
            WarehouseId id = WarehouseId.FromTrusted(from.ReadText());
            AnswerIndex answers = new();
            ReadAnswers(from, answers);
            fold.Add(new HostedWarehouse(Warehouse.Load(id, from.ReadBytes(from.ReadCount())), answers));
        }

        return from.ReadBytes(SHA256.HashSizeInBytes).AsSpan().SequenceEqual(expected)
            ? fold
            : throw new FormatException("The snapshot's bytes have changed.");
    }

    /// <summary>SHA-256 over a warehouse's saved state, in hexadecimal.</summary>
    public static string StateHash(Warehouse warehouse)
    {
        ChunkedWriter saved = new();
        warehouse.Save(saved);
        return Convert.ToHexStringLower(Hash(saved.Chunks, saved.Length));
    }

    private static byte[] Hash(IReadOnlyList<ReadOnlyMemory<byte>> chunks, long length)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> chunk in chunks)
        {
            int take = (int)Math.Min(chunk.Length, length);
            hash.AppendData(chunk.Span[..take]);
            length -= take;
        }

        return hash.GetHashAndReset();
    }

    private static void WriteAnswers(AnswerIndex answers, ChunkedWriter to)
    {
        to.Add(answers.Days.Count);
        foreach (AnswerIndex.Day day in answers.Days)
        {
            to.Add(day.Number);
            to.Add(day.Seqs.Count);
            foreach (KeyValuePair<CommandKey, long> answer in day.Seqs.OrderBy(a => a.Value))
            {
                answer.Key.CopyTo(to.GetSpan(CommandKey.Length));
                to.Advance(CommandKey.Length);
                to.Add(answer.Value);
            }
        }
    }

    private static void ReadAnswers(ChunkedReader from, AnswerIndex answers)
    {
        Span<byte> key = stackalloc byte[CommandKey.Length];
        for (int days = from.ReadCount(); days > 0; days--)
        {
            long number = from.ReadInt64();
            int count = from.ReadCount();
            AnswerIndex.Day day = answers.Open(number, count);
            for (int i = 0; i < count; i++)
            {
                from.Fill(key);
                day.Seqs.Add(CommandKey.FromBytes(key), from.ReadInt64());
            }
        }
    }
}
