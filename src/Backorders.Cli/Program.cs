using Backorders.Cli;

return await CommandLine.RunAsync(args, CliConsole.OfThisProcess());
