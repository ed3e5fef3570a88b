using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Backorders.Postgres;
using Npgsql;

namespace Backorders.Testing.Postgres;

/// <summary>A real server of a test's own, on the loopback interface. The role <c>postgres</c> needs no password; every other one does.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> shared = new(() => StartAsync());
    private static int databases;

    private readonly string folder;
    private readonly string data;
    private readonly Lazy<Task<PostgresOptions>> database;

    private PostgresServer(string folder)
    {
        this.folder = folder;
        database = new(CreateDatabaseAsync);
        data = Path.Combine(folder, "data");
        Port = FreePort.Take();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>The server's own process.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>What it has written to its log so far.</summary>
    public string Log => File.ReadAllText(Path.Combine(folder, "log"));

    /// <summary>One server for all tests of this process that do it no harm.</summary>
    public static Task<PostgresServer> SharedAsync() => shared.Value;

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="settings">Lines of <c>postgresql.conf</c>, such as <c>fsync = off</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        PostgresServer server = new(await NewFolderAsync());
        await PostgresPrograms.RunAsync("initdb", "-D", server.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.WriteAsync("pg_hba.conf", """
            host all postgres 127.0.0.1/32 trust
            host replication postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256
            """);
        await server.WriteAsync("postgresql.conf", $"""
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{server.folder}'
            max_connections = 200
            shared_buffers = 64MB
            max_wal_senders = 4
            log_min_messages = warning
            wal_level = replica
            hot_standby = on
            {string.Join('\n', settings)}
            """);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes an empty database and returns settings that lead there, as the role <c>postgres</c>.</summary>
    public async Task<PostgresOptions> CreateDatabaseAsync()
    {
        string name = $"t{Environment.ProcessId}_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync($"CREATE DATABASE {name}");
        return OptionsOf(name);
    }

    /// <summary>
    /// Names a schema that nobody uses, in a database for all such schemas, and returns settings that lead there: quicker than a database, for tests that change
    /// nothing of the database itself.
    /// </summary>
    public async Task<PostgresOptions> CreateSchemaAsync()
    {
        PostgresOptions options = OptionsOf(new NpgsqlConnectionStringBuilder((await database.Value).ConnectionString).Database!);
        options.Schema = $"s{Interlocked.Increment(ref databases)}";
        return options;
    }

    /// <summary>Settings that lead to a database of this server.</summary>
    public PostgresOptions OptionsOf(string database, string role = "postgres") =>
        new() { ConnectionString = $"Host=127.0.0.1;Port={Port};Database={database};Username={role};Maximum Pool Size=20" };

    /// <summary>Runs statements as the role <c>postgres</c>.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using NpgsqlConnection connection = await ConnectAsync(database);
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<object?> QueryAsync(string sql, string database = "postgres")
    {
        await using NpgsqlConnection connection = await ConnectAsync(database);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>An unpooled connection as the role <c>postgres</c>.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string database = "postgres")
    {
        NpgsqlConnection connection = new($"Host=127.0.0.1;Port={Port};Database={database};Username=postgres;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Changes a setting of the running server, for those that need no restart.</summary>
    public async Task SetAsync(string name, string value)
    {
        await ExecuteAsync($"ALTER SYSTEM SET {name} = '{value}'");
        await ExecuteAsync("SELECT pg_reload_conf()");
        await using NpgsqlConnection fresh = await ConnectAsync();
        await Poll.UntilAsync(
            async () =>
            {
                await using NpgsqlCommand show = new($"SELECT setting = '{value}' FROM pg_settings WHERE name = '{name}'", fresh);
                return await show.ExecuteScalarAsync() is true;
            },
            $"{name} becomes {value}");
    }

    /// <summary>Stops it; the port stays its own.</summary>
    public Task StopAsync(PostgresStop how) =>
        PostgresPrograms.RunAsync("pg_ctl", "stop", "-D", data, "-w", "-t", "60", "-m", how == PostgresStop.Fast ? "fast" : "immediate");

    /// <summary>Starts it again on the same port.</summary>
    public Task StartAgainAsync() =>
        PostgresPrograms.RunAsync("pg_ctl", "start", "-D", data, "-w", "-t", "60", "-l", Path.Combine(folder, "log"), "-o", $"-p {Port}");

    /// <summary>Kills the server's own process; its children notice and end.</summary>
    public async Task KillAsync()
    {
        int[] all = Processes();
        Signal("KILL", ProcessId);
        await Poll.UntilAsync(() => Task.FromResult(!all.Any(p => Directory.Exists($"/proc/{p}"))), "the killed server's processes are gone");
        File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    /// <summary>Freezes all its processes: connections stay open and nobody answers.</summary>
    public void Pause() => Signal("STOP", Processes());

    /// <summary>Lets a frozen server go on.</summary>
    public void Resume() => Signal("CONT", Processes());

    /// <summary>Makes a standby of this server and starts it. It becomes synchronous by <see cref="SetAsync"/> of <c>synchronous_standby_names</c> to its name.</summary>
    public async Task<PostgresServer> AddStandbyAsync(string name)
    {
        PostgresServer standby = new(await NewFolderAsync());
        await PostgresPrograms.RunAsync(
            "pg_basebackup", "-D", standby.data, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", $"host=127.0.0.1 port={Port} user=postgres application_name={name}");
        await File.AppendAllTextAsync(Path.Combine(standby.data, "postgresql.conf"), $"\nunix_socket_directories = '{standby.folder}'\n");
        await standby.StartAgainAsync();
        await Poll.UntilAsync(
            async () => await QueryAsync($"SELECT 1 FROM pg_stat_replication WHERE application_name = '{name}' AND state = 'streaming'") is not null, $"{name} streams");
        return standby;
    }

    /// <summary>Starts a server on a data folder that was restored.</summary>
    /// <param name="restore">Makes the data folder; the path is given, nothing is there yet.</param>
    public static async Task<PostgresServer> RestoreAsync(Func<string, Task> restore)
    {
        PostgresServer server = new(await NewFolderAsync());
        await restore(server.data);
        await File.AppendAllTextAsync(Path.Combine(server.data, "postgresql.conf"), $"\nunix_socket_directories = '{server.folder}'\n");
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes a standby the primary.</summary>
    public Task PromoteAsync() => PostgresPrograms.RunAsync("pg_ctl", "promote", "-D", data, "-w", "-t", "60");

    /// <summary>Ends the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(data, "postmaster.pid")))
        {
            Resume();
            await StopAsync(PostgresStop.Immediate);
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A folder of the user that servers run as; it goes with this process.</summary>
    public static async Task<string> NewFolderAsync()
    {
        string folder = Directory.CreateTempSubdirectory("backorders-pg-").FullName;
        if (PostgresPrograms.IsRoot)
        {
            await PostgresPrograms.RunPlainAsync("chown", PostgresPrograms.User, folder);
        }

        // Whatever becomes of this process, its servers end with it: a watcher waits for its end.
        string script = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done; "
            + $"p=$(head -n 1 {folder}/data/postmaster.pid 2>/dev/null); [ -n \"$p\" ] && kill -QUIT $p; sleep 1; rm -rf {folder}";
        Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true });
        return folder;
    }

    private async Task WriteAsync(string file, string text)
    {
        string path = Path.Combine(data, file);
        await File.WriteAllTextAsync(path, text + "\n");
    }

    private int[] Processes()
    {
        int server = ProcessId;
        IEnumerable<int> all = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => int.Parse(n!, CultureInfo.InvariantCulture));
        return [server, .. all.Where(p => ParentOf(p) == server)];
    }

    private static int ParentOf(int process)
    {
        try
        {
            // The name of the program stands in parentheses and may hold anything: what comes after the last one counts.
            string[] after = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
            return int.Parse(after[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static void Signal(string signal, params int[] processes)
    {
        using Process kill = Process.Start("kill", ["-" + signal, .. processes.Select(p => p.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }
}
