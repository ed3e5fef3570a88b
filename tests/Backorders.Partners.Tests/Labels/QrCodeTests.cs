using Backorders.Partners.Labels.Barcodes;
using ZXing;
using ZXing.Common;
using ZXing.QrCode.Internal;

namespace Backorders.Partners.Tests.Labels;

/// <summary>The symbol is read back by a decoder.</summary>
public sealed class QrCodeTests
{
    private const string Address = "http://192.168.178.120:5080/trust#0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";

    [Theory]
    [InlineData("http://a/")]
    [InlineData(Address)]
    public void Of_Text_IsReadBackAsItWas(string text)
    {
        DecoderResult read = Read(QrCode.Of(text))!;
        Assert.Equal(text, read.Text);
        Assert.Equal("M", read.ECLevel);
    }

    /// <summary>Level M restores 15 %: a code on a wall may be scratched.</summary>
    [Fact]
    public void Of_Text_IsReadBackWithAScratch()
    {
        bool[,] modules = QrCode.Of(Address);
        for (int column = 9; column < 20; column++)
        {
            (modules[20, column], modules[21, column]) = (true, true);
        }

        Assert.Equal(Address, Read(modules)!.Text);
    }

    [Fact]
    public void Of_AnAddressWithAFingerprint_FitsATerminal()
    {
        int whole = QrCode.Of(Address).GetLength(0) + (2 * QrCode.QuietZoneModules);
        Assert.InRange(whole, 29, 78); // two modules a line: 80 columns, 39 lines
    }

    [Theory]
    [InlineData("")]
    [InlineData("ü")]
    [InlineData("a\nb")]
    public void Of_WhatNoReaderIsSureOf_Throws(string text) => Assert.Throws<ArgumentException>(() => QrCode.Of(text));

    [Fact]
    public void Of_ATextThatIsTooLong_Throws() => Assert.Throws<ArgumentException>(() => QrCode.Of(new string('a', 3_000)));

    private static DecoderResult? Read(bool[,] modules)
    {
        BitMatrix matrix = new(modules.GetLength(0));
        for (int row = 0; row < matrix.Height; row++)
        {
            for (int column = 0; column < matrix.Width; column++)
            {
                matrix[column, row] = modules[row, column];
            }
        }

        return new Decoder().decode(matrix, new Dictionary<DecodeHintType, object>());
    }
}
