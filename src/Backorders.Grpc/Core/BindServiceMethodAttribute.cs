namespace Grpc.Core;

/// <summary>Tells, on a generated service base class, which static method binds it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindServiceMethodAttribute : Attribute
{
    /// <summary>Called by generated code.</summary>
    public BindServiceMethodAttribute(Type bindType, string bindMethodName)
    {
        BindType = bindType;
        BindMethodName = bindMethodName;
    }

    /// <summary>The static class around the service base.</summary>
    public Type BindType { get; }

    /// <summary>A public static method on it, with parameters (<see cref="ServiceBinderBase"/>, the service base).</summary>
    public string BindMethodName { get; }
}
