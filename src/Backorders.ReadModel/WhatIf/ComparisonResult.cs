using Backorders.Domain.Values;


namespace Backorders.ReadModel.WhatIf;

/// <summary>A window under two policies, side by side.</summary>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended.</param>
/// <param name="Turns">Turns of the record that were played.</param>
/// <param name="Recorded">What really happened.</param>
/// <param name="Baseline">The window played under the policies that were in force; how far it is from <paramref name="Recorded"/> is the model's error.</param>
/// <param name="Proposed">The window played under the proposed policy; to be compared with <paramref name="Baseline"/>.</param>
public sealed record ComparisonResult(Instant From, Instant To, long Turns, PolicyOutcome Recorded, PolicyOutcome Baseline, PolicyOutcome Proposed);
