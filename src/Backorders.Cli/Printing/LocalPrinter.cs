namespace Backorders.Cli.Printing;

/// <summary>A printer of the agent's own network.</summary>
/// <param name="Name">How pages call it.</param>
/// <param name="Host">Its address or name, as whoever runs the agent wrote it.</param>
/// <param name="Port">Where it takes raw bytes.</param>
/// <param name="Places">Doors and stations that it stands at.</param>
/// <param name="Size">What is loaded.</param>
/// <param name="DotsPerMm">Dots of its print head.</param>
/// <param name="TellsStatus">Whether it answers <c>~HS</c>, as Zebra's printers do.</param>
internal sealed record LocalPrinter(string Name, string Host, int Port, IReadOnlyList<string> Places, V1.LabelSize Size, int DotsPerMm, bool TellsStatus)
{
    /// <summary>Where it is, as people write it.</summary>
    public string Address => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
