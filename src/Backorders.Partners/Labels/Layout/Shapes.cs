namespace Backorders.Partners.Labels.Layout;

/// <summary>Something on a label. All measures are dots, from the top left corner.</summary>
internal abstract record Shape;

/// <summary>A filled black rectangle.</summary>
internal sealed record Box(int X, int Y, int Width, int Height) : Shape;

/// <summary>A line of text that fits where it stands.</summary>
/// <param name="X">Its left edge.</param>
/// <param name="Baseline">What its letters stand on.</param>
/// <param name="Size">The font's size: the height of its em square.</param>
/// <param name="Width">How wide it is.</param>
/// <param name="Content">The text; nothing in it is unprintable.</param>
/// <param name="Bold">Which of the two fonts.</param>
/// <param name="White">White on a black box.</param>
internal sealed record TextRun(int X, int Baseline, int Size, int Width, string Content, bool Bold, bool White) : Shape;

/// <summary>A barcode.</summary>
/// <param name="X">The left edge of its first bar.</param>
/// <param name="Y">The top of its bars.</param>
/// <param name="ModuleWidth">Width of its narrowest bar.</param>
/// <param name="Height">Height of its bars.</param>
/// <param name="Modules">Its modules from left to right, true for a dark one.</param>
/// <param name="Sscc">The serial shipping container code that it says; null for another content.</param>
internal sealed record PrintedBarcode(int X, int Y, int ModuleWidth, int Height, IReadOnlyList<bool> Modules, string? Sscc = null) : Shape;

/// <summary>A label, ready to be written.</summary>
internal sealed record Drawing(int Width, int Height, int DotsPerMm, IReadOnlyList<Shape> Shapes);
