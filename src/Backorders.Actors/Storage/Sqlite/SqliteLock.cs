using System.Globalization;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>
/// Keeps a second process, or a second store of this one, from serving from the same files: two nodes would each believe to be the only one. The system releases the lock
/// when the process ends, however it ends. Beside the lock stands who holds it, for the message that the second one gets.
/// </summary>
internal sealed class SqliteLock : IDisposable
{
    private readonly FileStream held;

    private SqliteLock(FileStream held) => this.held = held;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="JournalUnavailableException">Somebody else has it, or the folder cannot be written.</exception>
    public static SqliteLock Take(string path, TimeProvider time)
    {
        string holder = path + ".holder";
        FileStream held;
        try
        {
            held = new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path + ".lock"))
        {
            throw new JournalUnavailableException($"The store {path} is open in {Who(holder)}. One process at a time serves from it: end that one, or name another file.", e);
        }

        try
        {
            File.WriteAllText(holder, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since {time.GetUtcNow():u}"));
            return new(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => held.Dispose();

    private static string Who(string holder)
    {
        try
        {
            return File.ReadAllText(holder) is { Length: > 0 } who ? who : "another process";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
