using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Backorders.Domain.Tests;

/// <summary>A command with all that is in it, such as <c>CancelOrder(Order: ACME/o1, Lines: [1, 2], Reason: CustomerRequest)</c>; what is empty is left out.</summary>
internal static class CommandText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Of))}]",
        Enum or IFormattable => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ when IsSaidByItself(value.GetType()) => value.ToString()!,
        _ => $"{value.GetType().Name}({string.Join(", ", Parts(value).Select(p => $"{p.Name}: {Of(p.Value)}"))})",
    };

    private static IEnumerable<(string Name, object? Value)> Parts(object of) =>
        from property in of.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite && property.GetIndexParameters().Length == 0
        let value = property.GetValue(of)
        where !IsEmpty(value, property.PropertyType)
        select (property.Name, value);

    private static bool IsEmpty(object? value, Type type) =>
        value is null or "" or ICollection { Count: 0 } || (type.IsValueType && Nullable.GetUnderlyingType(type) is null && value.Equals(Activator.CreateInstance(type)));

    private static bool IsSaidByItself(Type type) =>
        type.GetMethod(nameof(ToString), []) is { } said && said.DeclaringType != typeof(object) && said.DeclaringType != typeof(ValueType) && said.GetCustomAttribute<CompilerGeneratedAttribute>() is null;
}
