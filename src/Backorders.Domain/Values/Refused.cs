using System.Globalization;

namespace Backorders.Domain.Values;

/// <summary>A command that was not carried out: why, in one sentence for a person, and as details for a program.</summary>
/// <param name="Reason">The named reason.</param>
/// <param name="Message">What was wrong and what would be right.</param>
/// <param name="Details">
/// Machine-readable facts, such as the limit, the known value or the difference. Names are in snake_case, parts of a path joined by dots; entries of lists are written as in the
/// contract (<see cref="ListedName"/>), days as 2026-12-31, times in UTC as 2026-12-31T08:00:00Z, quantities in base units.
/// </param>
public sealed record Refused(Refusal Reason, string Message, IReadOnlyList<KeyValuePair<string, string>> Details)
{
    /// <summary>What was wrong and what would be right; ends as a sentence does, also when it ends with another program's words.</summary>
    public string Message { get; init; } = Message.TrimEnd() is [.., '.' or '!' or '?' or '…'] ended ? ended : Message.TrimEnd() + ".";

    /// <summary>A refusal with details given as pairs of name and value.</summary>
    public static Refused Because(Refusal reason, string message, params (string Name, object? Value)[] details) => new(
        reason, message, [.. details.Select(d => KeyValuePair.Create(d.Name, Text(d.Value)))]);

    /// <summary>A value as it is written in details.</summary>
    public static string Text(object? value) => value switch
    {
        Enum entry => ListedName.Of(entry),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
