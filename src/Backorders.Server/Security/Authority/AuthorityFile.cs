using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Backorders.Server.Common;

namespace Backorders.Server.Security.Authority;

/// <summary>
/// The file of a local authority: its certificate and its private key, both in PEM form, readable by the node's user alone. It is made once, whole or not at all, and never written again: what
/// stands there is on every device.
/// </summary>
internal static class AuthorityFile
{
    private const string What = "The local authority's file";
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads the file; makes it when it is not there. Of several processes that begin at once, one makes it and all read the same.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="make">Makes an authority, with its private key.</param>
    /// <returns>The authority with its private key, and whether this call made it.</returns>
    /// <exception cref="NodeStartException">The file cannot be used, or not be made. One that is there is never touched.</exception>
    public static (X509Certificate2 Authority, bool WasMade) ReadOrMake(string path, Func<X509Certificate2> make)
    {
        // A node is put together without waiting; this waits for other processes of the same moment alone.
        bool wasMade = !File.Exists(path) && MakeAsync(path, make).GetAwaiter().GetResult();
        return (Read(path), wasMade);
    }

    private static X509Certificate2 Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            {
                throw new NodeStartException(
                    $"{What} {path} may be read or written by everybody on this machine; chmod o-rw it. If somebody has read it, move it away: the next start makes another authority.");
            }

            string text = File.ReadAllText(path);
            X509Certificate2 read = X509Certificate2.CreateFromPem(text, text);
            return WhyNot(read) is { } why ? throw Spoiled(path, why) : read;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Spoiled(path, e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"{What} {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Why a certificate with a key is no authority that can sign here; null when it is one.</summary>
    private static string? WhyNot(X509Certificate2 read)
    {
        if (read.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault() is not { CertificateAuthority: true })
        {
            return "its certificate is not that of an authority";
        }

        if (read.Extensions.OfType<X509KeyUsageExtension>().SingleOrDefault() is { } usage && !usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign))
        {
            return "its key may not sign certificates";
        }

        using ECDsa? key = read.GetECDsaPrivateKey();
        return key is null ? "its private key is no ECDSA key" : null;
    }

    private static NodeStartException Spoiled(string path, string why, Exception? cause = null) => new(
        $"{What} {path} cannot be used: {why.TrimEnd('.')}. It is left as it is. Put a copy of it back; or move it away, and the next start makes another authority, which every device has to trust anew.",
        cause ?? new CryptographicException(why));

    /// <summary>Makes the file; false when another process has made it.</summary>
    private static async Task<bool> MakeAsync(string path, Func<X509Certificate2> make)
    {
        await using IAsyncDisposable mine = await KeyFileLock.TakeAsync(path, CancellationToken.None, What).ConfigureAwait(false);
        if (File.Exists(path))
        {
            return false;
        }

        try
        {
            using X509Certificate2 made = make();
            using ECDsa key = made.GetECDsaPrivateKey()!;
            File.Delete(path + ".new"); // of a start that was killed
            Write(path + ".new", made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
            File.Move(path + ".new", path, overwrite: false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"{What} {path} cannot be written: {e.Message}", e);
        }
    }

    private static void Write(string path, string text)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using FileStream file = new(path, options);
        file.Write(Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
