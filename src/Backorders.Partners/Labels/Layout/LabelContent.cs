namespace Backorders.Partners.Labels.Layout;

/// <summary>What stands on a label.</summary>
public abstract record LabelContent
{
    /// <summary>What says that the label is printed once more; empty for a first print. Two labels of one thing that look the same would be two things.</summary>
    public string CopyNote { get; init; } = string.Empty;
}
