using System.Diagnostics;

namespace Backorders.Testing.Postgres;

/// <summary>PostgreSQL's own programs on this machine.</summary>
public static class PostgresPrograms
{
    private static readonly string? folder = Find();

    /// <summary>Why tests that need them are skipped; null when they are there, or when their lack is a failure.</summary>
    public static string? WhySkip =>
        folder is null && Environment.GetEnvironmentVariable("CI") != "true" ? "PostgreSQL's initdb and pg_ctl are not on this machine (Debian: postgresql-15)." : null;

    /// <summary>Runs a shell script to its end, as the user that servers run as and with these programs on its path, and returns what it printed.</summary>
    /// <param name="script">The script; that user must be able to read it.</param>
    /// <param name="settings">Environment variables, each as <c>NAME=value</c>.</param>
    /// <param name="args">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public static Task<string> RunScriptAsync(string script, IEnumerable<string> settings, params string[] args) =>
        RunAsAsync("env", [$"PATH={folder}:{Environment.GetEnvironmentVariable("PATH")}", .. settings, "bash", script, .. args]);

    /// <summary>Runs one of them to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    internal static Task<string> RunAsync(string program, params string[] args) =>
        RunAsAsync(Path.Combine(folder ?? throw new InvalidOperationException("PostgreSQL's initdb and pg_ctl are not on this machine."), program), args);

    /// <summary>Runs any program as the user that PostgreSQL runs as: it refuses to be root.</summary>
    internal static async Task<string> RunAsAsync(string program, params string[] args)
    {
        ProcessStartInfo start = new() { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Path.GetTempPath() };
        string[] asUser = IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", program] : [program];
        start.FileName = asUser[0];
        foreach (string arg in asUser.Skip(1).Concat(args))
        {
            start.ArgumentList.Add(arg);
        }

        start.Environment["LC_ALL"] = "C";
        return await EndAsync(start);
    }

    /// <summary>Runs a program as the user of the tests.</summary>
    internal static async Task<string> RunPlainAsync(string program, params string[] args) =>
        await EndAsync(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true });

    internal static bool IsRoot => Environment.UserName == "root";

    internal static string User => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static async Task<string> EndAsync(ProcessStartInfo start)
    {
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {output}{await errors}");
    }

    private static string? Find()
    {
        IEnumerable<string> path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(d => Path.Combine(d, "bin"))
            : [];
        return debian.Concat(path).FirstOrDefault(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists(Path.Combine(f, "pg_ctl")));
    }
}
