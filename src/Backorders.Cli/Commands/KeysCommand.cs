using System.CommandLine;
using System.Globalization;
using Backorders.Cli.Output;
using Backorders.Cli.Terminal;
using Backorders.Server.Security;

namespace Backorders.Cli.Commands;

/// <summary>Manages a node's key file. Nodes follow it: no restart, and no call to one.</summary>
internal static class KeysCommand
{
    private const int OverlapHoursDefault = 24;

    public static Command Build(CliConsole console) => new(
        "keys",
        """
        Adds, rotates and revokes the API keys of a key file. The nodes that read the file follow it within a second; streams of a key that is over end.

        Examples:
          backorders keys list --data /var/lib/backorders
          backorders keys add acme-reports --owner ACME --role Reader --expires 90d
          backorders keys add site-admin --role Operator --file /etc/backorders/keys.json
          backorders keys add dock-7 --owner ACME --role Scanner --certificate name:dock-7.acme.example
          backorders keys add station-7 --device K7QF-2M9X-3BTC --role Station --warehouse MAIN --station P7     the code stands on the device
          backorders keys rotate acme-reports --overlap 24     the old text is good for another day
          backorders keys revoke acme-reports
        """)
    {
        List(console),
        Add(console),
        Rotate(console),
        Revoke(console),
    };

