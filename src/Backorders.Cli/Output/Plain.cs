using Spectre.Console;

namespace Backorders.Cli.Output;

/// <summary>Tables without colours and control characters, so that they can be piped.</summary>
internal static class Plain
{
    private const int Width = 160;

    public static IAnsiConsole Console(TextWriter to)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(to),
        });
        console.Profile.Width = Width;
        return console;
    }
}
