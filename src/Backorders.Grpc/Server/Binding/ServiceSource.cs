using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Backorders.Grpc.Server.Binding;

/// <summary>Where the object comes from that serves a call.</summary>
internal sealed class ServiceSource<TService>
    where TService : class
{
    private readonly TService? _instance;
    private readonly bool _registered;
    private readonly Lazy<ObjectFactory<TService>> _factory = new(() => ActivatorUtilities.CreateFactory<TService>(Type.EmptyTypes));

    public ServiceSource(IServiceProvider root, TService? instance)
    {
        _instance = instance;
        _registered = root.GetService<IServiceProviderIsService>()?.IsService(typeof(TService)) ?? false;
    }

    public TService Get(HttpContext http)
    {
        if (_instance is not null)
        {
            return _instance;
        }

        if (_registered)
        {
            return http.RequestServices.GetRequiredService<TService>();
        }

        var made = _factory.Value(http.RequestServices, []);
        if (made is IAsyncDisposable asyncDisposable)
        {
            http.Response.RegisterForDisposeAsync(asyncDisposable);
        }
        else if (made is IDisposable disposable)
        {
            http.Response.RegisterForDispose(disposable);
        }

        return made;
    }
}
