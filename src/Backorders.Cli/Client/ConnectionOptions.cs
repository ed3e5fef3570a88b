using System.CommandLine;
using Backorders.Cli.Terminal;

namespace Backorders.Cli.Client;

/// <summary>The options of every command that speaks to a server.</summary>
internal sealed class ConnectionOptions
{
    /// <summary>The environment variable that stands for <c>--server</c>.</summary>
    public const string ServerVariable = "BACKORDERS_SERVER";

    /// <summary>The environment variable that stands for <c>--key</c>.</summary>
    public const string KeyVariable = "BACKORDERS_KEY";

    /// <summary>The environment variable that stands for <c>--operator-key</c>.</summary>
    public const string OperatorKeyVariable = "BACKORDERS_OPERATOR_KEY";

    /// <summary>The environment variable with a token of an issuer, for whoever has no key.</summary>
    public const string TokenVariable = "BACKORDERS_TOKEN";

    /// <summary>Where a node speaks gRPC unless told otherwise.</summary>
    public const string DefaultServer = "http://127.0.0.1:5081";

    private readonly Option<string?> server = new("--server")
    {
        Description = $"The node's gRPC address. Default: ${ServerVariable}, else {DefaultServer}.", HelpName = "URL",
    };

    private readonly Option<string?> key = new("--key") { Description = $"The API key. Default: ${KeyVariable}.", HelpName = "KEY" };

    private readonly Option<string?> operatorKey = new("--operator-key")
    {
        Description = $"The API key for what concerns the building. Default: --key, else ${OperatorKeyVariable}, else ${KeyVariable}.", HelpName = "KEY",
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = $"A file with a token in the place of a key, read for every call. Default: ${TokenVariable}, when there is no key.", HelpName = "FILE",
    };

    private readonly Option<string> warehouse = new("--warehouse")
    {
        Description = "The building.", HelpName = "ID", DefaultValueFactory = static _ => DefaultWarehouse,
    };

    private readonly Option<string?> owner = new("--owner")
    {
        Description = "Whose goods to act for, when the key serves all owners.", HelpName = "OWNER",
    };

    /// <summary>The building of a node that was not told which it serves.</summary>
    public const string DefaultWarehouse = "MAIN";

    /// <summary>Adds the options to a command.</summary>
    public ConnectionOptions AddTo(Command command)
    {
        command.Add(server);
        command.Add(key);
        command.Add(operatorKey);
        command.Add(tokenFile);
        command.Add(warehouse);
        command.Add(owner);
        return this;
    }

    /// <summary>The building that was named.</summary>
    public string Warehouse(ParseResult parsed) => parsed.GetValue(warehouse)!;

    /// <summary>Whether a server was named, here or in the environment.</summary>
    public bool NamesServer(ParseResult parsed, CliConsole console) => Server(parsed, console) is not null;

    /// <summary>The key that was given, here or in the environment.</summary>
    public string? Key(ParseResult parsed, CliConsole console) => Text(parsed.GetValue(key)) ?? Text(console.Environment(KeyVariable));

    /// <summary>The key for what concerns the building: one that was given here goes before those of the environment.</summary>
    public string? OperatorKey(ParseResult parsed, CliConsole console) =>
        Text(parsed.GetValue(operatorKey)) ?? Text(parsed.GetValue(key)) ?? Text(console.Environment(OperatorKeyVariable)) ?? Text(console.Environment(KeyVariable));

    /// <summary>Opens the connection. Nothing is sent yet.</summary>
    /// <exception cref="CliException">The address makes no sense, or neither a key nor a token was given.</exception>
    public ServerConnection Connect(ParseResult parsed, CliConsole console)
    {
        string address = Server(parsed, console) ?? DefaultServer;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
        {
            throw new CliException($"--server: '{address}' is not an address such as {DefaultServer}.", ExitCodes.WrongUsage);
        }

        if (Text(parsed.GetValue(tokenFile)) is { } file)
        {
            return File.Exists(file)
                ? ServerConnection.Open(uri, async cancellation => (await File.ReadAllTextAsync(file, cancellation).ConfigureAwait(false)).Trim(), Text(parsed.GetValue(owner)))
                : throw new CliException($"--token-file: there is no file '{file}'.", ExitCodes.WrongUsage);
        }

        string? operating = OperatorKey(parsed, console);
        string secret = Key(parsed, console) ?? operating ?? Text(console.Environment(TokenVariable))
            ?? throw new CliException($"No key was given. Use --key or ${KeyVariable}, or --token-file or ${TokenVariable}; a new node prints its keys when it first starts.", ExitCodes.WrongUsage);
        return ServerConnection.Open(uri, secret, Text(parsed.GetValue(owner)), operating is null || operating == secret ? null : operating);
    }

    private string? Server(ParseResult parsed, CliConsole console) => Text(parsed.GetValue(server)) ?? Text(console.Environment(ServerVariable));

    private static string? Text(string? given) => string.IsNullOrWhiteSpace(given) ? null : given;
}
