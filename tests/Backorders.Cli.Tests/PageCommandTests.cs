using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Backorders.Cli.Terminal;
using Backorders.Testing;

namespace Backorders.Cli.Tests;

/// <summary>Each command line of <c>backorders</c> that a page shows is one that it takes; each option that a page's prose names with its command is one of its options.</summary>
public sealed partial class PageCommandTests
{
    private static readonly RootCommand commands = CommandLine.Build(new CliConsole { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null });

    [Fact]
    public void Shell_CommandsOfThePages_AreTaken()
    {
        string[] lines = [.. Pages().SelectMany(text => Shell().Matches(text)).SelectMany(m => Line().Matches(m.Groups[1].Value)).Select(m => m.Groups["words"].Value)];
        Assert.True(lines.Length > 20, $"Only {lines.Length} are found: it tests too little.");
        Assert.All(lines, line =>
        {
            ParseResult parsed = commands.Parse(Words(line));
            Assert.True(parsed.Errors.Count == 0, $"backorders {line}: {string.Join(' ', parsed.Errors.Select(e => e.Message))}");
        });
    }

    [Fact]
    public void Prose_OptionsOfACommand_AreItsOptions()
    {
        string[] named = [.. Pages().SelectMany(text => Inline().Matches(text)).Select(m => m.Groups["words"].Value).Where(w => w.Contains("--", StringComparison.Ordinal))];
        Assert.True(named.Length > 10, $"Only {named.Length} are found: it tests too little.");
        Assert.All(named, text =>
        {
            Command at = commands;
            HashSet<string> options = [];
            foreach (string word in Words(text))
            {
                at = at.Subcommands.FirstOrDefault(c => c.Name == word) ?? at;
                if (word.StartsWith("--", StringComparison.Ordinal))
                {
                    options.Add(word.Split('=')[0]);
                }
            }

            Assert.True(at != commands, $"'backorders {text}' names no command.");
            Assert.All(options, o => Assert.True(at.Options.Concat(commands.Options).Any(known => known.Name == o || known.Aliases.Contains(o)), $"'backorders {text}': {at.Name} has no option {o}."));
        });
    }

    private static IEnumerable<string> Pages()
    {
        string root = Repository.Root;
        return Directory.EnumerateFiles(root, "*.md", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(p => !Regex.IsMatch(Path.GetRelativePath(root, p), @"(^|[/\\])(bin|obj|node_modules|\.git)[/\\]"))
            .Select(File.ReadAllText);
    }

    private static string[] Words(string line) => [.. Word().Matches(Comment().Replace(line, string.Empty)).Select(m => m.Value.Trim('\'', '"'))];

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Shell();

    [GeneratedRegex(@"^(?:sudo -u \S+ )?(?:backorders|dotnet run --project src/Backorders\.Cli --) (?<words>\S[^\n]*)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("`(?:sudo -u backorders )?backorders (?<words>[a-z][^`\n]*)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\s#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("""'[^']*'|"[^"]*"|[^\s'"]+""")]
    private static partial Regex Word();
}
