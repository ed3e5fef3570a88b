using Backorders.Partners.Labels;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using Backorders.Partners.Labels.Barcodes;
using Backorders.Partners.Labels.Fonts;
using Backorders.Partners.Labels.Layout;
using Backorders.Partners.Labels.Writers;

namespace Backorders.Partners.Tests.Labels;

public sealed class LabelTests
{
    /// <summary>The first two letters of every command that labels are made of.</summary>
    private static readonly string[] Commands = ["XA", "CI", "PW", "LL", "PO", "FO", "GB", "FS", "FT", "A0", "FR", "FH", "FD", "BY", "BC", "XZ"];

    public static TheoryData<string, LabelFormat, LabelSize> Texts()
    {
        TheoryData<string, LabelFormat, LabelSize> all = [];
        foreach ((string name, _) in Samples.All)
        {
            foreach (LabelSize size in Enum.GetValues<LabelSize>())
            {
                all.Add(name, LabelFormat.Zpl, size);
                all.Add(name, LabelFormat.Svg, size);
            }
        }

        return all;
    }

    public static TheoryData<string, LabelSize, int> Drawings()
    {
        TheoryData<string, LabelSize, int> all = [];
        foreach ((string name, _) in Samples.All)
        {
            foreach (LabelSize size in Enum.GetValues<LabelSize>())
            {
                foreach (int dotsPerMm in Label.DotsPerMm)
                {
                    all.Add(name, size, dotsPerMm);
                }
            }
        }

        return all;
    }

    /// <summary>Recorded with <c>BACKORDERS_RECORD=1</c>.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void Make_TextFormats_AreAsRecorded(string name, LabelFormat format, LabelSize size)
    {
        string made = Encoding.UTF8.GetString(Label.Make(Find(name), format, size, 8).Content);
        string folder = typeof(LabelTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Folder").Value! + "Labels/Golden";
        string file = Path.Combine(folder, $"{name}-{size}.{format.ToString().ToLowerInvariant()}");
        if (Environment.GetEnvironmentVariable("BACKORDERS_RECORD") == "1")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(File.ReadAllText(file), made);
    }

    [Theory]
    [MemberData(nameof(Drawings))]
    public void Draw_Anything_KeepsEverythingOnTheLabelAndApart(string name, LabelSize size, int dotsPerMm)
    {
        Drawing drawing = Label.Draw(Find(name), size, dotsPerMm);
        List<(int Left, int Top, int Right, int Bottom, string What)> places = [];
        foreach (Shape shape in drawing.Shapes)
        {
            (int, int, int, int, string) place = shape switch
            {
                TextRun t => (t.X, t.Baseline - Font.Get(t.Bold).CapHeight(t.Size), t.X + t.Width, t.Baseline, t.Content),
                PrintedBarcode b => (
                    b.X - (Code128.QuietZoneModules * b.ModuleWidth), b.Y,
                    b.X + ((b.Modules.Count + Code128.QuietZoneModules) * b.ModuleWidth), b.Y + b.Height, "barcode"),
                Box b => (b.X, b.Y, b.X + b.Width, b.Y + b.Height, "box"),
                _ => throw new InvalidOperationException(shape.ToString()),
            };
            places.Add(place);
        }

        int edge = 3 * dotsPerMm;
        Assert.All(places, p => Assert.True(
            p.Left >= 0 && p.Right <= drawing.Width - (p.What == "barcode" ? 0 : edge) && p.Top >= edge && p.Bottom <= drawing.Height - edge / 2, p.ToString()));
        List<(int Left, int Top, int Right, int Bottom, string What)> solid = [.. places.Where(p => p.What != "box")];
        for (int i = 0; i < solid.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (var a, var b) = (solid[i], solid[j]);
                Assert.False(a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom, $"{a} overlaps {b}");
            }
        }
    }

