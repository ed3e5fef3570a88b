using Backorders.Domain.Values;


namespace Backorders.ReadModel.WhatIf;

/// <summary>
/// A place in history: a time, and the turn within it. Many turns may share one time (a clock that is driven in steps, scans of one batch), and then
/// their order is what decides who is first.
/// </summary>
/// <param name="At">When.</param>
/// <param name="Seq">The turn; <see cref="Last"/> for after all else that happens at that time.</param>
internal readonly record struct Moment(Instant At, long Seq) : IComparable<Moment>
{
    public const long Last = long.MaxValue;

    /// <summary>It did not happen.</summary>
    public static Moment Never => new(Instant.Never, Last);

    public bool IsNever => At == Instant.Never;

    public int CompareTo(Moment other) => At.CompareTo(other.At) is var byTime and not 0 ? byTime : Seq.CompareTo(other.Seq);
}
