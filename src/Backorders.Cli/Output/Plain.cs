using Spectre.Console;
using Spectre.Console.Rendering;

namespace Backorders.Cli.Output;

/// <summary>Tables without colours and control characters, so that they can be piped, and no wider than a terminal.</summary>
internal static class Plain
{
    /// <summary>Columns of the narrowest terminal that people still use.</summary>
    public const int Width = 80;

    /// <summary>A cell's padding.</summary>
    private const int PaddingWidth = 2;

    /// <summary>Writes a table. One that is too wide comes in parts: each begins with the first column, and has as many of the others as fit.</summary>
    public static void Write(TextWriter to, Table table)
    {
        IAnsiConsole console = Console(to);
        RenderOptions options = RenderOptions.Create(console);
        int[] widths = [.. table.Columns.Select((column, i) => table.Rows.Select(row => row[i]).Prepend(column.Header).Max(cell => cell.Measure(options, int.MaxValue / 4).Max) + PaddingWidth + 1)];
        for (int next = 1; next < widths.Length || next == 1;)
        {
            List<int> part = [0];
            int width = widths[0] + 1;
            do
            {
                if (next < widths.Length)
                {
                    part.Add(next);
                    width += widths[next];
                }

                next++;
            }
            while (next < widths.Length && width + widths[next] <= Width);
            console.Write(Part(table, part, canWrap: width > Width));
        }
    }

    private static Table Part(Table table, List<int> columns, bool canWrap)
    {
        Table part = new() { Border = table.Border };
        foreach (int i in columns)
        {
            TableColumn column = table.Columns[i];
            part.AddColumn(new TableColumn(column.Header) { Alignment = column.Alignment, NoWrap = column.NoWrap && !(canWrap && i > 0) });
        }

        foreach (TableRow row in table.Rows)
        {
            part.AddRow(columns.Select(i => row[i]));
        }

        return part;
    }

    private static IAnsiConsole Console(TextWriter to)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(to),
        });
        console.Profile.Width = Width;
        return console;
    }
}
