using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Backorders.Grpc.Server.Binding;

/// <summary>Finds, once per service at startup, what the generated code offers.</summary>
internal static class ServiceBinding
{
    public static void Bind<TService>(ServiceBinderBase binder)
    {
        var (attribute, serviceBase) = Find(typeof(TService));
        var bind = attribute.BindType.GetMethod(
            attribute.BindMethodName, BindingFlags.Public | BindingFlags.Static, [typeof(ServiceBinderBase), serviceBase])
            ?? throw new InvalidOperationException($"{attribute.BindType} has no method {attribute.BindMethodName} that takes a binder.");

        // Without an object the generated code passes null handlers: the binder finds the methods on the type.
        bind.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [binder, null], null);
    }

    public static ServiceDescriptor? Descriptor<TService>() => Find(typeof(TService)).Attribute.BindType
        .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as ServiceDescriptor;

    /// <summary>An open delegate: its first argument is the service.</summary>
    public static TDelegate Handler<TService, TDelegate>(IMethod method, params Type[] parameters)
        where TDelegate : Delegate
    {
        var info = typeof(TService).GetMethod(method.Name, BindingFlags.Public | BindingFlags.Instance, parameters)
            ?? throw new InvalidOperationException($"{typeof(TService)} has no public method {method.Name} for {method.FullName}.");
        return info.CreateDelegate<TDelegate>();
    }

    private static (BindServiceMethodAttribute Attribute, Type ServiceBase) Find(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute)
            {
                return (attribute, type);
            }
        }

        throw new InvalidOperationException($"{service} does not derive from a service base that grpc_csharp_plugin generated.");
    }
}
