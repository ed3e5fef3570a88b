using System.Buffers;
using Backorders.Domain.ActorData;
using Backorders.Domain.Ids;
using Backorders.Domain.Snapshots;

namespace Backorders.Domain.Tests;

/// <summary>How late suppliers' shipments come: the 80th percentile by nearest rank of the last fifty.</summary>
public sealed class LatenessTests
{
    private static readonly OwnerId Owner = new("ACME");

    private readonly SupplierLateness lateness = new();

    [Theory]
    [InlineData(7, null)]
    [InlineData(8, 7)] // the seventh of eight: 6.4 rounded up
    [InlineData(9, 8)]
    [InlineData(10, 8)]
    [InlineData(50, 40)]
    [InlineData(60, 50)] // of 11 to 60
    public void SoManyShipments_EachAMinuteLaterThanTheLast_TheFigureIs(int shipments, int? minutes)
    {
        for (int i = 1; i <= shipments; i++)
        {
            lateness.Add(Owner, "Supplier", TimeSpan.FromMinutes(i));
        }

        Assert.Equal(minutes is { } m ? TimeSpan.FromMinutes(m) : null, lateness.Of(Owner, "Supplier"));
    }

    [Fact]
    public void Minutes_AreWholeAndRoundedDown_EarlyOnesAreNegative()
    {
        Fill(Owner, "late", TimeSpan.FromSeconds(119));
        Fill(Owner, "early", TimeSpan.FromSeconds(-61));

        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(-2)), (lateness.Of(Owner, "late"), lateness.Of(Owner, "early")));
    }

    [Fact]
    public void OwnersAndSuppliers_AreApart_AndOneWithoutANameIsNotCounted()
    {
        OwnerId other = new("OTHER");
        Fill(Owner, "one", TimeSpan.FromHours(1));
        Fill(other, "one", TimeSpan.FromHours(2));
        Fill(Owner, string.Empty, TimeSpan.FromHours(3));

        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromHours(2)), (lateness.Of(Owner, "one"), lateness.Of(other, "one")));
        Assert.Null(lateness.Of(Owner, string.Empty));
        Assert.Null(lateness.Of(Owner, "two"));
    }

    [Fact]
    public void TooManySuppliers_TheOneHeardOfLongestAgoIsForgotten()
    {
        Fill(Owner, "first", TimeSpan.FromHours(1));
        Fill(Owner, "second", TimeSpan.FromHours(1));
        lateness.Add(Owner, "first", TimeSpan.FromHours(1));
        for (int i = 0; i < SupplierLateness.SuppliersMax - 1; i++)
        {
            lateness.Add(Owner, $"s{i}", TimeSpan.Zero);
        }

        Assert.Null(lateness.Of(Owner, "second"));
        Assert.NotNull(lateness.Of(Owner, "first"));
    }

    [Fact]
    public void Snapshot_KeepsWhatIsRemembered_AndItsOrder()
    {
        Fill(Owner, "one", TimeSpan.FromHours(-1));
        Fill(Owner, "another", TimeSpan.FromHours(5));
        byte[] bytes = Bytes(lateness);
        SupplierLateness read = new();
        SnapshotReader from = new(bytes, new TextPool());
        read.Load(ref from);

        Assert.True(from.AtEnd);
        Assert.Equal(TimeSpan.FromHours(-1), read.Of(Owner, "one"));
        Assert.Equal(bytes, Bytes(read));
    }

    private static byte[] Bytes(SupplierLateness lateness)
    {
        ArrayBufferWriter<byte> to = new();
        lateness.Save(new SnapshotWriter(to));
        return to.WrittenSpan.ToArray();
    }

    private void Fill(OwnerId owner, string supplier, TimeSpan late)
    {
        for (int i = 0; i < SupplierLateness.Enough; i++)
        {
            lateness.Add(owner, supplier, late);
        }
    }
}
