using System.Globalization;
using System.Text.RegularExpressions;

namespace Backorders.Partners.Tests.Exports;

/// <summary>
/// Reads X12 as a receiver does, from the separators that the ISA segment declares, and knows nothing of the writer: envelopes and their counts, the order of
/// segments of each set, and how long each element may be in 004010.
/// </summary>
internal sealed class X12Check
{
    /// <summary>What may follow what, each set as one expression over its segments' names.</summary>
    private static readonly Dictionary<string, (string Group, string Order)> Sets = new()
    {
        ["944"] = ("RE", "^ST W17 (N1 ){1,10}(N9 ){0,10}((W07 )(N9 ){0,200}(W13 ){0,10}){1,9999}W14 SE $"),
        ["945"] = ("SW", "^ST W06 (N1 ){1,10}(N9 ){0,10}(G62 ){0,5}(W27 )?(LX (MAN )*(W12 (N9 ){0,200})+)+W03 SE $"),
        ["947"] = ("AW", "^ST W15 (N1 ){1,100}(W19 (N9 ){0,10})+SE $"),
    };

    /// <summary>By segment: for each element its type, least and greatest length; a star when it must be there.</summary>
    private static readonly Dictionary<string, string> Elements = new()
    {
        ["ST"] = "ID3-3* AN4-9*", ["SE"] = "N1-10* AN4-9*", ["GS"] = "ID2-2* AN2-15* AN2-15* DT8-8* TM4-8* N1-9* ID1-2* AN1-12*", ["GE"] = "N1-6* N1-9*",
        ["IEA"] = "N1-5* N9-9*",
        ["W17"] = "ID1-1* DT8-8* AN1-12* AN1-22 AN1-30", ["N1"] = "ID2-3* AN1-60 ID1-2 AN2-80", ["N9"] = "ID2-3* AN1-30*",
        ["W07"] = "R1-7* ID2-2* AN12-12 ID2-2 AN1-48 ID2-2 AN1-48", ["W13"] = "R1-15* ID2-2* ID2-2* AN1-12 ID2-2", ["W14"] = "R1-7*",
        ["W06"] = "ID1-1* AN1-22 DT8-8 AN1-30", ["G62"] = "ID2-2* DT8-8*", ["W27"] = "ID1-2* ID2-4 AN1-35", ["LX"] = "N1-6*", ["MAN"] = "ID1-2* AN1-48*",
        ["W12"] = "ID2-2* R1-9 R1-10 R1-9 ID2-2 AN12-12 ID2-2 AN1-48 AN1-12 R1-10 ID1-2 ID1-1 R1-10 ID1-2 ID1-1 AN12-12 ID2-2 AN1-48", ["W03"] = "R1-10*",
        ["W15"] = "DT8-8* AN1-22 AN1-22", ["W19"] = "ID2-2* R1-10* ID2-2* AN12-12 ID2-2 AN1-48 ID2-2 AN1-48",
    };

    private readonly List<string> wrong = [];
    private readonly HashSet<string> interchanges = [];
    private int sets;

    private X12Check()
    {
    }

    /// <summary>Everything that is wrong, and how many sets there are.</summary>
    public static (List<string> Wrong, int Sets) Read(string text)
    {
        X12Check check = new();
        for (int at = 0; at < text.Length;)
        {
            if (text.Length - at < 106 || text.Substring(at, 3) != "ISA")
            {
                check.wrong.Add($"at {at}: no ISA segment of 106 characters");
                break;
            }

            at = check.Interchange(text, at);
        }

        return (check.wrong, check.sets);
    }

