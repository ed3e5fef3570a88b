namespace Backorders.Cli.Terminal;

/// <summary>Which of some words somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>The words that the typed one begins, or that differ from it by a slip or two; the nearest first, three at most.</summary>
    public static string[] To(string typed, IEnumerable<string> words) =>
    [
        .. words.Select(word => (Word: word, Slips: word.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 0 : Slips(typed.ToLowerInvariant(), word)))
            .Where(w => w.Slips <= Math.Max(1, Math.Min(2, w.Word.Length / 3)))
            .OrderBy(w => w.Slips).ThenBy(w => w.Word, StringComparer.Ordinal).Take(3).Select(w => w.Word),
    ];

    /// <summary>Letters to insert, leave out, replace or swap with their neighbours (the optimal string alignment distance).</summary>
    private static int Slips(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
