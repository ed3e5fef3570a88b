using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Options;
using Backorders.Server.Security.Authority;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using ListenOptions = Backorders.Server.Options.ListenOptions;

namespace Backorders.Server.Hosting;

/// <summary>Ports and protocols.</summary>
internal static class NodeListening
{
    private const int ConnectionWindowBytes = 4 * 1024 * 1024;
    private const int StreamWindowBytes = 1024 * 1024;

    /// <summary>
    /// How long a silent connection is left alone, and how long its ping may take: a client that was switched off would else keep its streams, and what is leased
    /// over them, until the TCP connection gives up.
    /// </summary>
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    /// <summary>What the TLS port shows: the certificate of the settings' files, or one that the local authority signs; null without TLS.</summary>
    /// <exception cref="Common.NodeStartException">The files cannot be used.</exception>
    public static ITlsCertificate? CertificateOf(ListenOptions listen, LocalAuthority? authority, TimeProvider clock) => authority is null
        ? FileCertificate.Of(listen)
        : new IssuedCertificate(authority, () => NodeNames.Of(Endpoint(listen.Tls).Address, listen.LocalAuthority.Names, Dns.GetHostName(), NodeNames.OfThisMachine()), clock);

    /// <param name="host">What is configured.</param>
    /// <param name="options">Which ports, and what bounds them.</param>
    /// <param name="certificate">What the TLS port shows; null without TLS.</param>
    /// <param name="waiting">What new connections are paced by.</param>
    public static void Configure(IWebHostBuilder host, NodeOptions options, ITlsCertificate? certificate, TimeProvider waiting)
    {
        ListenOptions listen = options.Listen;
        host.UseKestrelCore();
        host.ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory>(provider =>
            new PacedListeners(ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), options.Limits.ConnectionsPerSecond, waiting))); // the last that is named is asked first
        if (certificate is not null)
        {
            host.UseKestrelHttpsConfiguration();
        }

        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.Limits.ConnectionsMax;
            kestrel.Limits.MaxRequestHeadersTotalSize = options.Limits.HeaderBytesMax;
            kestrel.Limits.Http2.MaxStreamsPerConnection = options.Limits.StreamsPerConnectionMax;
            kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
            kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
            kestrel.Limits.Http2.KeepAlivePingDelay = PingAfter;
            kestrel.Limits.Http2.KeepAlivePingTimeout = PingAfter;
            if (certificate is not null)
            {
                kestrel.Listen(Endpoint(listen.Tls), port =>
                {
                    port.Protocols = HttpProtocols.Http1AndHttp2;
                    port.UseHttps(Handshake(certificate, listen, kestrel.ApplicationServices));
                });
            }

            if (certificate is null || listen.HasTrustDoor)
            {
                kestrel.Listen(Endpoint(listen.Http), port =>
                {
                    port.Protocols = HttpProtocols.Http1;
                    WrongDoor.ExplainHttp2(port);
                });
            }

            if (certificate is null)
            {
                kestrel.Listen(Endpoint(listen.Grpc), port =>
                {
                    port.Protocols = HttpProtocols.Http2;
                    WrongDoor.ExplainHttp1(port);
                });
            }
        });
    }

    private static IPEndPoint Endpoint(string address) => ListenOptions.Parse(address)!;

    /// <summary>
    /// What each handshake does: the certificate that is current, TLS 1.2 or 1.3 (RFC 9325, 3.1.1), and the client's certificate where one is asked for. Versions are named here and not left to the
    /// machine, whose policy may be older.
    /// </summary>
    private static TlsHandshakeCallbackOptions Handshake(ITlsCertificate certificate, ListenOptions listen, IServiceProvider services)
    {
        ClientCertificateCheck? check = listen.ClientCertificates.IsAsked ? services.GetRequiredService<ClientCertificateCheck>() : null;
        return new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateRequired = check is not null,
                RemoteCertificateValidationCallback = check is null ? null : (_, shown, chain, _) => check.IsGood((X509Certificate2?)shown, chain),
            }),
        };
    }
}
