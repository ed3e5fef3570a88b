using Backorders.Server.Options;
using Backorders.Server.Security.Authority;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Backorders.Server.Hosting;

/// <summary>The process round a node.</summary>
internal static class HostSetup
{
    public static IServiceCollection AddHost(this IServiceCollection services, NodeOptions options, ITlsCertificate? certificate, LocalAuthority? authority)
    {
        TimeSpan patience = TimeSpan.FromSeconds(options.Limits.StopSeconds);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = patience);
        services.AddSingleton<NodePorts>().AddSingleton<TlsKeeper>().AddSingleton<SecretKeeper>().AddSingleton(provider => NodeOrder.Of(provider, patience));
        services.AddSingleton<ClientCertificateCheck>().AddSingleton(options.Listen.ClientCertificates);
        if (certificate is not null)
        {
            services.AddSingleton(certificate);
        }

        if (authority is not null)
        {
            services.AddSingleton(authority).AddSingleton<TrustPlace>();
        }

        return options.HandleSignals ? services : services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
    }
}
