namespace Backorders.Tidy.Tests;

/// <summary>
/// Blanks comments, texts and characters out of C#, and keeps what stands in the holes of interpolated texts: enough to search for calls and to match
/// braces. No parser: the rules must outlive the compiler's version.
/// </summary>
internal static class CodeOnly
{
    public static string Of(string text)
    {
        char[] code = text.ToCharArray();
        Scan(text, code, 0, inHole: false);
        return new string(code);
    }

    /// <summary>Blanks from an index on; within a hole, up to the brace that closes it. Returns where it stopped.</summary>
    private static int Scan(string text, char[] code, int at, bool inHole)
    {
        int depth = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (inHole && c == '}' && depth == 0)
            {
                return at;
            }

            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            at = c switch
            {
                '/' when Next(text, at) == '/' => Blank(code, at, EndOfLine(text, at)),
                '/' when Next(text, at) == '*' => Blank(code, at, After(text, "*/", at + 2)),
                '\'' => Blank(code, at, EndOfCharacter(text, at)),
                '"' or '@' or '$' when StringStart(text, at) is { } start => SkipString(text, code, start),
                _ => at + 1,
            };
        }

        return at;
    }

    private static (int Quote, int Dollars, bool Verbatim, int Quotes)? StringStart(string text, int at)
    {
        int dollars = 0;
        bool verbatim = false;
        for (; at < text.Length && text[at] is '$' or '@'; at++)
        {
            dollars += text[at] == '$' ? 1 : 0;
            verbatim |= text[at] == '@';
        }

        int quotes = Run(text, at, '"');
        return quotes == 0 ? null : (at, dollars, verbatim, quotes);
    }

    private static int SkipString(string text, char[] code, (int Quote, int Dollars, bool Verbatim, int Quotes) start)
    {
        bool raw = start.Quotes >= 3 && !start.Verbatim;
        int at = start.Quote + (raw ? start.Quotes : 1);
        if (!raw && start is { Quotes: 2, Verbatim: false })
        {
            return at + 1;
        }

        while (at < text.Length)
        {
            char c = text[at];
            if (c == '"')
            {
                int run = Run(text, at, '"');
                if (raw ? run >= start.Quotes : !start.Verbatim || run % 2 == 1)
                {
                    return at + (raw || start.Verbatim ? run : 1);
                }

                at = Blank(code, at, at + run);
            }
            else if (start.Dollars > 0 && c == '{')
            {
                at = SkipHole(text, code, at, raw ? start.Dollars : 1);
            }
            else
            {
                at = Blank(code, at, at + (c == '\\' && !raw && !start.Verbatim ? 2 : 1));
            }
        }

        return at;
    }

    private static int SkipHole(string text, char[] code, int at, int dollars)
    {
        int run = Run(text, at, '{');
        Blank(code, at, at + run);
        if (dollars == 1 ? run % 2 == 0 : run < dollars)
        {
            return at + run;
        }

        int end = Scan(text, code, at + run, inHole: true);
        return Blank(code, end, end + dollars);
    }

    private static int Blank(char[] code, int from, int to)
    {
        to = Math.Min(to, code.Length);
        for (int i = from; i < to; i++)
        {
            code[i] = code[i] == '\n' ? '\n' : ' ';
        }

        return to;
    }

    private static int EndOfCharacter(string text, int at)
    {
        int end = at + (Next(text, at) == '\\' ? 3 : 2);
        while (end < text.Length && text[end - 1] is not ('\'' or '\n'))
        {
            end++;
        }

        return text.AsSpan(at + 1, Math.Min(2, text.Length - at - 1)) is "\\'" ? at + 4 : end;
    }

    private static char Next(string text, int at) => at + 1 < text.Length ? text[at + 1] : '\0';

    private static int Run(string text, int at, char c)
    {
        int end = at;
        while (end < text.Length && text[end] == c)
        {
            end++;
        }

        return end - at;
    }

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    private static int After(string text, string what, int at) => text.IndexOf(what, at, StringComparison.Ordinal) is >= 0 and var found ? found + what.Length : text.Length;
}