    [Fact]
    public void Make_Zpl_HoldsNoCommandThatCameFromATextOfTheOwner()
    {
        string zpl = Encoding.ASCII.GetString(Label.Make(Samples.Odd, LabelFormat.Zpl, LabelSize.W100H150, 8).Content);
        Assert.DoesNotContain('~', zpl);
        Assert.DoesNotContain('\\', zpl);
        Assert.Equal(1, zpl.Split("^XA").Length - 1);
        Assert.Equal(1, zpl.Split("^XZ").Length - 1);
        Assert.All(zpl.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).SkipLast(1), line => Assert.Matches("^\\^(CI|PW|LL|PO|FO|FT)", line));
    }

    [Fact]
    public void Make_ZplOfEveryLabel_HoldsNoCommandThatCameFromAText()
    {
        foreach ((string name, LabelContent label) in Samples.All)
        {
            foreach (LabelSize size in Enum.GetValues<LabelSize>())
            {
                string zpl = Encoding.ASCII.GetString(Label.Make(label, LabelFormat.Zpl, size, 12).Content);
                Assert.DoesNotContain('~', zpl);
                Assert.All(zpl.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).SkipLast(1), line => Assert.Matches("^\\^(CI28|PW|LL|PON|FO[0-9,]+\\^(GB|BY)|FT[0-9,]+\\^A0N)", line));
                Assert.True(zpl.Split('^').Skip(1).All(c => Commands.Contains(c[..2])), $"{name} {size}: {string.Join(' ', zpl.Split('^').Skip(1).Select(c => c[..2]).Except(Commands))}");
            }
        }
    }

    [Fact]
    public void Make_ZplOfSeveralCopies_SaysSoOnce()
    {
        string once = Encoding.ASCII.GetString(Label.Make(Samples.Parcel, LabelFormat.Zpl, LabelSize.W100H50, 8).Content);
        string twice = Encoding.ASCII.GetString(Label.Make(Samples.Parcel, LabelFormat.Zpl, LabelSize.W100H50, 8, copies: 2).Content);
        Assert.DoesNotContain("^PQ", once);
        Assert.Equal(once.Replace("^XZ", "^PQ2\n^XZ", StringComparison.Ordinal), twice);
        Assert.Throws<ArgumentOutOfRangeException>(() => Label.Make(Samples.Parcel, LabelFormat.Zpl, LabelSize.W100H50, 8, copies: Label.CopiesMax + 1));
    }

    [Fact]
    public void Make_Copy_SaysThatItIsOneInBigLetters()
    {
        foreach (LabelContent label in new LabelContent[] { Samples.Usual, Samples.Parcel, Samples.PutAway })
        {
            foreach (LabelSize size in Enum.GetValues<LabelSize>())
            {
                string zpl = Encoding.ASCII.GetString(Label.Make(label with { CopyNote = "COPY of 10:32" }, LabelFormat.Zpl, size, 8).Content);
                Assert.Contains("^FDCOPY of 10:32^FS", zpl);
            }
        }
    }

    [Fact]
    public void Draw_ParcelWhoseNumberIsTooLongOrNoAscii_HasItAsTextAlone()
    {
        Assert.Single(Label.Draw(Samples.Parcel, LabelSize.W100H50, 8).Shapes.OfType<PrintedBarcode>());
        Assert.Empty(Label.Draw(Samples.Parcel with { Parcel = new string('X', 40) }, LabelSize.W100H50, 8).Shapes.OfType<PrintedBarcode>());
        Assert.Empty(Label.Draw(Samples.Parcel with { Parcel = "Päckchen" }, LabelSize.W100H50, 8).Shapes.OfType<PrintedBarcode>());
    }

    [Fact]
    public void Make_Svg_IsWellFormedAndTellsTheTextsAsTheyAre()
    {
        XDocument svg = XDocument.Parse(Encoding.UTF8.GetString(Label.Make(Samples.Odd, LabelFormat.Svg, LabelSize.W100H150, 12).Content));
        string[] texts = [.. svg.Root!.Elements(XName.Get("text", "http://www.w3.org/2000/svg")).Select(e => e.Value)];
        Assert.Contains("(00) 376104250021234569", texts);
        Assert.Contains(texts, t => t.StartsWith("]]><!--^XA~JA", StringComparison.Ordinal));
        Assert.Contains("1000000000", texts);
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName == "script");
    }

    [Fact]
    public void Make_Png_HasBlackLettersWhereTheyShouldBe()
    {
        Raster raster = Raster.Of(LargeLabel.Draw(Samples.Usual with { Lane = "I" }, 8));
        Assert.True(raster[45, 45], "the panel of the lane is black");
        Assert.False(raster[10, 10], "the edge is white");
        int row = 190; // Half way down the letter I in the panel: one white bar.
        Assert.Equal(2, Enumerable.Range(41, 440).Count(x => raster[x, row] != raster[x - 1, row]));
    }

    [Fact]
    public void Make_NoSscc_Throws() =>
        Assert.Throws<ArgumentException>(() => Label.Make(Samples.Usual with { Sscc = "376104250021234568" }, LabelFormat.Png, LabelSize.W100H50, 8));

    [Fact]
    public void Make_OtherPrintHead_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Label.Make(Samples.Usual, LabelFormat.Png, LabelSize.W100H50, 6));

    private static LabelContent Find(string name) => Samples.All.Single(s => s.Name == name).Label;
}
