using System.Data.Common;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.ReadModel.Stored;

/// <summary>The cells of the row that a reader stands on, by column name.</summary>
internal sealed class RowCells(DbDataReader reader)
{
    private readonly Dictionary<string, int> ordinals = Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => i, StringComparer.Ordinal);

    public string Text(string column) => reader.GetString(ordinals[column]);

    public string? TextOrNull(string column) => reader.IsDBNull(ordinals[column]) ? null : reader.GetString(ordinals[column]);

    /// <summary>A number; 0 for NULL, which stands for none.</summary>
    public long Number(string column) => reader.IsDBNull(ordinals[column]) ? 0 : reader.GetInt64(ordinals[column]);

    /// <summary>Yes or no, for stores that know it and for those that keep 0 and 1.</summary>
    public bool Flag(string column) => reader.GetValue(ordinals[column]) is bool flag ? flag : Number(column) != 0;

    /// <summary>A time; never for NULL.</summary>
    public Instant Time(string column) => reader.IsDBNull(ordinals[column]) ? Instant.Never : new Instant(reader.GetInt64(ordinals[column]));

    public SkuKey Item() => new(OwnerId.FromTrusted(Text("owner")), Sku.FromTrusted(Text("sku")));

    public LineKey? Line() => TextOrNull("order_no") is { } order
        ? new LineKey(new OrderKey(OwnerId.FromTrusted(Text("owner")), OrderNo.FromTrusted(order)), (int)Number("line_no"))
        : null;

    public AsnKey? Notice() => TextOrNull("asn_no") is { } asn ? new AsnKey(OwnerId.FromTrusted(Text("owner")), AsnNo.FromTrusted(asn)) : null;
}
