using Backorders.Partners.Labels;
using Backorders.Partners.Labels.Barcodes;

namespace Backorders.Partners.Tests.Labels;

/// <summary>The symbol is read back by the standard's own table, so that what a scanner sees hangs on no encoder.</summary>
public sealed class Code128Tests
{
    private const int StartC = 105;
    private const int Function1 = 102;
    private const int Stop = 106;

    /// <summary>Widths of bars and spaces by symbol character, beginning with a bar (ISO/IEC 15417, table 1).</summary>
    private static readonly string[] widths = (
        "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 " +
        "223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 " +
        "112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 " +
        "311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 " +
        "122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 " +
        "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112").Split(' ');

    [Theory]
    [InlineData("376104250021234569", "37 61 4 25 0 21 23 45 69")]
    [InlineData("000000000000000000", "0 0 0 0 0 0 0 0 0")]
    [InlineData("999999999999999995", "99 99 99 99 99 99 99 99 95")]
    public void Sscc_IsSetC_Fnc1_PairsOfDigits_CheckCharacterAndStop(string sscc, string pairs)
    {
        int[] data = [StartC, Function1, 0, .. pairs.Split(' ').Select(int.Parse)];

        // The start character and each other one times its place, modulo 103 (ISO/IEC 15417, annex A).
        int check = data.Select((symbol, place) => symbol * Math.Max(place, 1)).Sum() % 103;
        Assert.Equal([.. data, check, Stop], Read(Code128.Sscc(sscc)));
    }

    [Theory]
    [InlineData("4006381333931", "", "[C][FNC1]0104006381333931")]
    [InlineData("96385074", "7", "[C][FNC1]0100000096385074[B]107")]
    [InlineData("4006381333931", "A7/1", "[C][FNC1]010400638133393110[B]A7/1")]
    [InlineData("4006381333931", "Größe", "[C][FNC1]0104006381333931")]
    [InlineData("4006381333931", "A^7", "[C][FNC1]0104006381333931")]
    public void Item_BeginsWithFnc1_AndEndsWithTheLot_WhereGs1CanWriteIt(string gtin, string lot, string expected) =>
        Assert.Equal(Text(expected), Text(Tell(Read(Code128.Item(gtin, lot)!))));

    [Theory]
    [InlineData("P1-2123457")]
    [InlineData("a parcel ~^>")]
    [InlineData("00012")]
    public void Plain_IsReadBackAsItWas_WithoutFnc1(string text) => Assert.Equal(text, Text(Tell(Read(Code128.Plain(text)!))));

    [Fact]
    public void Plain_OfWhatCannotBeEncoded_IsNone()
    {
        Assert.Null(Code128.Plain(string.Empty));
        Assert.Null(Code128.Plain("ü"));
        Assert.Null(Code128.Plain("\u00F1")); // what ZXing.Net takes for FNC1
        Assert.Null(Code128.Plain(new string('1', Code128.LengthMax + 1)));
        Assert.Null(Code128.Item("12345", string.Empty));
    }

    /// <summary>Without the changes of the code set: which one is chosen is the encoder's.</summary>
    private static string Text(string told) => told.Replace("[B]", string.Empty, StringComparison.Ordinal).Replace("[C]", string.Empty, StringComparison.Ordinal);

    /// <summary>What symbol characters say, by the standard's table 1.</summary>
    private static string Tell(int[] symbols)
    {
        int check = symbols[..^2].Select((symbol, place) => symbol * Math.Max(place, 1)).Sum() % 103;
        Assert.Equal([check, Stop], symbols[^2..]);
        bool isC = symbols[0] == StartC;
        string told = isC ? "[C]" : "[B]";
        foreach (int symbol in symbols[1..^2])
        {
            if (symbol == Function1)
            {
                told += "[FNC1]";
            }
            else if ((isC && symbol == 100) || (!isC && symbol == 99))
            {
                isC = !isC;
                told += isC ? "[C]" : "[B]";
            }
            else
            {
                told += isC ? symbol.ToString("00", System.Globalization.CultureInfo.InvariantCulture) : ((char)(symbol + ' ')).ToString();
            }
        }

        return told;
    }

    [Fact]
    public void Sscc_IsAlwaysOfTheSameWidth() => Assert.Equal(156, Code128.Sscc("376104250021234569").Count);

    [Fact]
    public void Sscc_OfWhatCannotBeEncoded_Throws() => Assert.ThrowsAny<ArgumentException>(() => Code128.Sscc("ü"));

    /// <summary>The symbol characters of modules: six widths each, seven the stop.</summary>
    private static int[] Read(IReadOnlyList<bool> modules)
    {
        List<int> symbols = [];
        string run = string.Empty;
        for (int from = 0; from < modules.Count;)
        {
            int to = from;
            while (to < modules.Count && modules[to] == modules[from])
            {
                to++;
            }

            run += (char)('0' + to - from);
            from = to;
            if ((run.Length == 6 && from < modules.Count - 2) || from == modules.Count)
            {
                symbols.Add(Array.IndexOf(widths, run));
                run = string.Empty;
            }
        }

        return [.. symbols];
    }
}
