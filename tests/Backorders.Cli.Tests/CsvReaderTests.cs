using System.IO.Compression;
using System.Text;
using Backorders.Cli.Csv;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Tests;

public sealed class CsvReaderTests
{
    [Fact]
    public void Read_QuotedFields_KeepCommasQuotesAndLineBreaks()
    {
        using CsvReader csv = new(new StringReader("a,b,c\n\"1,5\",\"say \"\"no\"\"\",\"two\nlines\"\nx,y,z\n"), "t.csv");
        Assert.True(csv.Read());
        Assert.Equal(["1,5", "say \"no\"", "two\nlines"], [csv[0], csv[1], csv[2]]);
        Assert.Equal(2, csv.Row);
        Assert.True(csv.Read());
        Assert.Equal(4, csv.Row);
        Assert.False(csv.Read());
    }

    [Fact]
    public void Read_EmptyFieldsAndEmptyLines_AreEmptyAndSkipped()
    {
        using CsvReader csv = new(new StringReader("a,b\r\n\r\n1,\r\n,2\r\n"), "t.csv");
        Assert.True(csv.Read());
        Assert.Equal(("1", ""), (csv[0], csv[1]));
        Assert.True(csv.Read());
        Assert.Equal(("", "2"), (csv[0], csv[1]));
        Assert.Equal(4, csv.Row);
    }

    [Fact]
    public void Read_RowsOfOtherLengths_AreEmptyBehindTheirEnd()
    {
        using CsvReader csv = new(new StringReader("a,b\n1\n1,2,3\n"), "t.csv");
        Assert.True(csv.Read());
        Assert.Equal((1, "1", ""), (csv.Count, csv[0], csv[1]));
        Assert.True(csv.Read());
        Assert.Equal((3, "3", ""), (csv.Count, csv[2], csv[3]));
    }

    [Fact]
    public void Read_LineBreaksOfAnyKindWithinQuotes_AreCountedAndKept()
    {
        using CsvReader csv = new(new StringReader("a,b\r\n1,\"two\r\n\r\nlines\"\r\n\r\n9,9"), "t.csv");
        Assert.True(csv.Read());
        Assert.Equal((2, "two\r\n\r\nlines"), (csv.Row, csv[1]));
        Assert.True(csv.Read());
        Assert.Equal((6, "9"), (csv.Row, csv[1]));
        Assert.False(csv.Read());
    }

    [Fact]
    public void Read_QuoteThatIsNeverClosed_NamesWhereItWasOpened()
    {
        using CsvReader csv = new(new StringReader("sku,text,n\n1,good,1\n2,\"open,1\n3,good,1\n"), "t.csv");
        Assert.True(csv.Read());
        Assert.Equal("good", csv[1]);
        Assert.True(csv.Read());
        Assert.Equal("2", csv[0]);
        CsvRowException e = Assert.Throws<CsvRowException>(() => csv[1]);
        Assert.Equal("row 3, column text: a quote is opened and not closed at its field's end; this row and all that follows it cannot be read.", e.Message);
        Assert.False(csv.Read());
    }

    /// <summary>RFC 4180, 2.5: a field that does not begin with a quote is taken as it stands.</summary>
    [Fact]
    public void Read_QuoteWithinAField_IsACharacterLikeAnyOther()
    {
        using CsvReader csv = new(new StringReader("sku,text,n\n1,19\" rack,1\n2, \"spaced\",2\n3,\"19\"\" rack\",3\n4,\"\",4\n"), "t.csv");
        List<string> read = [];
        while (csv.Read())
        {
            read.Add($"{csv.Row}:{csv[0]}|{csv[1]}|{csv[2]}");
        }

        Assert.Equal(["2:1|19\" rack|1", "3:2| \"spaced\"|2", "4:3|19\" rack|3", "5:4||4"], read);
    }

    [Theory]
    [InlineData("2,\"open\" ended,1\n3,good,1\n")]
    [InlineData("2,\"open,1\n3,\"good\",1\n")]
    [InlineData("2,good,\"1\"\"")]
    [InlineData("2,good,\"")]
    public void Read_QuoteThatIsClosedInTheWrongPlace_NamesTheFirstRowAndEndsThere(string rows)
    {
        using CsvReader csv = new(new StringReader("sku,text,n\n1,good,1\n" + rows), "t.csv");
        Assert.True(csv.Read());
        Assert.False(csv.IsBroken);
        Assert.True(csv.Read());
        Assert.True(csv.IsBroken);
        Assert.Equal("2", csv[0]);
        CsvRowException e = Assert.Throws<CsvRowException>(() => csv[2]);
        Assert.Matches("^row 3, column (text|n): .*quote", e.Message);
        Assert.False(csv.Read());
    }

