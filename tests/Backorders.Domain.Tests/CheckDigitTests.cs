using Backorders.Domain.Ids;

namespace Backorders.Domain.Tests;

public sealed class CheckDigitTests
{
    [Theory]
    [InlineData("37610425002123456", 9)] // The SSCC worked through in GS1 General Specifications, figure 7.9.1-1.
    [InlineData("629104150021", 3)] // The GTIN-13 that GS1's own check digit calculator shows.
    [InlineData("10614141234567890", 8)] // EPC Tag Data Standard, section 7: urn:epc:id:sscc:0614141.1234567890.
    [InlineData("0", 0)]
    public void Of_KnownKeys_GivesTheirLastDigit(string digits, int expected) => Assert.Equal(expected, CheckDigit.Of(digits));

    [Theory]
    [InlineData("376104250021234569", true)]
    [InlineData("376104250021234568", false)]
    [InlineData("37610425002123456", false)]
    [InlineData("3761042500212345６9", false)]
    [InlineData("", false)]
    public void IsSscc_Texts_AreTold(string text, bool expected) => Assert.Equal(expected, CheckDigit.IsSscc(text));

    [Theory]
    [InlineData("6291041500213", true)]
    [InlineData("73513537", true)]
    [InlineData("012345678905", true)]
    [InlineData("00012345678905", true)]
    [InlineData("6291041500214", false)]
    [InlineData("376104250021234569", false)]
    [InlineData("85123A", false)]
    public void IsGtin_Texts_AreTold(string text, bool expected) => Assert.Equal(expected, CheckDigit.IsGtin(text));

    [Fact]
    public void IsValid_AnySingleWrongDigit_IsFound()
    {
        string key = CheckDigit.Append("37610425002123456");
        for (int i = 0; i < key.Length; i++)
        {
            for (char wrong = '0'; wrong <= '9'; wrong++)
            {
                string other = key[..i] + wrong + key[(i + 1)..];
                Assert.Equal(other == key, CheckDigit.IsValid(other));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("12a")]
    [InlineData("-1")]
    public void Of_NoDigits_Throws(string digits) => Assert.Throws<ArgumentException>(() => CheckDigit.Of(digits));
}
