namespace Grpc.Core;

/// <summary>A remote method without its message types.</summary>
public interface IMethod
{
    /// <summary>Which side streams.</summary>
    MethodType Type { get; }

    /// <summary>Package and service, for example <c>grpc.health.v1.Health</c>.</summary>
    string ServiceName { get; }

    /// <summary>The method alone, for example <c>Check</c>.</summary>
    string Name { get; }

    /// <summary>The path on the wire: <c>/service/method</c>.</summary>
    string FullName { get; }
}
