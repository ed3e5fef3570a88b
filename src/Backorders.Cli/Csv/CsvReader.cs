using System.IO.Compression;
using System.Text;
using Backorders.Cli.Terminal;
using nietras.SeparatedValues;

namespace Backorders.Cli.Csv;

/// <summary>
/// Reads a comma-separated file row by row: fields in quotes may hold commas, quotes and line breaks; a byte order mark and gzip are recognised by their
/// bytes; empty lines are skipped. The first row names the columns. Source: RFC 4180. Sep reads; ours is what a person is told.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private const int GzipMagic1 = 0x1f;
    private const int GzipMagic2 = 0x8b;

    private readonly SepReader rows;
    private readonly List<string> names = [];
    private readonly Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
    private int nextLine = 1;
    private bool isOpen;
    private bool isTooLong;

    /// <summary>Reads the first row.</summary>
    /// <exception cref="CliException">There is none, or it cannot be read.</exception>
    public CsvReader(TextReader text, string name)
    {
        Name = name;
        rows = Sep.New(',').Reader(static o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(text);
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

    /// <summary>How many fields the current row has.</summary>
    public int Count => isTooLong ? 1 : rows.Current.ColCount;

    /// <summary>A field of the current row; empty when the row is too short.</summary>
    /// <exception cref="CsvRowException">A quote was opened and not closed, so nobody knows where the row's fields end.</exception>
    public string this[int column] => isOpen
        ? throw new CsvRowException(Row, names.ElementAtOrDefault(Count - 1) ?? $"{Count}", "a quote is opened and never closed; all that follows it cannot be read.")
        : column < Count ? rows.Current[column].ToString() : string.Empty;

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

    /// <summary>Goes to the next row.</summary>
    /// <returns>False at the end.</returns>
    public bool Read()
    {
        do
        {
            if (isTooLong || !MoveNext())
            {
                return false;
            }
        }
        while (!isTooLong && rows.Current.Span.IsEmpty);

        // Outside the file's end a row never ends within quotes.
        isOpen = isTooLong || rows.Current.Span.Count('"') % 2 != 0;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private bool MoveNext()
    {
        Row = nextLine;
        try
        {
            if (!rows.MoveNext())
            {
                return false;
            }

            // Not Sep's own first line of a row: it says 2 for the file's first one.
            nextLine = rows.Current.LineNumberToExcl;
        }
        catch (NotSupportedException)
        {
            // Longer than any row that Sep takes (16 million characters): only an open quote makes one.
            isTooLong = true;
        }

        return true;
    }
}
