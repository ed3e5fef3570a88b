using System.CommandLine;
using Backorders.Cli.Client;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>The label of a task, for a printer or to look at.</summary>
internal static class LabelCommand
{
    private static readonly Dictionary<string, V1.LabelFormat> Formats = new() { ["zpl"] = V1.LabelFormat.Zpl, ["svg"] = V1.LabelFormat.Svg, ["png"] = V1.LabelFormat.Png };

    private static readonly Dictionary<string, V1.LabelSize> Sizes = new() { ["100x150"] = V1.LabelSize._100X150, ["100x50"] = V1.LabelSize._100X50 };

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "label",
            """
            Makes the label of a task: lane, order, item, quantity, and the SSCC as a GS1-128 barcode. The warehouse needs a GS1 company prefix for it.

            Examples:
              backorders label 1207 --out 1207.zpl                     commands for a label printer
              backorders label 1207 --format png --out 1207.png        the same as a picture
              backorders label 1207 --size 100x50 --dpmm 12 --out 1207.zpl
            """);
        Argument<long> task = new("TASK") { Description = "The task's number." };
        Option<string> format = new("--format") { Description = "zpl, svg or png. Default: zpl.", DefaultValueFactory = static _ => "zpl" };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        Option<string> size = new("--size") { Description = "Width by height in millimetres: 100x150 or 100x50. Default: 100x150.", DefaultValueFactory = static _ => "100x150" };
        size.AcceptOnlyFromAmong([.. Sizes.Keys]);
        Option<int> dotsPerMm = new("--dpmm") { Description = "Dots per millimetre of the print head: 8 or 12. Default: 8.", DefaultValueFactory = static _ => 8 };
        Option<string?> to = new("--out") { Description = "The file to write. Without it, ZPL and SVG are printed.", HelpName = "FILE" };
        Option<bool> json = new("--json") { Description = "Print the SSCC and the file as one JSON object." };
        command.Add(task);
        foreach (Option option in new Option[] { format, size, dotsPerMm, to, json })
        {
            command.Add(option);
        }

        ConnectionOptions client = new ConnectionOptions().AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? file = parsed.GetValue(to);
            V1.GetTaskLabelRequest request = new()
            {
                Warehouse = client.Warehouse(parsed),
                TaskId = parsed.GetValue(task),
                Format = Formats[parsed.GetValue(format)!],
                Size = Sizes[parsed.GetValue(size)!],
                DotsPerMm = parsed.GetValue(dotsPerMm),
            };
            if (file is null && (request.Format == V1.LabelFormat.Png || parsed.GetValue(json)))
            {
                throw new CliException("--out: name a file.", ExitCodes.WrongUsage);
            }

            using ServerConnection server = client.Connect(parsed, console);
            V1.GetTaskLabelResponse label = await server.Stations.GetTaskLabelAsync(request, cancellationToken: cancellation);
            if (file is null)
            {
                await console.Out.WriteAsync(label.Content.ToStringUtf8()).ConfigureAwait(false);
                return ExitCodes.Done;
            }

            await File.WriteAllBytesAsync(file, label.Content.ToByteArray(), cancellation).ConfigureAwait(false);
            await console.Out.WriteLineAsync(parsed.GetValue(json)
                ? Json.Line(("task", request.TaskId), ("sscc", label.Sscc), ("file", file), ("content_type", label.ContentType))
                : $"task {request.TaskId}: SSCC {label.Sscc}, {label.Content.Length} bytes in {file}").ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }
}
