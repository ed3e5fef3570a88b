namespace Backorders.Testing;

/// <summary>How a slow suite is run longer.</summary>
/// <param name="variable">The environment variable that says how much of it is run.</param>
/// <param name="example">A value that is worth a night.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RunLongerAttribute(string variable, int example) : Attribute
{
    public string Variable { get; } = variable;

    public int Example { get; } = example;
}
