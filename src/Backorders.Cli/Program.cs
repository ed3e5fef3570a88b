using System.CommandLine;
using Backorders.Cli;

RootCommand root = new("Backorders: what arrives at the dock goes to whoever waits for it.") { ServeCommand.Create() };

// The node itself listens to signals and takes the time it needs to finish what it took in.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
