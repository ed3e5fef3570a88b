using Backorders.Cli.Terminal;

namespace Backorders.Cli.Output;

/// <summary>Values of the contract's enumerations as a user types them: in small letters, such as <c>customer_request</c>.</summary>
internal static class EnumWords
{
    /// <summary>All that may be given.</summary>
    public static string AllOf<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Where(v => Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture) != 0).Select(Of));

    /// <summary>A value in words.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : $"{char.ToLowerInvariant(c)}"));

    /// <exception cref="CliException">It is none of them.</exception>
    public static T Parse<T>(string option, string text)
        where T : struct, Enum
    {
        string wanted = text.Replace("-", string.Empty, StringComparison.Ordinal).Replace("_", string.Empty, StringComparison.Ordinal);
        return wanted.Length > 0 && char.IsLetter(wanted[0]) && Enum.TryParse(wanted, ignoreCase: true, out T value) && Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture) != 0
            ? value
            : throw new CliException($"{option}: '{text}' is none of {AllOf<T>()}.", ExitCodes.WrongUsage);
    }
}
