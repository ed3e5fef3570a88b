using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Backorders.Server.Options;

/// <summary>
/// Certificates of clients at the TLS port. Whom one stands for is an entry of the key file, so that it is changed, ended and revoked like a key, without a restart.
/// </summary>
public sealed class ClientCertificateOptions
{
    /// <summary>Whether they are asked for. Default <see cref="ClientCertificateMode.Off"/>.</summary>
    public ClientCertificateMode Mode { get; set; } = ClientCertificateMode.Off;

    /// <summary>PEM files with the authorities whose certificates are good; no other is, also none that the machine trusts. Read at the start.</summary>
    public IList<string> Authorities { get; set; } = [];

    /// <summary>
    /// Whether the authorities are asked for what they revoked. Default <see cref="X509RevocationMode.NoCheck"/>, for private authorities seldom say; then end a certificate in the key file. With
    /// <see cref="X509RevocationMode.Online"/> a list that cannot be had refuses the connection.
    /// </summary>
    public X509RevocationMode Revocation { get; set; } = X509RevocationMode.NoCheck;

    internal bool IsAsked => Mode != ClientCertificateMode.Off;

    internal void Check(List<string> wrong, bool usesTls)
    {
        if (!Enum.IsDefined(Mode))
        {
            wrong.Add($"Listen:ClientCertificates:Mode: {(int)Mode} is not one of {string.Join(", ", Enum.GetNames<ClientCertificateMode>())}.");
        }

        if (!Enum.IsDefined(Revocation))
        {
            wrong.Add($"Listen:ClientCertificates:Revocation: {(int)Revocation} is not one of {string.Join(", ", Enum.GetNames<X509RevocationMode>())}.");
        }

        if (!IsAsked)
        {
            return;
        }

        if (!usesTls)
        {
            wrong.Add("Listen:ClientCertificates: certificates are shown over TLS alone; set Listen:Certificate, or Listen:LocalAuthority:Use.");
        }

        if (Authorities.Count == 0)
        {
            wrong.Add("Listen:ClientCertificates:Authorities: name the PEM files of the authorities whose certificates are good.");
        }

        foreach (string path in Authorities)
        {
            try
            {
                X509Certificate2Collection read = [];
                read.ImportFromPemFile(path);
                if (read.Count == 0)
                {
                    wrong.Add($"Listen:ClientCertificates:Authorities: '{path}' holds no certificate in PEM form.");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
            {
                wrong.Add($"Listen:ClientCertificates:Authorities: '{path}' cannot be read: {e.Message}");
            }
        }
    }
}
