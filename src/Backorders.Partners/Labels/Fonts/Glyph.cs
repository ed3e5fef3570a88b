namespace Backorders.Partners.Labels.Fonts;

/// <summary>A character's shape in font units, y upwards: closed contours of straight lines, filled where they wind around.</summary>
internal sealed record Glyph(int Advance, IReadOnlyList<IReadOnlyList<(double X, double Y)>> Contours);
