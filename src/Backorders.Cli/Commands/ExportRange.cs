using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Backorders.Cli.Commands;

/// <summary>The options that say which decisions an export tells of.</summary>
internal sealed class ExportRange
{
    private readonly Option<long> fromCursor = new("--from-cursor") { Description = "After this decision. Default: from the first one.", HelpName = "CURSOR" };

    private readonly Option<long> toCursor = new("--to-cursor")
    {
        Description = "Up to this decision. Default: up to now.", HelpName = "CURSOR", DefaultValueFactory = static _ => long.MaxValue,
    };

    private readonly Option<DateTimeOffset> from = new("--from")
    {
        Description = "Decided at this time or later; UTC unless an offset is given.", HelpName = "TIME", CustomParser = Time, DefaultValueFactory = static _ => DateTimeOffset.MinValue,
    };

    private readonly Option<DateTimeOffset> to = new("--to")
    {
        Description = "Decided before this time.", HelpName = "TIME", CustomParser = Time, DefaultValueFactory = static _ => DateTimeOffset.MaxValue,
    };

    /// <summary>Adds the options to a command.</summary>
    public ExportRange AddTo(Command command)
    {
        foreach (Option option in new Option[] { fromCursor, toCursor, from, to })
        {
            command.Add(option);
        }

        return this;
    }

    public Limits Read(ParseResult parsed) => new(parsed.GetValue(fromCursor), parsed.GetValue(toCursor), parsed.GetValue(from), parsed.GetValue(to));

    private static DateTimeOffset Time(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            result.AddError($"'{text}' is no time such as 2031-03-01 or 2031-03-01T06:00Z.");
        }

        return time;
    }

    /// <summary>Which decisions are told of.</summary>
    internal sealed record Limits(long FromCursor, long ToCursor, DateTimeOffset From, DateTimeOffset To);
}
