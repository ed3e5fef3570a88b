using System.Globalization;
using Backorders.Domain.Ids;

namespace Backorders.Partners.Labels;

/// <summary>
/// The serial shipping container codes of one warehouse: extension digit, GS1 company prefix, serial reference, check digit (GS1 General Specifications,
/// section 2.2.1). Task <c>n</c> always has the same code, and no two tasks of the warehouse share one.
/// </summary>
/// <remarks>
/// Task numbers run through the serials of the first extension digit, then through those of the second, and so on. So a digit may be added at the end at any time
/// without changing a code that was printed; anything else in a range must stay as it is while its labels are about. When the last serial is used up there is
/// no code any more: to start again would give two loads one identity, and GS1 forbids that for a year after the first was shipped, which a task number does not tell.
/// A prefix of 7 digits with one extension digit lasts a thousand million tasks; one of 10 digits a million.
/// </remarks>
public sealed class SsccRange
{
    /// <summary>The shortest company prefix that is taken, in digits.</summary>
    public const int PrefixLengthMin = 7;

    /// <summary>The longest company prefix that is taken, in digits.</summary>
    public const int PrefixLengthMax = 10;

    private readonly long serialFirst;
    private readonly long serialCount;
    private readonly int serialDigits;

    private SsccRange(string prefix, string extensionDigits, long first, long count)
    {
        (CompanyPrefix, ExtensionDigits, serialFirst, serialCount) = (prefix, extensionDigits, first, count);
        serialDigits = SerialDigits(prefix);
    }

    /// <summary>The digits that GS1 gave to the company.</summary>
    public string CompanyPrefix { get; }

    /// <summary>The extension digits in the order in which they are used up.</summary>
    public string ExtensionDigits { get; }

    /// <summary>How many tasks can have a code: the highest task number that has one.</summary>
    public long Capacity => serialCount * ExtensionDigits.Length;

    /// <summary>A range, or what is wrong with it.</summary>
    /// <param name="companyPrefix">7 to 10 digits.</param>
    /// <param name="extensionDigits">1 to 10 different digits.</param>
    /// <param name="serialFirst">The serial of the first task; 0 or more.</param>
    /// <param name="serialCount">How many serials with each extension digit; 0 for all from the first on.</param>
    /// <param name="wrong">What is wrong, each in a sentence that begins with the name of the option; empty when nothing is.</param>
    /// <returns>The range; null when something is wrong.</returns>
    public static SsccRange? TryCreate(string companyPrefix, string extensionDigits, long serialFirst, long serialCount, out IReadOnlyList<string> wrong)
    {
        List<string> found = [];
        wrong = found;
        if (!IsDigits(companyPrefix) || companyPrefix.Length is < PrefixLengthMin or > PrefixLengthMax)
        {
            found.Add($"Gs1CompanyPrefix: '{companyPrefix}' is not {PrefixLengthMin} to {PrefixLengthMax} digits.");
            return null;
        }

        if (!IsDigits(extensionDigits) || extensionDigits.Distinct().Count() != extensionDigits.Length)
        {
            found.Add($"SsccExtensionDigits: '{extensionDigits}' is not a list of different digits, such as 0 or 0123.");
        }

        long all = AllSerials(companyPrefix);
        if (serialFirst < 0 || serialFirst >= all)
        {
            found.Add($"SsccSerialFirst: {serialFirst} is not between 0 and {all - 1}, which a prefix of {companyPrefix.Length} digits leaves.");
        }
        else if (serialCount < 0 || serialCount > all - serialFirst)
        {
            found.Add($"SsccSerialCount: {serialCount} is not between 0 (all) and {all - serialFirst}, which are left from {serialFirst} on.");
        }

        return found.Count > 0 ? null : new SsccRange(companyPrefix, extensionDigits, serialFirst, serialCount == 0 ? all - serialFirst : serialCount);
    }

    /// <summary>The code of a task, 18 digits; null when the range has none left for it.</summary>
    /// <param name="task">The task's number in its warehouse, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public string? Of(long task)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(task);
        (long digit, long serial) = Math.DivRem(task - 1, serialCount);
        if (digit >= ExtensionDigits.Length)
        {
            return null;
        }

        string reference = (serialFirst + serial).ToString(CultureInfo.InvariantCulture).PadLeft(serialDigits, '0');
        return CheckDigit.Append(ExtensionDigits[(int)digit] + CompanyPrefix + reference);
    }

    /// <summary>Whether two warehouses could give the same code to two loads.</summary>
    public bool Overlaps(SsccRange other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (CompanyPrefix != other.CompanyPrefix)
        {
            // GS1 gives out no prefix that begins with another: one of the two is mistyped, and their codes could meet.
            return CompanyPrefix.StartsWith(other.CompanyPrefix, StringComparison.Ordinal) || other.CompanyPrefix.StartsWith(CompanyPrefix, StringComparison.Ordinal);
        }

        return ExtensionDigits.Intersect(other.ExtensionDigits).Any()
            && serialFirst < other.serialFirst + other.serialCount && other.serialFirst < serialFirst + serialCount;
    }

    private static int SerialDigits(string prefix) => CheckDigit.SsccLength - 2 - prefix.Length;

    private static long AllSerials(string prefix)
    {
        long all = 1;
        for (int i = 0; i < SerialDigits(prefix); i++)
        {
            all *= 10;
        }

        return all;
    }

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
