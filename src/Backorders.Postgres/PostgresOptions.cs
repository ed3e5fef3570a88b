using System.Text.RegularExpressions;
using Npgsql;

namespace Backorders.Postgres;

/// <summary>Where the PostgreSQL database is and how it is used. Section <c>Postgres</c> of a node's options.</summary>
public sealed partial class PostgresOptions
{
    /// <summary>
    /// The database, such as <c>Host=db;Database=backorders;Username=backorders</c>. Several hosts (<c>Host=a,b</c>) mean whichever of them accepts writes. Required.
    /// </summary>
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>
    /// A file whose first line is the password; empty (the default) when the connection string holds it, or none is needed. It is read for each new connection, so
    /// that a password may be changed while nodes run.
    /// </summary>
    public string PasswordFile { get; set; } = string.Empty;

    /// <summary>The schema of the tables. Default <c>backorders</c>. Clusters that share a database have a schema each.</summary>
    public string Schema { get; set; } = "backorders";

    /// <summary>
    /// Seconds after which an append without an answer is given up, its outcome unknown. Default 30: a restart of the server on the way is waited out, a lost one is not.
    /// Zero is not allowed.
    /// </summary>
    public int AppendDeadlineSeconds { get; set; } = 30;

    /// <summary>Settings of the server that may be unsafe all the same, by name: <c>fsync</c>, <c>full_page_writes</c>, <c>synchronous_commit</c>. Default none.</summary>
    public IList<string> AllowUnsafeSettings { get; set; } = [];

    /// <summary>The names that <see cref="AllowUnsafeSettings"/> may hold.</summary>
    public static IReadOnlyList<string> UnsafeSettings { get; } = ["fsync", "full_page_writes", "synchronous_commit"];

    /// <summary>Everything that is wrong with these options, each by the setting's name; empty when they can be used.</summary>
    public IReadOnlyList<string> Check()
    {
        List<string> wrong = [];
        CheckConnection(wrong);
        if (!SchemaName().IsMatch(Schema) || Schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            wrong.Add($"Postgres:Schema: '{Schema}' is no name; use 1 to 63 lower-case letters, digits or underscores, not beginning with a digit or pg_.");
        }

        if (AppendDeadlineSeconds < 1)
        {
            wrong.Add($"Postgres:AppendDeadlineSeconds: {AppendDeadlineSeconds} is less than 1.");
        }

        wrong.AddRange(AllowUnsafeSettings.Where(s => !UnsafeSettings.Contains(s)).Select(s =>
            $"Postgres:AllowUnsafeSettings: '{s}' is not one of {string.Join(", ", UnsafeSettings)}."));
        return wrong;
    }

    /// <summary>Where the database is, without anything secret.</summary>
    public string Describe() => TryRead(out NpgsqlConnectionStringBuilder? read)
        ? $"{read.Host}{(read.Host?.Contains(',', StringComparison.Ordinal) == true ? string.Empty : $":{read.Port}")}, database {read.Database}"
        : "the database";

    internal bool TryRead([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out NpgsqlConnectionStringBuilder? read)
    {
        try
        {
            read = new NpgsqlConnectionStringBuilder(ConnectionString);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            read = null;
            return false;
        }
    }

    private void CheckConnection(List<string> wrong)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            wrong.Add("Postgres:ConnectionString: name the database, such as Host=db;Database=backorders;Username=backorders.");
            return;
        }

        if (!TryRead(out NpgsqlConnectionStringBuilder? read))
        {
            // The reader's own message may repeat a piece of the text, and that piece may be the password.
            wrong.Add("Postgres:ConnectionString: cannot be read. It is Name=value pairs with semicolons between them, such as Host=db;Database=backorders;Username=backorders; "
                + "a value that holds ; or = stands in double quotes.");
            return;
        }

        Need(read.Host, "Host");
        Need(read.Database, "Database");
        if (read.Multiplexing)
        {
            wrong.Add("Postgres:ConnectionString: Multiplexing mixes the statements of different callers on one connection; leave it out.");
        }

        CheckPassword(read, wrong);

        void Need(string? value, string name)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                wrong.Add($"Postgres:ConnectionString: names no {name}; add {name}=...");
            }
        }
    }

    private void CheckPassword(NpgsqlConnectionStringBuilder read, List<string> wrong)
    {
        if (PasswordFile.Length == 0)
        {
            return;
        }

        if (!string.IsNullOrEmpty(read.Password))
        {
            wrong.Add("Postgres:PasswordFile: the connection string holds a password too; leave one of them out.");
        }

        if (!File.Exists(PasswordFile))
        {
            wrong.Add($"Postgres:PasswordFile: there is no file '{PasswordFile}'.");
        }
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex SchemaName();
}
