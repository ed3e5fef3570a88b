namespace Backorders.Server.Options;

/// <summary>Whether the TLS port asks clients for certificates.</summary>
public enum ClientCertificateMode
{
    /// <summary>Not asked for.</summary>
    Off,

    /// <summary>Asked for. Who shows none uses a key or a token; one that is shown must be good.</summary>
    Allow,

    /// <summary>Who shows none gets no connection: pages, health and metrics neither.</summary>
    Require,
}
