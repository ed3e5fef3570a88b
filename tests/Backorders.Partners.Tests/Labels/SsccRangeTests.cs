using Backorders.Domain.Ids;
using Backorders.Partners.Labels;


namespace Backorders.Partners.Tests.Labels;

public sealed class SsccRangeTests
{
    [Theory]
    [InlineData("7610425", "3", 0, 1, "376104250000000003")]
    [InlineData("7610425", "3", 0, 2123457, "376104250021234569")]
    [InlineData("7610425", "0", 500_000_000, 1, "076104255000000007")]
    [InlineData("7610425001", "9", 0, 1, "976104250010000008")]
    public void Of_ATask_IsExtensionPrefixSerialAndCheckDigit(string prefix, string digits, long first, long task, string expected)
    {
        string sscc = Range(prefix, digits, first).Of(task)!;
        Assert.Equal(expected[..17], sscc[..17]);
        Assert.True(CheckDigit.IsSscc(sscc));
    }

    [Fact]
    public void Of_TasksBeyondTheSerials_GoOnWithTheNextDigitAndThenEnd()
    {
        SsccRange range = Range("7610425001", "47", serialCount: 1000);
        Assert.Equal(2000, range.Capacity);
        string[] all = [.. Enumerable.Range(1, 2000).Select(task => range.Of(task)!)];
        Assert.Equal(2000, all.Distinct().Count());
        Assert.All(all, sscc => Assert.True(CheckDigit.IsSscc(sscc)));
        Assert.Equal("476104250010009", all[999][..15]);
        Assert.StartsWith("77610425001000000", all[1000], StringComparison.Ordinal);
        Assert.Null(range.Of(2001));
    }

    [Fact]
    public void Of_ADigitAddedAtTheEnd_LeavesWhatWasPrinted()
    {
        (SsccRange before, SsccRange after) = (Range("7610425", "0"), Range("7610425", "01"));
        Assert.Equal(before.Of(999_999_999), after.Of(999_999_999));
        Assert.Null(before.Of(1_000_000_001));
        Assert.NotNull(after.Of(1_000_000_001));
    }

    [Theory]
    [InlineData("123456", "0", 0, 0, "Gs1CompanyPrefix")]
    [InlineData("12345678901", "0", 0, 0, "Gs1CompanyPrefix")]
    [InlineData("761042X", "0", 0, 0, "Gs1CompanyPrefix")]
    [InlineData("7610425", "", 0, 0, "SsccExtensionDigits")]
    [InlineData("7610425", "00", 0, 0, "SsccExtensionDigits")]
    [InlineData("7610425", "a", 0, 0, "SsccExtensionDigits")]
    [InlineData("7610425", "0", -1, 0, "SsccSerialFirst")]
    [InlineData("7610425", "0", 1_000_000_000, 0, "SsccSerialFirst")]
    [InlineData("7610425001", "0", 999_000, 1001, "SsccSerialCount")]
    public void TryCreate_WrongOptions_NamesThem(string prefix, string digits, long first, long count, string option)
    {
        Assert.Null(SsccRange.TryCreate(prefix, digits, first, count, out IReadOnlyList<string> wrong));
        Assert.StartsWith(option + ":", Assert.Single(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public void Overlaps_OnePrefix_NeedsOtherDigitsOrOtherSerials()
    {
        Assert.True(Range("7610425", "01").Overlaps(Range("7610425", "12")));
        Assert.False(Range("7610425", "0").Overlaps(Range("7610425", "1")));
        Assert.False(Range("7610425", "0", 0, 500).Overlaps(Range("7610425", "0", 500, 500)));
        Assert.True(Range("7610425", "0", 0, 501).Overlaps(Range("7610425", "0", 500, 500)));
        Assert.False(Range("7610425", "0").Overlaps(Range("7610426", "0")));
        Assert.True(Range("7610425", "0").Overlaps(Range("76104250", "0")));
    }

    private static SsccRange Range(string prefix, string digits, long first = 0, long serialCount = 0) =>
        SsccRange.TryCreate(prefix, digits, first, serialCount, out _)!;
}
