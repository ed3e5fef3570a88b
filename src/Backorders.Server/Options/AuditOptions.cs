namespace Backorders.Server.Options;

/// <summary>How long audit records are kept, and how many refusals. Records of changes in a warehouse are its journal, which is never cut.</summary>
public sealed class AuditOptions
{
    /// <summary>
    /// Days after which a record is deleted. Default 400: a year and what it takes to look back at it. Source: PCI DSS v4.0.1, 10.5.1, audit history of at least 12 months. Zero keeps
    /// all.
    /// </summary>
    public int KeepDays { get; set; } = 400;

    /// <summary>
    /// Refusals that are kept; beyond it the oldest are deleted first. Default 1,000,000: some 300 MB. A caller who is refused again and again must not fill the disk. Zero is not allowed.
    /// </summary>
    public int RefusalsMax { get; set; } = 1_000_000;

    /// <summary>
    /// Different refusals that a node puts on record within a minute; of more only the number is. Default 500. Equal ones (same key, owner, address, call, thing and reason) are one record
    /// with a count, so this is many callers at once. Zero is not allowed.
    /// </summary>
    public int RefusalsPerMinute { get; set; } = 500;

    internal void Check(List<string> wrong)
    {
        AtLeast(KeepDays, 0, nameof(KeepDays));
        AtLeast(RefusalsMax, 1, nameof(RefusalsMax));
        AtLeast(RefusalsPerMinute, 1, nameof(RefusalsPerMinute));

        void AtLeast(int value, int least, string name)
        {
            if (value < least)
            {
                wrong.Add($"Audit:{name}: {value} is less than {least}.");
            }
        }
    }
}
