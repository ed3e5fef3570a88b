using Backorders.Partners.Labels.Layout;

namespace Backorders.Server.Printing;

/// <summary>A label's content.</summary>
/// <param name="Content">What stands on it.</param>
/// <param name="Subject">What it is put on, by name: the same thing has the same name.</param>
/// <param name="Owner">Whose thing that is; empty for nobody's in particular.</param>
internal sealed record ReadLabel(LabelContent Content, string Subject, string Owner);
