using System.Text;

namespace Backorders.Domain.Values;

/// <summary>The entries of lists as they are written for callers: as in the contract, without the name of the list, such as <c>NOT_GOODS</c> or <c>QC_HOLD</c>.</summary>
public static class ListedName
{
    /// <summary>The name of an entry; its number when the list has none of that number.</summary>
    public static string Of(Enum entry)
    {
        StringBuilder name = new();
        foreach (char c in entry.ToString())
        {
            if (char.IsUpper(c) && name.Length > 0)
            {
                name.Append('_');
            }

            name.Append(char.ToUpperInvariant(c));
        }

        return name.ToString();
    }
}
