namespace Backorders.Server.Options;

/// <summary>
/// The keys under which secrets are encrypted in the store: those that webhooks are signed with, and those that protect the pages' cookies. A key is 32 random bytes in base64, as
/// <c>openssl rand -base64 32</c> makes them. Of several the first encrypts and all decrypt; at the start what stands under another one, or in the clear, is encrypted anew.
/// </summary>
public sealed class SecretOptions
{
    /// <summary>A file with the keys, one a line; nobody else may read it. Empty (the default) for <see cref="Keys"/>.</summary>
    public string KeyFile { get; set; } = string.Empty;

    /// <summary>
    /// The keys themselves, with blanks between them, for hosts that get them from elsewhere; <c>backorders serve</c> takes them from <c>$BACKORDERS_SECRET_KEY</c>. Empty (the default) with an empty
    /// <see cref="KeyFile"/>: secrets stand in the clear, and the start warns.
    /// </summary>
    public string Keys { get; set; } = string.Empty;

    internal void Check(List<string> wrong)
    {
        if (KeyFile.Length > 0 && Keys.Length > 0)
        {
            wrong.Add("Secrets: keys are given by Secrets:KeyFile and by themselves ($BACKORDERS_SECRET_KEY); use one.");
        }

        if (KeyFile.Length > 0 && !File.Exists(KeyFile))
        {
            wrong.Add($"Secrets:KeyFile: there is no file '{KeyFile}'.");
        }
        else if (KeyFile.Length > 0 && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(KeyFile) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
        {
            wrong.Add($"Secrets:KeyFile: '{KeyFile}' may be read or written by everybody on this machine; chmod o-rw it, and make new keys if somebody has.");
        }
    }
}
