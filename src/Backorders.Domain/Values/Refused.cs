namespace Backorders.Domain.Values;

/// <summary>A command that was not carried out: why, in one sentence for a person, and as details for a program.</summary>
/// <param name="Reason">The named reason.</param>
/// <param name="Message">What was wrong and what would be right.</param>
/// <param name="Details">Machine-readable facts, such as the limit, the known value or the difference.</param>
public sealed record Refused(Refusal Reason, string Message, IReadOnlyList<KeyValuePair<string, string>> Details)
{
    /// <summary>A refusal with details given as pairs of name and value.</summary>
    public static Refused Because(Refusal reason, string message, params (string Name, object? Value)[] details) => new(
        reason,
        message,
        [.. details.Select(d => KeyValuePair.Create(d.Name, Convert.ToString(d.Value, System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty))]);
}
