namespace Backorders.Server.Options;

/// <summary>
/// How people log in at the pages through an issuer (OpenID Connect Core 1.0, 3.1: authorization code, with PKCE). Who they are here is said by the claims of their ID token, as it is for
/// tokens of the same issuer.
/// </summary>
public sealed class IssuerLoginOptions
{
    /// <summary>What the issuer calls this building: the ID token's <c>aud</c>.</summary>
    public string ClientId { get; set; } = string.Empty;

    /// <summary>The client's secret; empty (the default) for <see cref="ClientSecretFile"/>, or for a public client, which proves itself by PKCE alone. It is logged nowhere.</summary>
    public string ClientSecret { get; set; } = string.Empty;

    /// <summary>A file that holds the secret and that nobody else may read; empty (the default) for <see cref="ClientSecret"/>.</summary>
    public string ClientSecretFile { get; set; } = string.Empty;

    /// <summary>What the button says, such as <c>Example Corp</c>; empty (the default) for the issuer's name.</summary>
    public string Title { get; set; } = string.Empty;

    /// <summary>Scopes to ask for beside <c>openid</c> and <c>profile</c>. Empty (the default): none.</summary>
    public IList<string> Scopes { get; set; } = [];

    /// <summary>The claim by which pages call the person. Default <c>name</c>; audits name the issuer and the subject, whatever it says.</summary>
    public string NameClaim { get; set; } = "name";

    /// <summary>Hours from the login to its end, 0 to 720. 0 (the default): it ends with its ID token. Rights are those of the login until then, whatever the issuer says meanwhile.</summary>
    public int SessionHours { get; set; }

    /// <summary>Whether a logout here asks the issuer to end its own session too, if it has an <c>end_session_endpoint</c> (OpenID Connect RP-Initiated Logout 1.0). Default false.</summary>
    public bool EndsIssuerSession { get; set; }

    /// <summary>No login is longer, however long its token is good.</summary>
    internal const int SessionHoursMax = 720;

    private const int TitleLengthMax = 40;

    /// <summary>The secret, wherever it stands; null for a public client.</summary>
    internal string? ReadSecret() => (ClientSecretFile.Length > 0 ? File.ReadAllText(ClientSecretFile).Trim() : ClientSecret) is { Length: > 0 } secret ? secret : null;

    internal void Check(string place, List<string> wrong)
    {
        if (ClientId.Length == 0)
        {
            wrong.Add($"{place}:ClientId: say what the issuer calls this building.");
        }

        if (ClientSecret.Length > 0 && ClientSecretFile.Length > 0)
        {
            wrong.Add($"{place}: the secret is given by ClientSecret and by ClientSecretFile; use one.");
        }

        if (ClientSecretFile.Length > 0 && !File.Exists(ClientSecretFile))
        {
            wrong.Add($"{place}:ClientSecretFile: there is no file '{ClientSecretFile}'.");
        }
        else if (ClientSecretFile.Length > 0 && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(ClientSecretFile) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
        {
            wrong.Add($"{place}:ClientSecretFile: '{ClientSecretFile}' may be read or written by everybody on this machine; chmod o-rw it, and have the issuer make a new secret if somebody has.");
        }

        if (SessionHours is < 0 or > SessionHoursMax)
        {
            wrong.Add($"{place}:SessionHours: {SessionHours} is not from 0 to {SessionHoursMax}.");
        }

        if (Title.Length > TitleLengthMax || Title.Any(char.IsControl))
        {
            wrong.Add($"{place}:Title: at most {TitleLengthMax} characters that can be printed.");
        }

        wrong.AddRange(Scopes.Where(s => s.Length == 0 || s.Any(c => c is <= ' ' or '"' or '\\' or > '~')).Select(s => $"{place}:Scopes: '{s}' is no scope; write one word in each entry."));
    }
}
