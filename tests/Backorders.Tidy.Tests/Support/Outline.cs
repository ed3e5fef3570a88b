using System.Text.RegularExpressions;

namespace Backorders.Tidy.Tests;

/// <summary>The types of a file and their members, by matching braces.</summary>
internal static partial class Outline
{
    /// <param name="Name">The type's name.</param>
    /// <param name="Kind">class, record, struct, record struct, interface or enum.</param>
    /// <param name="Modifiers">What stands before the kind.</param>
    /// <param name="At">Index of the declaration.</param>
    public sealed record TypePart(string Name, string Kind, string Modifiers, int At);

    /// <param name="Header">The declaration without its body, on one line.</param>
    /// <param name="From">Index of its first character.</param>
    /// <param name="To">Index of its last character.</param>
    public sealed record Member(string Header, int From, int To);

    public static IEnumerable<TypePart> Types(SourceFile file) => TypeDeclaration().Matches(file.Code)
        .Select(m => new TypePart(m.Groups["name"].Value, m.Groups["kind"].Value, m.Groups["modifiers"].Value, m.Groups["kind"].Index));

    /// <summary>Everything in types that takes arguments and has a body: methods, constructors, operators, indexers.</summary>
    public static IEnumerable<Member> Methods(SourceFile file) => Members(file.Code, 0, file.Code.Length).Where(m => m.Header.Contains('('));

    private static IEnumerable<Member> Members(string code, int from, int end)
    {
        int start = from;
        while (start < end)
        {
            (int stop, int open) = EndOfMember(code, start, end);
            int first = start + code[start..stop].TakeWhile(char.IsWhiteSpace).Count();
            string header = Blanks().Replace(code[first..(open > 0 ? open : stop)], " ");
            if (TypeDeclaration().IsMatch(header) && open > 0)
            {
                foreach (Member inner in header.Contains("enum ", StringComparison.Ordinal) ? [] : Members(code, open + 1, stop - 1))
                {
                    yield return inner;
                }
            }
            else if (header.Length > 0)
            {
                yield return new Member(header, first, stop - 1);
            }

            start = stop;
        }
    }

    /// <summary>Where a member ends, and where its own block opens (0 when it has none: it ends with a semicolon).</summary>
    private static (int Stop, int Open) EndOfMember(string code, int start, int end)
    {
        int depth = 0;
        int open = 0;
        bool expression = false;
        for (int i = start; i < end; i++)
        {
            switch (code[i])
            {
                case '(' or '[':
                    depth++;
                    break;
                case ')' or ']':
                    depth--;
                    break;
                case '=' when depth == 0:
                    expression = true;
                    break;
                case '{':
                    open = depth == 0 && !expression ? i : open;
                    depth++;
                    break;
                case '}':
                    depth--;
                    if (depth == 0 && !expression)
                    {
                        return (i + 1, open);
                    }

                    break;
                case ';' when depth == 0:
                    return (i + 1, 0);
            }
        }

        return (end, 0);
    }

    [GeneratedRegex(
        @"^[ \t]*(?:\[.*\]\s*)?(?<modifiers>(?:(?:public|internal|private|protected|file|static|abstract|sealed|partial|readonly|ref|new|unsafe)\s+)*)"
        + @"(?<kind>record\s+struct|record(?:\s+class)?|class|struct|interface|enum)\s+(?<name>[A-Z_]\w*)(?!\s*=[^>])",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
