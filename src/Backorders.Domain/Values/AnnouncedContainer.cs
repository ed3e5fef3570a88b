namespace Backorders.Domain.Values;

/// <summary>A container that a ship notice announced, with what is in it. Its content is part of the notice's lines.</summary>
/// <param name="Lpn">Its number: an SSCC without application identifier, or a number of the house.</param>
/// <param name="Contents">What is in it, each SKU once.</param>
public sealed record AnnouncedContainer(string Lpn, IReadOnlyList<AnnouncedLine> Contents);
