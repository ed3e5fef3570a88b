namespace Backorders.Labels;

/// <summary>Code 128 (ISO/IEC 15417) in the code sets B and C, and GS1-128, which begins with FNC1.</summary>
public static class Code128
{
    /// <summary>Stands for the function character FNC1 in a text to be encoded. As the first character it makes the symbol a GS1-128 one.</summary>
    public const char Fnc1 = '\u00F1';

    /// <summary>Light modules that must stay free on either side (ISO/IEC 15417, section 4.4).</summary>
    public const int QuietZoneModules = 10;

    private const int CodeC = 99;
    private const int CodeB = 100;
    private const int Function1 = 102;
    private const int StartB = 104;
    private const int StartC = 105;
    private const int Stop = 106;
    private const int CheckModulus = 103;

    /// <summary>Widths of bars and spaces by symbol character, beginning with a bar (ISO/IEC 15417, table 1).</summary>
    private static readonly string[] Widths = (
        "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 " +
        "223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 " +
        "112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 " +
        "311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 " +
        "122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 " +
        "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112").Split(' ');

    /// <summary>A GS1-128 symbol of one serial shipping container code, with the application identifier 00 (GS1 General Specifications, section 3.2).</summary>
    /// <param name="sscc">18 digits, the last of them its check digit.</param>
    /// <returns>Modules from left to right, true for a dark one; without quiet zones.</returns>
    public static IReadOnlyList<bool> Sscc(string sscc) => Modules(Encode(Fnc1 + "00" + sscc));

    /// <summary>The symbol characters of a text: start, data, check character, stop.</summary>
    /// <exception cref="ArgumentException">The text is empty or holds something else than printable ASCII and <see cref="Fnc1"/>.</exception>
    public static IReadOnlyList<int> Encode(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (text.Any(c => c is not (Fnc1 or (>= ' ' and <= '~'))))
        {
            throw new ArgumentException("Only printable ASCII characters and FNC1 can be encoded.", nameof(text));
        }

        bool inC = WorthC(text, 0, atStart: true);
        List<int> symbols = [inC ? StartC : StartB];
        for (int i = 0; i < text.Length;)
        {
            if (text[i] == Fnc1)
            {
                symbols.Add(Function1);
                i++;
            }
            else if (inC && DigitsAt(text, i) >= 2)
            {
                symbols.Add((text[i] - '0') * 10 + (text[i + 1] - '0'));
                i += 2;
            }
            else if (inC || !WorthC(text, i, atStart: false))
            {
                if (inC)
                {
                    symbols.Add(CodeB);
                    inC = false;
                }

                symbols.Add(text[i] - ' ');
                i++;
            }
            else
            {
                symbols.Add(CodeC);
                inC = true;
            }
        }

        symbols.Add(CheckCharacter(symbols));
        symbols.Add(Stop);
        return symbols;
    }

    /// <summary>What symbol characters look like: true for a dark module.</summary>
    public static IReadOnlyList<bool> Modules(IReadOnlyList<int> symbols)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        List<bool> modules = [];
        foreach (string widths in symbols.Select(s => Widths[s]))
        {
            for (int i = 0; i < widths.Length; i++)
            {
                modules.AddRange(Enumerable.Repeat(i % 2 == 0, widths[i] - '0'));
            }
        }

        return modules;
    }

    /// <summary>The start character and each other one times its place, modulo 103 (ISO/IEC 15417, annex A).</summary>
    private static int CheckCharacter(List<int> symbols)
    {
        int sum = symbols[0];
        for (int i = 1; i < symbols.Count; i++)
        {
            sum = (sum + (i * symbols[i])) % CheckModulus;
        }

        return sum;
    }

    /// <summary>Whether to be in set C from here on makes the symbol no longer (ISO/IEC 15417, annex E): an even run of at least four digits.</summary>
    private static bool WorthC(string text, int at, bool atStart)
    {
        int from = atStart && text[at] == Fnc1 ? at + 1 : at;
        int digits = DigitsAt(text, from);
        bool atEnd = from + digits == text.Length;
        return digits % 2 == 0 && (digits >= (atStart || atEnd ? 4 : 6) || (atStart && atEnd && digits == 2));
    }

    private static int DigitsAt(string text, int at)
    {
        int end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        return end - at;
    }
}
