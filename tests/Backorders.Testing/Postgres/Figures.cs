namespace Backorders.Testing.Postgres;

/// <summary>What a test measured, for whoever wants to read it: a runner keeps what passing tests print to itself.</summary>
public static class Figures
{
    /// <summary>Prints a line, and adds it to the file that <c>BACKORDERS_FIGURES</c> names, if it names one.</summary>
    public static void Tell(string line)
    {
        Console.WriteLine(line);
        if (Environment.GetEnvironmentVariable("BACKORDERS_FIGURES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + "\n");
        }
    }
}
