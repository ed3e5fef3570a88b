using System.Globalization;
using System.IO.Compression;
using System.Text;
using Backorders.Cli.Terminal;
using CsvHelper;
using CsvHelper.Configuration;

namespace Backorders.Cli.Csv;

/// <summary>
/// Reads a comma-separated file row by row: fields in quotes may hold commas, quotes and line breaks; a quote is special only as a field's first character; a byte
/// order mark and gzip are recognised by their bytes; empty lines are skipped. The first row names the columns. Source: RFC 4180. CsvHelper reads; ours is what a
/// person is told. A quote that is not closed at its field's end makes its row the last one: where later rows begin, nobody knows.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private const int GzipMagic1 = 0x1f;
    private const int GzipMagic2 = 0x8b;

    /// <summary>Characters of one field. Only an open quote makes a longer one, and the file behind it is not read into memory.</summary>
    private const int FieldMax = 1 << 20;

    private readonly CsvParser rows;
    private readonly List<string> names = [];
    private readonly Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
    private string[] fields = [];
    private int brokenAt = -1;
    private bool isQuoteOpen;

    /// <summary>Reads the first row.</summary>
    /// <exception cref="CliException">There is none, or it cannot be read.</exception>
    public CsvReader(TextReader text, string name)
    {
        Name = name;
        CsvConfiguration rfc4180 = new(CultureInfo.InvariantCulture)
        {
            Mode = CsvMode.RFC4180,
            Delimiter = ",",
            IgnoreBlankLines = false,
            MaxFieldSize = FieldMax,

            // A quote within a field that does not begin with one is a character like any other.
            BadDataFound = bad => isQuoteOpen |= bad.Field.StartsWith('"'),
        };
        rows = new CsvParser(text, rfc4180);
        if (!Read())
        {
            throw new CliException($"{name}: the file is empty; the first row must name the columns.");
        }

        try
        {
            names.AddRange(Enumerable.Range(0, Count).Select(i => this[i].Trim()));
        }
        catch (CsvRowException e)
        {
            throw new CliException($"{name}: {e.Message}");
        }

        for (int i = 0; i < names.Count; i++)
        {
            columns.TryAdd(names[i], i);
        }
    }

    /// <summary>What the file is called in messages.</summary>
    public string Name { get; }

    /// <summary>The line on which the current row begins; 1 for the row that names the columns.</summary>
    public int Row { get; private set; }

    /// <summary>Whether a quote of the current row is not closed at its field's end. The fields before it can be read; no row follows.</summary>
    public bool IsBroken => brokenAt >= 0;

    /// <summary>How many fields the current row has.</summary>
    public int Count => fields.Length;

    /// <summary>A field of the current row; empty when the row is too short.</summary>
    /// <exception cref="CsvRowException">The row is broken here or further to the left.</exception>
    public string this[int column] => IsBroken && column >= brokenAt ? throw Broken() : column < Count ? fields[column] : string.Empty;

    /// <summary>Opens a plain or gzipped file.</summary>
    /// <exception cref="CliException">There is no such file.</exception>
    public static CsvReader Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new CliException($"There is no file '{path}'.");
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        bool gzipped = file.ReadByte() == GzipMagic1 && file.ReadByte() == GzipMagic2;
        file.Position = 0;
        Stream bytes = gzipped ? new GZipStream(file, CompressionMode.Decompress) : file;
        return new CsvReader(new StreamReader(bytes, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16), Path.GetFileName(path));
    }

    /// <summary>Where a column stands.</summary>
    /// <exception cref="CliException">There is no such column.</exception>
    public int ColumnOf(string name) => columns.TryGetValue(name, out int index)
        ? index
        : throw new CliException($"{Name}: there is no column '{name}'; the first row names {string.Join(", ", columns.Keys)}.");

    /// <summary>Where a column stands; -1 when there is none.</summary>
    public int ColumnOrNone(string name) => columns.GetValueOrDefault(name, -1);

    /// <summary>Why the current row is broken, with its row and column.</summary>
    public CsvRowException Broken() => new(
        Row, names.ElementAtOrDefault(brokenAt) ?? (brokenAt + 1).ToString(CultureInfo.InvariantCulture),
        "a quote is opened and not closed at its field's end; this row and all that follows it cannot be read.");

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end, and behind a broken row.</returns>
    /// <exception cref="CliException">The file cannot be read any further.</exception>
    public bool Read()
    {
        if (IsBroken)
        {
            return false;
        }

        do
        {
            Row = rows.RawRow + 1;
            if (!MoveNext())
            {
                return false;
            }
        }
        while (fields is [""] && !rows.RawRecord.StartsWith('"'));

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private bool MoveNext()
    {
        try
        {
            if (!rows.Read())
            {
                return false;
            }
        }
        catch (MaxFieldSizeException)
        {
            (fields, brokenAt) = ([], 0);
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // What is packed and damaged shows it only where the damage is.
            throw new CliException($"{Name}: row {Row} and all that follows it cannot be read: {e.Message}");
        }

        fields = new string[rows.Count];
        for (int i = 0; i < fields.Length && !IsBroken; i++)
        {
            fields[i] = rows[i];
            brokenAt = isQuoteOpen ? i : -1;
        }

        if (!IsBroken && EndsInAnOpenField(rows.RawRecord))
        {
            brokenAt = fields.Length - 1;
        }

        return true;
    }

    /// <summary>Of the file's last field CsvHelper takes the second quote of a doubled one for the closing one.</summary>
    private static bool EndsInAnOpenField(ReadOnlySpan<char> record)
    {
        if (!record.EndsWith("\"\""))
        {
            return false;
        }

        (bool isOpen, bool isQuoted, bool atStart) = (false, false, true);
        foreach (char c in record)
        {
            isQuoted = atStart ? c == '"' : isQuoted;
            isOpen ^= isQuoted && c == '"';
            atStart = c == ',' && !isOpen;
        }

        return isOpen;
    }
}
