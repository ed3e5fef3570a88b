namespace Backorders.Labels.Tests;

public sealed class Code128Tests
{
    /// <summary>Start, data, check character and stop. The first is the example that ISO/IEC 15417 works through, the others follow from its tables.</summary>
    [Theory]
    [InlineData("AIM1234", "104 33 41 45 99 12 34 87 106")]
    [InlineData("PJJ123C", "104 48 42 42 17 18 19 35 55 106")]
    [InlineData("Wikipedia", "104 55 73 75 73 80 69 68 73 65 88 106")]
    [InlineData("12", "105 12 14 106")]
    [InlineData("123", "104 17 18 19 8 106")]
    [InlineData("1234", "105 12 34 82 106")]
    public void Encode_KnownTexts_GivesTheirSymbolCharacters(string text, string expected) => Assert.Equal(expected, string.Join(' ', Code128.Encode(text)));

    [Fact]
    public void Encode_Sscc_BeginsInSetCWithFnc1AndHoldsPairsOfDigits() =>
        Assert.Equal("105 102 0 37 61 4 25 0 21 23 45 69 " + Check("105 102 0 37 61 4 25 0 21 23 45 69") + " 106", string.Join(' ', Code128.Encode("ñ00376104250021234569")));

    [Fact]
    public void Sscc_IsAlwaysOfTheSameWidth() => Assert.Equal(156, Code128.Sscc("376104250021234569").Count);

    [Fact]
    public void Modules_OfEverySymbolCharacter_AreElevenWideAndDiffer()
    {
        HashSet<string> seen = [];
        for (int symbol = 0; symbol < 106; symbol++)
        {
            string modules = string.Concat(Code128.Modules([symbol]).Select(dark => dark ? '1' : '0'));
            Assert.Equal(11, modules.Length);
            Assert.True(modules[0] == '1' && modules[^1] == '0', $"{symbol}: begins with a bar and ends with a space.");
            Assert.Equal(0, modules.Count(c => c == '1') % 2);
            Assert.True(seen.Add(modules), $"{symbol} looks like another.");
        }

        Assert.Equal("1100011101011", string.Concat(Code128.Modules([106]).Select(dark => dark ? '1' : '0')));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ü")]
    [InlineData("a\tb")]
    public void Encode_WhatItCannot_Throws(string text) => Assert.ThrowsAny<ArgumentException>(() => Code128.Encode(text));

    private static int Check(string symbols)
    {
        int[] all = [.. symbols.Split(' ').Select(int.Parse)];
        return (all[0] + all.Select((s, i) => s * i).Sum()) % 103;
    }
}
