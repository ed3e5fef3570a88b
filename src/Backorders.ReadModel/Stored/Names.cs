using System.Collections.Frozen;

namespace Backorders.ReadModel.Stored;

/// <summary>The names of a closed list's values, made once: a row is written a million times.</summary>
internal static class Names<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().Distinct().ToFrozenDictionary(v => v, v => v.ToString());
    private static readonly FrozenDictionary<string, T> ByName = ByValue.ToFrozenDictionary(p => p.Value, p => p.Key);

    public static string Of(T value) => ByValue.TryGetValue(value, out string? name) ? name : value.ToString();

    public static T Parse(string name) => ByName.TryGetValue(name, out T value) ? value : Enum.Parse<T>(name);
}
