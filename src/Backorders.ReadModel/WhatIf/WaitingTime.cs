namespace Backorders.ReadModel.WhatIf;

/// <summary>How long units waited, in whole minutes but for the mean.</summary>
/// <param name="Tier">The customer's tier; -1 for all.</param>
/// <param name="Units">How many.</param>
/// <param name="Mean">On average.</param>
/// <param name="P50">Half of them at most so long.</param>
/// <param name="P90">Nine of ten at most so long.</param>
/// <param name="Max">The longest.</param>
public sealed record WaitingTime(int Tier, long Units, TimeSpan Mean, TimeSpan P50, TimeSpan P90, TimeSpan Max)
{
    /// <summary>Nothing shipped.</summary>
    public static WaitingTime None { get; } = new(-1, 0, default, default, default, default);
}