    /// <summary>Reads one interchange and returns where it ends.</summary>
    private int Interchange(string text, int at)
    {
        (char element, char terminator) = (text[at + 3], text[at + 105]);
        string[] isa = text.Substring(at, 105).Split(element);
        int end = text.IndexOf($"{terminator}\nIEA{element}", at, StringComparison.Ordinal);
        int close = text.IndexOf(terminator, end + 2) + 2;
        string[][] segments = [.. text[(at + 107)..(close - 2)].Split($"{terminator}\n").Select(s => s.Split(element))];
        Expect(isa.Length == 17 && isa[12] == "00401" && Regex.IsMatch(isa[13], "^[0-9]{9}$") && isa[15] is "P" or "T", $"ISA: {string.Join('|', isa)}");
        Expect(interchanges.Add($"{isa[6]}/{isa[8]}/{isa[13]}"), $"ISA13 {isa[13]} twice");
        Expect(segments[^1][2] == isa[13] && segments[^1][1] == "1", $"IEA: {string.Join('|', segments[^1])}");
        sets += Group(segments[..^1], isa);
        foreach (string[] segment in segments)
        {
            Check(segment);
        }

        return close;
    }

    private int Group(string[][] segments, string[] isa)
    {
        (string[] gs, string[] ge) = (segments[0], segments[^1]);
        Expect(gs[0] == "GS" && ge[0] == "GE" && gs[6] == ge[2] && gs[2] == isa[6].Trim() && gs[3] == isa[8].Trim() && gs[8] == "004010", $"GS: {string.Join('|', gs)}");
        int count = 0;
        for (int i = 1; i < segments.Length - 1;)
        {
            int se = Array.FindIndex(segments, i, s => s[0] == "SE");
            string[][] set = segments[i..(se + 1)];
            string order = string.Concat(set.Select(s => s[0] + " "));
            count++;
            Expect(Sets.TryGetValue(set[0][1], out var known) && known.Group == gs[1], $"a set {set[0][1]} in a group {gs[1]}");
            Expect(Regex.IsMatch(order, known.Order ?? "$^"), $"{set[0][1]}: {order}");
            Expect(set[^1][1] == set.Length.ToString(CultureInfo.InvariantCulture), $"SE01 {set[^1][1]}, but {set.Length} segments");
            Expect(set[0][2] == set[^1][2] && set[0][2] == count.ToString("D4", CultureInfo.InvariantCulture), $"ST02 {set[0][2]}, SE02 {set[^1][2]}, set {count}");
            Totals(set);
            i = se + 1;
        }

        Expect(ge[1] == count.ToString(CultureInfo.InvariantCulture), $"GE01 {ge[1]}, but {count} sets");
        return count;
    }

    private void Totals(string[][] set)
    {
        (string total, string item, int element) = set[0][1] switch { "944" => ("W14", "W07", 1), "945" => ("W03", "W12", 3), _ => ("", "", 0) };
        if (total.Length > 0)
        {
            long sum = set.Where(s => s[0] == item).Sum(s => long.Parse(s[element], CultureInfo.InvariantCulture));
            Expect(set.Single(s => s[0] == total)[1] == sum.ToString(CultureInfo.InvariantCulture), $"{total} does not say {sum}");
        }
    }

    private void Check(string[] segment)
    {
        string[] rules = Elements.GetValueOrDefault(segment[0], string.Empty).Split(' ');
        Expect(segment.Length - 1 <= rules.Length && segment[^1].Length > 0, $"{string.Join('|', segment)}: too many elements, or an empty one at the end");
        for (int i = 0; i < rules.Length; i++)
        {
            Match rule = Regex.Match(rules[i], "^([A-Z]+)(\\d+)-(\\d+)(\\*?)$");
            string value = i + 1 < segment.Length ? segment[i + 1] : string.Empty;
            string digits = rule.Groups[1].Value is "R" or "N" ? value.TrimStart('-') : value;
            bool fits = value.Length == 0
                ? rule.Groups[4].Length == 0
                : digits.Length >= int.Parse(rule.Groups[2].ValueSpan, CultureInfo.InvariantCulture) && digits.Length <= int.Parse(rule.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
            bool kind = rule.Groups[1].Value is not ("R" or "N" or "DT" or "TM") || digits.All(char.IsAsciiDigit);
            Expect(fits && kind && value.All(c => c is >= ' ' and <= '~') && value.Trim() == value, $"{segment[0]}{i + 1:D2} '{value}' is not {rules[i]}");
        }
    }

    private void Expect(bool right, string what)
    {
        if (!right)
        {
            wrong.Add(what);
        }
    }
}
