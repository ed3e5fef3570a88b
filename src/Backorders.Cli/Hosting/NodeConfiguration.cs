using System.CommandLine;
using Backorders.Cli.Terminal;
using Backorders.Server;
using Backorders.Server.Options;
using Microsoft.Extensions.Configuration;

namespace Backorders.Cli.Hosting;

/// <summary>A node's settings: a JSON file, then environment variables; the later wins.</summary>
internal static class NodeConfiguration
{
    private const string Section = "Backorders";
    private const string DefaultFile = "backorders.json";

    /// <summary>The keys under which secrets are encrypted: a variable of its own, which a supervisor can give out as a secret and no settings file holds by accident.</summary>
    private const string SecretKeyVariable = "BACKORDERS_SECRET_KEY";

    /// <summary>The option that names the file.</summary>
    public static Option<string?> Option() => new("--config")
    {
        Description = $"A JSON file with a section '{Section}'. Default: {DefaultFile} in the working folder, if there is one.", HelpName = "FILE",
    };

    /// <exception cref="CliException">There is no such file, or it cannot be used.</exception>
    public static NodeOptions Read(string? file)
    {
        try
        {
            NodeOptions options = Settings(file)
                .Get<NodeOptions>(static binder => binder.ErrorOnUnknownConfiguration = true) ?? new NodeOptions();
            options.Secrets.Keys = options.Secrets.Keys.Length > 0 ? options.Secrets.Keys : Environment.GetEnvironmentVariable(SecretKeyVariable) ?? string.Empty;
            return options;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or FormatException)
        {
            throw new CliException($"The configuration cannot be used: {e.InnerException?.Message ?? e.Message}", ExitCodes.CannotStart);
        }
    }

    /// <summary>Whether the file or the environment says what a setting is, such as <c>Listen:Tls</c>; it may be what is the default.</summary>
    /// <exception cref="CliException">There is no such file, or it cannot be read.</exception>
    public static bool Says(string? file, string setting)
    {
        try
        {
            return Settings(file)[setting] is not null;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            throw new CliException($"The configuration cannot be used: {e.InnerException?.Message ?? e.Message}", ExitCodes.CannotStart);
        }
    }

    /// <summary>The settings of a node on PostgreSQL.</summary>
    /// <param name="file">The file; null for the default one.</param>
    /// <param name="connection">A connection string that replaces the settings'; null for none.</param>
    /// <exception cref="CliException">They name no database, or are wrong.</exception>
    public static NodeOptions ReadPostgres(string? file, string? connection)
    {
        NodeOptions options = Read(file);
        options.Journal = JournalKind.Postgres;
        options.Postgres.ConnectionString = connection ?? options.Postgres.ConnectionString;
        return options.Postgres.Check() is { Count: > 0 } wrong ? throw new CliException(string.Join(' ', wrong), ExitCodes.CannotStart) : options;
    }

    private static IConfigurationSection Settings(string? file) => file is not null && !File.Exists(file)
        ? throw new CliException($"--config: there is no file '{file}'.", ExitCodes.WrongUsage)
        : new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file ?? DefaultFile), optional: file is null).AddEnvironmentVariables().Build().GetSection(Section);
}
