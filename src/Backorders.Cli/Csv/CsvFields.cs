using System.Globalization;

namespace Backorders.Cli.Csv;

/// <summary>Fields of a row as what they mean. What cannot be read is named by row and column.</summary>
internal static class CsvFields
{
    /// <summary>A text that must be there.</summary>
    public static string Text(this CsvReader csv, int column, string name) =>
        csv[column].Trim() is { Length: > 0 } text ? text : throw new CsvRowException(csv.Row, name, "is empty.");

    /// <summary>A whole number.</summary>
    public static long Number(this CsvReader csv, int column, string name) =>
        long.TryParse(csv[column].AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new CsvRowException(csv.Row, name, $"'{csv[column]}' is not a whole number.");

    /// <summary>A day without a time of day, such as 2026-03-03; null when it is anything else.</summary>
    public static DateOnly? Day(this CsvReader csv, int column) =>
        DateOnly.TryParseExact(csv[column].AsSpan().Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    /// <summary>A time, taken as UTC unless it says otherwise.</summary>
    public static DateTimeOffset Time(this CsvReader csv, int column, string name) =>
        DateTimeOffset.TryParse(
            csv[column], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw new CsvRowException(csv.Row, name, $"'{csv[column]}' is not a time such as 2011-01-31T09:30:00Z.");
}
