using Backorders.Server.Common;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Security;

/// <summary>
/// Makes the key file when it was not there, and from then on follows it: a key that is added, changed or revoked in it counts within <see cref="LookEvery"/>, and so does a key that runs out.
/// </summary>
internal sealed class KeyKeeper(NodeKeys keys, KeyRing ring, NodeClock clock, AuditLog audit) : IHostedService
{
    /// <summary>How old what is known of the file may be.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private byte[] seen = [];
    private IReadOnlyList<StoredKey>? known;
    private ITimer? timer;

    /// <summary>Writes the development keys' hashes, or takes the keys of the node that was first, and begins to follow the file.</summary>
    /// <exception cref="NodeStartException">The file cannot be written.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (keys is { IsFileMissing: true, Path: { } path })
        {
            if (await MakeAsync(path, cancellationToken).ConfigureAwait(false))
            {
                audit.DevelopmentKeyMade(KeyFile.DevelopmentOwner, path);
            }
            else
            {
                keys.Forget();
            }
        }

        Look();
        timer = clock.Keys.CreateTimer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (timer is not null)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Makes the file; false when another process has made it.</summary>
    private async Task<bool> MakeAsync(string path, CancellationToken cancellation)
    {
        await using IAsyncDisposable mine = await KeyFileLock.TakeAsync(path, cancellation).ConfigureAwait(false);
        if (File.Exists(path))
        {
            return false;
        }

        try
        {
            KeyFile.Write(path, keys.Keys);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException($"The key file {path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Takes the file as it is now, if it was changed, and ends what is over. A file that cannot be used changes nothing: nobody is locked out by a slip of the pen.</summary>
    private void Look()
    {
        lock (gate)
        {
            if (keys.Path is { } path)
            {
                try
                {
                    byte[] now = File.ReadAllBytes(path);
                    if (!now.AsSpan().SequenceEqual(seen))
                    {
                        seen = now;
                        IReadOnlyList<StoredKey> read = KeyFile.Parse(path, now);
                        ring.Replace(read);
                        _ = audit.KeysReadAsync(path, known, read);
                        known = read;
                    }
                }
                catch (NodeStartException e)
                {
                    _ = audit.KeysNotReadAsync(path, e.Message);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    if (seen.Length > 0)
                    {
                        seen = [];
                        _ = audit.KeysNotReadAsync(path, e.Message);
                    }
                }
            }

            ring.StopWhatIsOver();
        }
    }
}
