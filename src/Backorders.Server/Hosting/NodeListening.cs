using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Backorders.Server.Common;
using Backorders.Server.Options;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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

    /// <param name="host">What is configured.</param>
    /// <param name="options">Which ports, and what bounds them.</param>
    /// <param name="waiting">What new connections are paced by.</param>
    public static void Configure(IWebHostBuilder host, NodeOptions options, TimeProvider waiting)
    {
        ListenOptions listen = options.Listen;
        X509Certificate2? certificate = LoadCertificate(listen);
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
                    port.UseHttps(certificate);
                });
            }
            else
            {
                kestrel.Listen(Endpoint(listen.Http), port =>
                {
                    port.Protocols = HttpProtocols.Http1;
                    WrongDoor.ExplainHttp2(port);
                });
                kestrel.Listen(Endpoint(listen.Grpc), port =>
                {
                    port.Protocols = HttpProtocols.Http2;
                    WrongDoor.ExplainHttp1(port);
                });
            }
        });
    }

    private static IPEndPoint Endpoint(string address) => ListenOptions.Parse(address)!;

    private static X509Certificate2? LoadCertificate(ListenOptions listen)
    {
        if (!listen.UsesTls)
        {
            return null;
        }

        try
        {
            return X509CertificateLoader.LoadPkcs12FromFile(listen.Certificate, listen.CertificatePassword);
        }
        catch (CryptographicException e)
        {
            throw new NodeStartException($"The certificate '{listen.Certificate}' cannot be read: {e.Message}", e);
        }
    }
}
