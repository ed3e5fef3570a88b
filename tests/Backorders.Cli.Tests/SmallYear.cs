using System.Globalization;
using System.Text;

namespace Backorders.Cli.Tests;

/// <summary>Two and a half weeks of a small shop: orders, goods that come back, corrections, carriage, and rows that are broken.</summary>
internal static class SmallYear
{
    public const int BrokenRows = 1;
    public const int NotGoods = 6;
    public const int ZeroQuantities = 1;

    public static string Csv()
    {
        StringBuilder text = new("invoice_no,line_no,stock_code,quantity,invoiced_at,customer_id,country\n");
        DateTime start = new(2011, 3, 1, 8, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < 60; i++)
        {
            DateTime at = start.AddHours(i * 7).AddMinutes(i % 13);
            for (int line = 1; line <= 4 + (i % 5); line++)
            {
                Row($"{5000 + i}", line, $"{22000 + ((i * line) % 17)}{(line % 3 == 0 ? "A" : "")}", (((i * 31) + (line * 7)) % 40) + 1, at);
            }

            if (i % 10 == 9)
            {
                Row($"{5000 + i}", 99, "POST", 1, at);
                Row($"C{5000 + i}", 1, "22000", -5, at.AddMinutes(30));
                Row($"{6000 + i}", 1, "22000", -3, at.AddMinutes(31));
            }
        }

        Row("7000", 1, "22001", 0, start.AddDays(18));
        Row("7000", 2, "22001", 1, start.AddDays(18));
        text.Append("7001,1,22001,lots,2011-03-19T12:00:00Z,1,UK\n");
        return text.ToString();

        void Row(string invoice, int line, string sku, int quantity, DateTime at) => text.Append(
            CultureInfo.InvariantCulture, $"{invoice},{line},{sku},{quantity},{at:yyyy-MM-dd'T'HH:mm:ss'Z'},12345,UK\n");
    }
}
