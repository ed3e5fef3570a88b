namespace Backorders.Server.Printing.Jobs;

/// <summary>What became of a job that was to be added.</summary>
/// <param name="Outcome">Whether it was.</param>
/// <param name="Job">The job that stands: the new one, or the one because of which it was not added; null when too many wait.</param>
internal sealed record AddedJob(AddedJob.Kind Outcome, PrintJob? Job)
{
    /// <summary>Whether a job was added.</summary>
    internal enum Kind
    {
        /// <summary>It was.</summary>
        Added,

        /// <summary>One of its id is there.</summary>
        SameId,

        /// <summary>Its label was asked for before, and it says of itself that it is no copy.</summary>
        PrintedBefore,

        /// <summary>As many wait for the printer as may.</summary>
        TooMany,
    }
}
