using System.Text.RegularExpressions;

namespace Backorders.Architecture.Tests;

/// <summary>Field numbers, enum numbers and calls of our own protos, one line for each: file, message, number, type and name.</summary>
internal static partial class ProtoNumbers
{
    public static IEnumerable<string> All() => Repository.Files("protos/backorders/", ".proto").SelectMany(p => Of(p["protos/".Length..], Repository.Read(p)));

    public static IEnumerable<string> Of(string file, string text)
    {
        Stack<string> names = new();
        foreach (Match match in Token().Matches(Comment().Replace(text, " ")))
        {
            if (match.Groups["close"].Success)
            {
                names.TryPop(out _);
            }
            else if (match.Groups["open"].Success)
            {
                names.Push(match.Groups["name"].Value);
            }
            else if (match.Groups["rpc"].Success)
            {
                yield return $"{file} {Scope(names)}.{match.Groups["rpc"].Value} ({One(match.Groups["in"].Value)}) returns ({One(match.Groups["out"].Value)})";
            }
            else if (match.Groups["number"].Success)
            {
                yield return $"{file} {Scope(names)} {match.Groups["number"].Value} {One(match.Groups["what"].Value)}";
            }
        }
    }

    private static string Scope(Stack<string> names) => string.Join('.', names.Where(n => n.Length > 0).Reverse());

    private static string One(string text) => Blanks().Replace(text.Trim(), " ");

    [GeneratedRegex("""
        (?<close>\})
        |(?<open>\b(?:message|enum|service)\s+(?<name>\w+)\s*\{|\boneof\s+\w+\s*\{|\{)
        |\brpc\s+(?<rpc>\w+)\s*\((?<in>[^)]*)\)\s*returns\s*\((?<out>[^)]*)\)
        |"(?:\\.|[^"\\])*"
        |\b(?:option|reserved|import|package|syntax)\b[^;]*;
        |(?<what>\b[\w.<>, ]*[\w>]\s*\w*)\s*=\s*(?<number>-?\d+)\s*(?:\[[^\]]*\])?\s*;
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
