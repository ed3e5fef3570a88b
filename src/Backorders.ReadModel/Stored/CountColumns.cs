using Backorders.ReadModel.Rows;

namespace Backorders.ReadModel.Stored;

/// <summary>The columns of table <c>quarter</c>.</summary>
internal static class CountColumns
{
    /// <summary>In the order of <see cref="Count"/>.</summary>
    public static readonly string[] Names = [.. Enum.GetNames<Count>().Select(SnakeCase)];

    private static string SnakeCase(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
