using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Backorders.Server.Security;

/// <summary>Which client certificate an entry of the key file means: one of these is set. Who makes certificates of the node's authorities says what stands in them.</summary>
internal sealed record StoredCertificate
{
    /// <summary>SHA-256 of the certificate itself, in hex: this one alone, and not the one that it is renewed by.</summary>
    public string? Thumbprint { get; init; }

    /// <summary>A DNS name or an address (URI) among its subject's alternative names, to the letter.</summary>
    public string? Name { get; init; }

    /// <summary>Its whole subject, to the letter, such as <c>CN=dock-7, O=ACME</c>.</summary>
    public string? Subject { get; init; }

    /// <summary>The same for people, and for what names the entry.</summary>
    public string Text => Thumbprint is not null ? $"thumbprint:{Thumbprint.ToLowerInvariant()}" : Name is not null ? $"name:{Name}" : $"subject:{Subject}";

    /// <summary>Whether just one is set, and a thumbprint is one.</summary>
    public bool IsOne => new[] { Thumbprint, Name, Subject }.Count(t => !string.IsNullOrEmpty(t)) == 1 && (Thumbprint is null || (Thumbprint.Length == 64 && Thumbprint.All(char.IsAsciiHexDigit)));

    /// <summary>What stands in the place of a key's hash.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    /// <summary>What <see cref="Text"/> may be for a certificate: first the one that means it alone.</summary>
    public static IEnumerable<string> TextsOf(X509Certificate2 certificate) =>
    [
        $"thumbprint:{certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant()}", .. NamesOf(certificate).Select(n => $"name:{n}"), $"subject:{certificate.Subject}",
    ];

    /// <summary>Reads <see cref="Text"/>; null when it is none.</summary>
    public static StoredCertificate? Parse(string text)
    {
        string[] parts = text.Split(':', 2);
        StoredCertificate? read = parts switch
        {
            ["thumbprint", var hex] => new() { Thumbprint = hex.Replace(":", string.Empty, StringComparison.Ordinal).ToLowerInvariant() },
            ["name", var name] => new() { Name = name },
            ["subject", var subject] => new() { Subject = subject },
            _ => null,
        };
        return read is { IsOne: true } ? read : null;
    }

    /// <summary>The DNS names and addresses of a certificate. An address is told by its own field (RFC 5280, 4.2.1.6), which the framework gives no list of.</summary>
    private static IEnumerable<string> NamesOf(X509Certificate2 certificate)
    {
        const int addressTag = 6;
        foreach (X509SubjectAlternativeNameExtension names in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (string name in names.EnumerateDnsNames())
            {
                yield return name;
            }

            System.Formats.Asn1.AsnReader list = new System.Formats.Asn1.AsnReader(names.RawData, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
            System.Formats.Asn1.Asn1Tag address = new(System.Formats.Asn1.TagClass.ContextSpecific, addressTag);
            while (list.HasData)
            {
                if (list.PeekTag() == address)
                {
                    yield return list.ReadCharacterString(System.Formats.Asn1.UniversalTagNumber.IA5String, address);
                }
                else
                {
                    list.ReadEncodedValue();
                }
            }
        }
    }
}
