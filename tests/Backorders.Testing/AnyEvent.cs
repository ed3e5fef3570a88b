using System.Reflection;
using Backorders.Domain.Events;
using Backorders.Domain.Ids;
using Backorders.Domain.Values;

namespace Backorders.Testing;

/// <summary>Makes an event of any kind with random content, so that a kind or a field that is added is tested without anybody thinking of it.</summary>
public sealed class AnyEvent(SeededRandom random)
{
    private readonly OwnerId owner = new("OWNER" + random.Next(1_000));

    public static IReadOnlyList<Type> Kinds { get; } =
        [.. typeof(Event).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Event)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal)];

    public Event Of(Type kind) => (Event)Value(kind);

    private object Value(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return random.Percent(30) ? null! : Value(inner);
        }

        if (type.IsEnum)
        {
            return random.Pick(Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(v => Enum.ToObject(type, v)).ToList());
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Type of = type.GetGenericArguments()[0];
            Array list = Array.CreateInstance(of, random.Next(4));
            for (int i = 0; i < list.Length; i++)
            {
                list.SetValue(Value(of), i);
            }

            return list;
        }

        return Simple(type) ?? Composite(type);
    }

    private object? Simple(Type type) => type.Name switch
    {
        nameof(OwnerId) => owner,
        nameof(Int32) => random.Next(1_000_000),
        nameof(Int64) => random.Percent(20) ? -random.Next(1_000) : (long)(random.NextUInt64() >> 20),
        nameof(Boolean) => random.Percent(50),
        nameof(String) => random.Percent(20) ? string.Empty : "täxt " + random.Next(1_000_000),
        nameof(Gtin) => new Gtin(CheckDigit.Append(random.Next(1_000_000).ToString("D7"))),
        nameof(DateOnly) => DateOnly.FromDayNumber(1 + random.Next(1_000_000)),
        nameof(Quantity) => new Quantity((long)(random.NextUInt64() >> 30)),
        nameof(Instant) => random.Percent(20) ? Instant.Never : new Instant((long)(random.NextUInt64() >> 13)),
        _ => null,
    };

    private object Composite(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        ParameterInfo[] parameters = constructor.GetParameters();
        if (parameters is [{ ParameterType.Name: nameof(String) }] && type.IsValueType)
        {
            return random.Percent(15) ? Activator.CreateInstance(type)! : constructor.Invoke(["ID" + random.Next(1_000_000)]);
        }

        object made = constructor.Invoke([.. parameters.Select(p => Value(p.ParameterType))]);
        foreach (PropertyInfo property in type.GetProperties().Where(p => p.CanWrite && !parameters.Any(a => a.Name == p.Name)))
        {
            property.SetValue(made, Value(property.PropertyType));
        }

        return made;
    }
}
