using Backorders.Cli;
using Backorders.Cli.Terminal;

return await CommandLine.RunAsync(args, CliConsole.OfThisProcess());
