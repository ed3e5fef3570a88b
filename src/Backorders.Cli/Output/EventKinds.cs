using Backorders.Cli.Terminal;

namespace Backorders.Cli.Output;

/// <summary>Kinds of events as a user types them: the names that <c>watch</c> prints, such as <c>units_allocated</c>.</summary>
internal static class EventKinds
{
    /// <exception cref="CliException">A name is not one of the known kinds.</exception>
    public static IEnumerable<V1.EventKind> Parse(string option, IEnumerable<string> names) => [.. names.Select(name => Parse(option, name))];

    /// <summary>The kind's name as the contract writes the event.</summary>
    public static string NameOf(V1.EventKind kind) =>
        V1.Event.Descriptor.FindFieldByNumber((int)kind)?.Name ?? ((int)kind).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static V1.EventKind Parse(string option, string name) =>
        V1.Event.Descriptor.Oneofs[0].Fields.FirstOrDefault(f => string.Equals(f.Name, name.Replace('-', '_'), StringComparison.OrdinalIgnoreCase)) is { } field
            ? (V1.EventKind)field.FieldNumber
            : throw new CliException(
                $"{option}: '{name}' is not a kind of event. They are: {string.Join(", ", V1.Event.Descriptor.Oneofs[0].Fields.Select(f => f.Name))}.", ExitCodes.WrongUsage);
}
