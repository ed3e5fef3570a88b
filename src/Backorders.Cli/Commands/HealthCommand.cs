using System.CommandLine;
using System.Net.Http;
using System.Net.Sockets;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Commands;

/// <summary>Asks a node whether it serves: what an image without a shell and without other programs checks itself with.</summary>
internal static class HealthCommand
{
    private const string DefaultAddress = "http://127.0.0.1:5080";

    /// <summary>Whoever answers no sooner does not serve.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static Command Build(CliConsole console)
    {
        Command command = new(
            "health",
            """
            Asks a node whether it serves, and prints what it says: one JSON object. Ends with 0 when every warehouse that it serves takes commands, with 1 while it reads its journal or its
            store fails, with 3 when nobody answers.

            Examples:
              backorders health
              backorders health --http http://127.0.0.1:5180 --live         only whether the process answers
              backorders health --http https://127.0.0.1:5443               over TLS, whatever name the certificate is for
            """);
        Option<string> http = new("--http")
        {
            Description = $"Where the node's /health is. Default: {DefaultAddress}.", HelpName = "URL", DefaultValueFactory = static _ => DefaultAddress,
        };
        Option<bool> live = new("--live") { Description = "Only whether it answers at all." };
        command.Add(http);
        Option<bool> json = new("--json") { Description = "As for other commands; what a node says is one JSON object in any case." };
        command.Add(live);
        command.Add(json);
        command.SetAction((parsed, cancellation) =>
            RunAsync(console, parsed.GetValue(http)!, parsed.GetValue(live) ? "/health/live" : "/health", cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, string address, string path, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new CliException($"--http: '{address}' is not an address such as {DefaultAddress}.", ExitCodes.WrongUsage);
        }

        // On the node's own machine nobody stands between, and its certificate is for its name elsewhere.
        using HttpClientHandler way = new() { ServerCertificateCustomValidationCallback = uri.IsLoopback ? HttpClientHandler.DangerousAcceptAnyServerCertificateValidator : null };
        using HttpClient client = new(way) { BaseAddress = uri, Timeout = Patience };
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false);
            await console.Out.WriteLineAsync(await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? ExitCodes.Done : ExitCodes.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CliException($"{uri} does not answer: {e.Message}", ExitCodes.Unreachable);
        }
    }
}
