using System.Globalization;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Backorders.ReadModel;
using Backorders.ReadModel.Port;
using Backorders.ReadModel.Reorders;
using Backorders.ReadModel.Reports;
using Backorders.ReadModel.Rows;
using Calendar = Backorders.ReadModel.Reports.Calendar;

namespace Backorders.Server.Mapping.Operations;

/// <summary>What is asked of reports, checked; everything that is wrong is noted.</summary>
internal static class ReportMessages
{
    /// <summary>More fill no screen and no page.</summary>
    public const int PeriodsMax = 400;

    /// <summary>A year, that begins and ends within an hour.</summary>
    public const int WindowHoursMax = 366 * 24;

    private const int WindowHoursDefault = 24;
    private const int DaysDefault = 28;
    private const string TokenPrefix = "d";

    public static TimeSpan Window(ref Border border, int hours) =>
        TimeSpan.FromHours(border.Within(hours, 0, WindowHoursMax, "window_hours") is 0 ? WindowHoursDefault : Math.Clamp(hours, 0, WindowHoursMax));

    public static IReadOnlyList<Period> Periods(ref Border border, V1.GetReportRequest m, TimeZoneInfo zone, Instant now)
    {
        DateOnly last = Day(ref border, m.To, "to") ?? Calendar.DayOf(now, zone);
        DateOnly first = Day(ref border, m.From, "from") ?? last.AddDays(1 - DaysDefault);
        if (first > last)
        {
            border.Note(Refusal.InvalidValue, "from", $"{first:yyyy-MM-dd} is after {last:yyyy-MM-dd}");
            return [];
        }

        Bucket bucket = m.Bucket == V1.Bucket.Unspecified ? Bucket.Day : (Bucket)m.Bucket;
        if (!Enum.IsDefined(bucket))
        {
            border.Note(Refusal.InvalidValue, "bucket", $"{(int)m.Bucket} is not one of the known ways to cut");
            return [];
        }

        IReadOnlyList<Period> periods = Calendar.Cut(zone, first, last, bucket, PeriodsMax);
        if (periods.Count > PeriodsMax)
        {
            border.Note(Refusal.InvalidValue, "bucket", $"more than {PeriodsMax} periods; take larger ones, or fewer days");
        }

        return periods;
    }

    public static DiscrepancyFilter Discrepancies(ref Border border, V1.ListDiscrepanciesRequest m, OwnerId? owner)
    {
        foreach (V1.DiscrepancyKind kind in m.Kinds)
        {
            if (!Enum.IsDefined((DiscrepancyKind)kind))
            {
                border.Note(Refusal.InvalidValue, "kinds", $"{(int)kind} is not one of the known kinds");
            }
        }

        return new DiscrepancyFilter
        {
            Owner = owner,
            From = border.Time(m.From, "from") ?? new Instant(0),
            To = border.Time(m.To, "to") ?? Instant.Never,
            Kinds = [.. m.Kinds.Select(k => (DiscrepancyKind)k).Distinct()],
            Supplier = border.Text(m.Supplier, "supplier"),
            Sku = m.Sku.Length > 0 ? border.Sku(m.Sku) : null,
            OpenOnly = m.OpenOnly,
            After = After(ref border, m.PageToken),
        };
    }

    public static string Token(long seq, int part) => string.Create(CultureInfo.InvariantCulture, $"{TokenPrefix}{seq}.{part}");

    public static ReorderQuery Reorders(ref Border border, V1.ReorderTerms? m, Instant now)
    {
        ReorderQuery standard = new();
        double level = m is { HasServiceLevel: true } ? m.ServiceLevel : standard.ServiceLevel;
        if (!(level >= ReorderQuery.ServiceLevelMin && level <= ReorderQuery.ServiceLevelMax))
        {
            border.Note(Refusal.InvalidValue, "terms.service_level", string.Create(
                CultureInfo.InvariantCulture, $"{level} is not between {ReorderQuery.ServiceLevelMin} and {ReorderQuery.ServiceLevelMax}"));
        }

        Instant? asOf = border.Time(m?.AsOf, "terms.as_of");
        if (asOf > now)
        {
            border.Note(Refusal.InvalidValue, "terms.as_of", $"{asOf} is later than now, {now}");
        }

        return new ReorderQuery
        {
            AsOf = asOf,
            ServiceLevel = level,
            HistoryDays = border.Within(
                m is { HasHistoryDays: true } ? m.HistoryDays : standard.HistoryDays, ReorderQuery.HistoryDaysMin, ReorderQuery.HistoryDaysMax, "terms.history_days"),
            ReviewDays = border.Within(m is { HasReviewDays: true } ? m.ReviewDays : standard.ReviewDays, 0, ReorderQuery.ReviewDaysMax, "terms.review_days"),
        };
    }

    private static (long Seq, int Part) After(ref Border border, string token)
    {
        if (token.Length == 0)
        {
            return (0, -1);
        }

        string[] parts = token.StartsWith(TokenPrefix, StringComparison.Ordinal) ? token[TokenPrefix.Length..].Split('.') : [];
        if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long seq)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int part))
        {
            return (seq, part);
        }

        border.Note(Refusal.InvalidValue, "page_token", "is not one that the page before gave");
        return (0, -1);
    }

    private static DateOnly? Day(ref Border border, string text, string field)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year is >= 1970 and < 2200)
        {
            return day;
        }

        border.Note(Refusal.InvalidValue, field, $"'{(text.Length > 40 ? text[..40] : text)}' is not a day such as 2011-03-27 between 1970 and 2199");
        return null;
    }
}
