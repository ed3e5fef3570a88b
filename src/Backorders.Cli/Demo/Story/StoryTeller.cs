using Backorders.Cli.Client;

namespace Backorders.Cli.Demo.Story;

internal sealed class StoryTeller(CliConsole console, ServerConnection server, string warehouse, bool json)
{
    public static readonly DateTimeOffset Start = new(2025, 11, 24, 7, 0, 0, TimeSpan.Zero);
    public Task TellAsync(CancellationToken cancellation) { _ = (console, server, warehouse, json, cancellation); return Task.CompletedTask; }
}