    /// <summary>A file of any size with one open quote is not read into memory as a whole.</summary>
    [Fact]
    public void Read_QuoteThatIsNeverClosedBeforeVeryMuch_IsRefusedAsWell()
    {
        using CsvReader csv = new(new StringReader($"a,b\n1,\"{new string('x', 20_000_000)}\n"), "t.csv");
        Assert.True(csv.Read());
        CsvRowException e = Assert.Throws<CsvRowException>(() => csv[0]);
        Assert.StartsWith("row 2, column a: a quote is opened and not closed", e.Message, StringComparison.Ordinal);
        Assert.False(csv.Read());
    }

    [Fact]
    public void Constructor_QuoteThatIsNeverClosed_IsRefused()
    {
        CliException e = Assert.Throws<CliException>(() => new CsvReader(new StringReader("a,\"b\n1,2\n"), "t.csv"));
        Assert.StartsWith("t.csv: row 1, column 2: a quote is opened", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GzipWithByteOrderMark_ReadsTheFirstColumn()
    {
        using Folder folder = new();
        string path = Path.Combine(folder.Path, "x.csv.gz");
        using (GZipStream gzip = new(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetPreamble());
            gzip.Write("sku,qty\nä,1\n"u8);
        }

        using CsvReader csv = CsvReader.Open(path);
        Assert.True(csv.Read());
        Assert.Equal("ä", csv[csv.ColumnOf("sku")]);
    }

    [Fact]
    public void ColumnOf_Missing_NamesTheFileAndTheColumns()
    {
        using CsvReader csv = new(new StringReader("a,b\n"), "t.csv");
        CliException e = Assert.Throws<CliException>(() => csv.ColumnOf("sku"));
        Assert.Equal("t.csv: there is no column 'sku'; the first row names a, b.", e.Message);
    }

    [Theory]
    [InlineData("12.5", "'12.5' is not a whole number.")]
    [InlineData("", "'' is not a whole number.")]
    public void Number_Broken_NamesRowAndColumn(string text, string problem)
    {
        using CsvReader csv = new(new StringReader($"qty,x\n{text},1\n"), "t.csv");
        csv.Read();
        CsvRowException e = Assert.Throws<CsvRowException>(() => csv.Number(0, "qty"));
        Assert.Equal($"row 2, column qty: {problem}", e.Message);
    }

    [Fact]
    public void Constructor_EmptyFile_IsRefused() =>
        Assert.Throws<CliException>(() => new CsvReader(new StringReader(string.Empty), "t.csv"));

    /// <summary>A packed file that was damaged on its way shows it only where the damage is.</summary>
    [Fact]
    public void Read_PackedFileDamagedFurtherOn_IsRefusedByRow()
    {
        using Folder folder = new();
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(1, 40_000).Select(i => $"{i},x\n"))));
        }

        string path = Path.Combine(folder.Path, "t.csv.gz");
        File.WriteAllBytes(path, packed.ToArray()[..150_000]);
        using CsvReader csv = CsvReader.Open(path);
        int rows = 0;
        CliException refused = Assert.Throws<CliException>(() =>
        {
            while (csv.Read())
            {
                rows++;
            }
        });
        Assert.StartsWith($"t.csv.gz: row {rows + 2} and all that follows it cannot be read: ", refused.Message);
        Assert.True(rows > 1_000);
    }

    [Fact]
    public void Read_PackedFileCutAnywhere_IsRefused()
    {
        using Folder folder = new();
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("a,b\n" + string.Concat(Enumerable.Range(1, 50).Select(i => $"{i},x\n"))));
        }

        // The last eight bytes are a checksum and the length: without them nobody knows whether the rows are all that were sent.
        string path = Path.Combine(folder.Path, "t.csv.gz");
        for (int bytes = 2; bytes < packed.Length; bytes++)
        {
            File.WriteAllBytes(path, packed.ToArray()[..bytes]);
            CliException refused = Assert.Throws<CliException>(() =>
            {
                using CsvReader csv = CsvReader.Open(path);
                while (csv.Read())
                {
                }
            });
            Assert.StartsWith("t.csv.gz: ", refused.Message);
        }
    }
}
