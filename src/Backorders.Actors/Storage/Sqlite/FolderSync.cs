using System.Runtime.InteropServices;

namespace Backorders.Actors.Storage.Sqlite;

/// <summary>Makes a new name in a folder durable. .NET opens no folders, so this asks the system; where there is no such call (Windows), the file system sees to it.</summary>
internal static class FolderSync
{
    private const int readOnly = 0;

    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Open(System.Text.Encoding.UTF8.GetBytes(folder + "\0"), readOnly);
        if (handle < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        int result = Sync(handle);
        int error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (result != 0)
        {
            throw new IOException($"The folder {folder} cannot be made durable (error {error}).");
        }
    }

    /// <summary>Makes a file's bytes durable.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void FlushFile(string file)
    {
        using FileStream flushed = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        flushed.Flush(flushToDisk: true);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