    private static Command List(CliConsole console)
    {
        Command command = new("list", "Shows the keys of the file, without what is secret.");
        Option<bool> json = new("--json") { Description = "One JSON object a key." };
        FileOptions file = new FileOptions().AddTo(command);
        command.Add(json);
        command.SetAction(async (parsed, _) =>
        {
            IReadOnlyList<ApiKeyInfo> keys = ApiKeys.List(file.Path(parsed));
            if (parsed.GetValue(json))
            {
                foreach (ApiKeyInfo key in keys)
                {
                    await console.Out.WriteLineAsync(Json.Line(
                        ("id", key.Id), ("owner", key.Owner), ("roles", string.Join(' ', key.Roles)), ("warehouses", string.Join(' ', key.Warehouses)),
                        ("expires_at", Time(key.ExpiresAt)), ("revoked_at", Time(key.RevokedAt)), ("old_until", Time(key.OldUntil)), ("certificate", key.Certificate),
                        ("device", key.IsDevice), ("station", key.Station), ("revoked_by", key.RevokedBy))).ConfigureAwait(false);
                }

                return ExitCodes.Done;
            }

            foreach (ApiKeyInfo key in keys)
            {
                string where = key.Warehouses.Count == 0 ? string.Empty : $", at {string.Join(", ", key.Warehouses)}";
                string by = key.IsDevice ? key.Station is null ? ", a device" : $", a device, station {key.Station}" : key.Certificate is null ? string.Empty : $", by certificate {key.Certificate}";
                string who = string.IsNullOrEmpty(key.RevokedBy) ? string.Empty : $" by {key.RevokedBy}";
                string end = key.RevokedAt is not null ? $", revoked {Time(key.RevokedAt)}{who}" : key.ExpiresAt is not null ? $", until {Time(key.ExpiresAt)}" : string.Empty;
                await console.Out.WriteLineAsync(
                    $"{key.Id}: {string.Join(", ", key.Roles)}, {(string.IsNullOrEmpty(key.Owner) ? "all owners" : $"owner {key.Owner}")}{where}{by}{end}").ConfigureAwait(false);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Add(CliConsole console)
    {
        Command command = new("add", "Adds a key and prints it once. The file is made when it is not there.");
        Argument<string> id = new("ID") { Description = "Names the key in audits." };
        Option<string[]> roles = new("--role") { Description = $"What it may do: {Roles}. May be given several times.", HelpName = "ROLE", Required = true };
        Option<string?> owner = new("--owner") { Description = "The owner it is bound to. Default: it serves all owners.", HelpName = "OWNER" };
        Option<string[]> warehouses = new("--warehouse") { Description = "Where it is good; may be given several times. Default: everywhere.", HelpName = "ID" };
        Option<string?> expires = Expires();
        Option<string?> certificate = new("--certificate")
        {
            Description = "A client certificate in a key's place: thumbprint:SHA256, name:DNS-NAME-OR-URI or subject:SUBJECT. No key is made.", HelpName = "WHICH",
        };
        Option<string?> device = new("--device")
        {
            Description = "A wall or a fixed station in a key's place: the code that it shows, good for ten minutes. No key is made; its login ends when it is revoked.", HelpName = "CODE",
        };
        Option<string?> station = new("--station") { Description = "The station as which the device works. Default: it is chosen at the device.", HelpName = "NAME" };
        FileOptions file = new FileOptions().AddTo(command);
        command.Add(id);
        foreach (Option option in new Option[] { roles, owner, warehouses, expires, certificate, device, station })
        {
            command.Add(option);
        }

        command.SetAction(async (parsed, _) =>
        {
            Role all = (parsed.GetValue(roles) ?? []).Aggregate(Role.None, static (sum, name) => sum | RoleOf(name));
            if (parsed.GetValue(device) is not null == parsed.GetValue(certificate) is not null && parsed.GetValue(device) is not null)
            {
                throw new CliException("--device and --certificate: an entry lets in one of them.", ExitCodes.WrongUsage);
            }

            if (parsed.GetValue(station) is not null && parsed.GetValue(device) is null)
            {
                throw new CliException("--station: is for a device; give the code that it shows with --device.", ExitCodes.WrongUsage);
            }

            if (parsed.GetValue(device) is { } code)
            {
                await ApiKeys.AddDeviceAsync(
                    file.Path(parsed), parsed.GetValue(id)!, code, parsed.GetValue(owner), all, parsed.GetValue(warehouses) ?? [], parsed.GetValue(station), When(parsed.GetValue(expires)))
                    .ConfigureAwait(false);
                await console.Out.WriteLineAsync($"{parsed.GetValue(id)} is let in: the device that shows {code} goes on within some seconds.").ConfigureAwait(false);
                return ExitCodes.Done;
            }

            if (parsed.GetValue(certificate) is { } shown)
            {
                await ApiKeys.AddCertificateAsync(
                    file.Path(parsed), parsed.GetValue(id)!, shown, parsed.GetValue(owner), all, parsed.GetValue(warehouses) ?? [], When(parsed.GetValue(expires))).ConfigureAwait(false);
                await console.Out.WriteLineAsync($"{parsed.GetValue(id)} stands for the certificate {shown}.").ConfigureAwait(false);
                return ExitCodes.Done;
            }

            string key = await ApiKeys.AddAsync(
                file.Path(parsed), parsed.GetValue(id)!, parsed.GetValue(owner), all, parsed.GetValue(warehouses) ?? [], When(parsed.GetValue(expires))).ConfigureAwait(false);
            return await TellAsync(console, key).ConfigureAwait(false);
        });
        return command;
    }

    private static Command Rotate(CliConsole console)
    {
        Command command = new("rotate", "Gives a key a new text with the same rights, and prints it once. Ends with 1 when there is no such key, or it was revoked.");
        Argument<string> id = new("ID") { Description = "Which key." };
        Option<int> overlap = new("--overlap")
        {
            Description = "Hours in which the old text is good too; 0 ends it at once.", HelpName = "HOURS", DefaultValueFactory = static _ => OverlapHoursDefault,
        };
        Option<string?> expires = Expires();
        FileOptions file = new FileOptions().AddTo(command);
        command.Add(id);
        command.Add(overlap);
        command.Add(expires);
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(overlap) is < 0 or > 24 * 366)
            {
                throw new CliException("--overlap: must be from 0 to 8784 hours.", ExitCodes.WrongUsage);
            }

            DateTimeOffset until = TimeProvider.System.GetUtcNow().AddHours(parsed.GetValue(overlap));
            string? key = await ApiKeys.RotateAsync(file.Path(parsed), parsed.GetValue(id)!, until, When(parsed.GetValue(expires))).ConfigureAwait(false);
            return key is null ? throw NotThere(parsed.GetValue(id)!) : await TellAsync(console, key).ConfigureAwait(false);
        });
        return command;
    }

    private static Command Revoke(CliConsole console)
    {
        Command command = new("revoke", "Ends a key, a certificate's entry or a device's login: its calls are refused, its streams end. Ends with 1 when there is no such key, or it was revoked before.");
        Argument<string> id = new("ID") { Description = "Which key." };
        Option<string> by = new("--by")
        {
            Description = "Who revokes it: on record, and shown at a device. Default: who runs the command.", HelpName = "NAME", DefaultValueFactory = static _ => Environment.UserName,
        };
        FileOptions file = new FileOptions().AddTo(command);
        command.Add(id);
        command.Add(by);
        command.SetAction(async (parsed, _) =>
        {
            if (!await ApiKeys.RevokeAsync(file.Path(parsed), parsed.GetValue(id)!, TimeProvider.System.GetUtcNow(), parsed.GetValue(by)).ConfigureAwait(false))
            {
                throw NotThere(parsed.GetValue(id)!);
            }

            await console.Out.WriteLineAsync($"{parsed.GetValue(id)} is revoked.").ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Roles => string.Join(", ", Enum.GetValues<Role>().Where(r => System.Numerics.BitOperations.IsPow2((int)r)));

    private static Option<string?> Expires() => new("--expires") { Description = "When it runs out: in days such as 90d, or a time such as 2027-01-01. Default: never.", HelpName = "WHEN" };

    private static Role RoleOf(string name) => Enum.TryParse(name, ignoreCase: true, out Role role) && System.Numerics.BitOperations.IsPow2((int)role) && Enum.IsDefined(role)
        ? role
        : throw new CliException($"--role: '{name}' is none; there are {Roles}.", ExitCodes.WrongUsage);

    private static DateTimeOffset? When(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.EndsWith('d') && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int days) && days is > 0 and < 36_600)
        {
            return TimeProvider.System.GetUtcNow().AddDays(days);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset at)
            ? at
            : throw new CliException($"--expires: '{text}' is neither days such as 90d nor a time such as 2027-01-01.", ExitCodes.WrongUsage);
    }

    private static async Task<int> TellAsync(CliConsole console, string key)
    {
        await console.Out.WriteLineAsync($"Key, shown only now: {key}").ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private static CliException NotThere(string id) => new($"The file has no key '{id}' that is not revoked.", ExitCodes.Failed);

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Which key file.</summary>
    private sealed class FileOptions
    {
        private readonly Option<string?> file = new("--file") { Description = "The key file. Default: keys.json in the data folder.", HelpName = "FILE" };
        private readonly Option<string> data = new("--data") { Description = "The node's data folder.", HelpName = "DIR", DefaultValueFactory = static _ => "data" };

        public FileOptions AddTo(Command command)
        {
            command.Add(file);
            command.Add(data);
            return this;
        }

        public string Path(ParseResult parsed) => parsed.GetValue(file) ?? System.IO.Path.Combine(parsed.GetValue(data)!, "keys.json");
    }
}
