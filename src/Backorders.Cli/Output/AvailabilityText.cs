using System.Globalization;

namespace Backorders.Cli.Output;

/// <summary>What may be promised of an item, for people.</summary>
internal static class AvailabilityText
{
    /// <summary>One line for an item.</summary>
    public static string Line(string sku, V1.GetAvailabilityResponse found)
    {
        string next = found.Available > 0 ? "one more now"
            : found.NextPromise is { } at ? "one more could be promised for " + at.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : "no supply is known";
        return $"{sku}: {found.Available} available, {found.Inbound} inbound that nobody is planned on, {found.Waiting} waited for; {next}";
    }
}
