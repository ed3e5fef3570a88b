namespace Backorders.Cli.Demo.Replay;

/// <summary>
/// Which codes are goods. Goods have a catalogue number of five digits, with or without letters behind it (<c>85123A</c>, <c>15056bl</c>), or belong to the
/// gift sets, <c>DCGS…</c>. Everything else in such a file is money: <c>POST</c>, <c>DOT</c> and <c>C2</c> carriage, <c>D</c> discount, <c>M</c> manual,
/// <c>S</c> samples, <c>B</c> bad debt, <c>BANK CHARGES</c>, <c>AMAZONFEE</c>, <c>CRUK</c>, <c>PADS</c>, vouchers <c>gift_0001_…</c>.
/// </summary>
internal static class Goods
{
    private const int Digits = 5;

    public static bool IsGoods(string code) =>
        code.StartsWith("DCGS", StringComparison.Ordinal) || (code.Length >= Digits && code.AsSpan(0, Digits).IndexOfAnyExceptInRange('0', '9') < 0);
}
