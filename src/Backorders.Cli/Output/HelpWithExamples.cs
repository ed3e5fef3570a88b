using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Backorders.Cli.Output;

/// <summary>
/// Help in which a command's examples stand at its end. Commands carry them in their description, after a line 'Examples:'; lists of commands show the
/// first sentence alone.
/// </summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string Examples = "Examples:";

    private static readonly string[] LineEnds = ["\r\n", "\n"];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Puts it in the place of a root command's own help.</summary>
    public static void AddTo(RootCommand root)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Command asked = parseResult.CommandResult.Command;
        string[] examples = [];
        foreach (Command command in asked.Subcommands)
        {
            command.Description = FirstSentence(command);
        }

        string[] lines = Lines(asked);
        int at = Array.IndexOf(lines, Examples);
        if (at >= 0)
        {
            asked.Description = string.Join(Environment.NewLine, lines[..at]).TrimEnd();
            examples = lines[at..];
        }

        int code = help.Invoke(parseResult);
        foreach (string line in examples)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(line);
        }

        return code;
    }

    /// <summary>To its end, also where it goes on in the next line.</summary>
    private static string FirstSentence(Command command)
    {
        string text = string.Join(' ', Lines(command).TakeWhile(line => line.Length > 0 && line != Examples));
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    private static string[] Lines(Command command) => (command.Description ?? string.Empty).Split(LineEnds, StringSplitOptions.None);
}
