using Backorders.Domain.Ids;
using Backorders.ReadModel.Fold;
using Backorders.ReadModel.Port;


namespace Backorders.ReadModel.Tests;

/// <summary>A store of rows of a test's own, which the test may look into.</summary>
internal abstract class ReadRows : IAsyncDisposable
{
    public static readonly WarehouseId Warehouse = new("LON1");

    public abstract IReadModelStore Store { get; }

    public abstract IReadModelQueries Queries { get; }

    public async Task WriteAsync(IEnumerable<FoldedTurn> turns, int batch = 1000)
    {
        ReadModelWriter writer = await ReadModelWriter.OpenAsync(Store, Warehouse, CancellationToken.None);
        foreach (FoldedTurn[] part in turns.Where(t => t.Seq > writer.Cursor.Seq).Chunk(batch))
        {
            await writer.WriteAsync(part, CancellationToken.None);
        }
    }

    /// <summary>Closes the store and opens it again.</summary>
    public abstract Task ReopenAsync();

    /// <summary>The first cell of an answer.</summary>
    public abstract T Ask<T>(string sql);

    /// <summary>Every row of every table, as text, alike for all stores.</summary>
    public abstract string Dump();

    public abstract ValueTask DisposeAsync();

    protected static IEnumerable<string> Lines(string table, IEnumerable<IEnumerable<KeyValuePair<string, object>>> rows) =>
        rows.Select(r => $"{table}: {string.Join(", ", r.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} {Text(c.Value)}"))}").Order(StringComparer.Ordinal);

    private static string Text(object? cell) => cell switch
    {
        null or DBNull => string.Empty,
        bool flag => flag ? "1" : "0",
        _ => Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
