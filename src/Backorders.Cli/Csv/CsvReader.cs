using System.IO.Compression;
using System.Text;

namespace Backorders.Cli.Csv;

/// <summary>
/// Reads a comma-separated file row by row: fields in quotes may hold commas, quotes and line breaks; a byte order mark and gzip are recognised by their
/// bytes; empty lines are skipped. The first row names the columns. Source: RFC 4180.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private const int GzipMagic1 = 0x1f;
    private const int GzipMagic2 = 0x8b;

    private readonly TextReader text;
    private readonly List<string> fields = [];
    private readonly StringBuilder field = new();
    private readonly Dictionary<string, int> columns = new(StringComparer.OrdinalIgnoreCase);
    private int line;

    /// <summary>Reads the first row.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public CsvReader(TextReader text, string name)
    {
        (this.text, Name) = (text, name);
        if (!Read())
        {
            throw new CliException($"{name}: the file is empty; the first row must name the columns.");
        }

        for (int i = 0; i < fields.Count; i++)
        {
            columns.TryAdd(fields[i].Trim(), i);
        }
    }

    /// <summary>What the file is called in messages.</summary>
    public string Name { get; }

    /// <summary>The line on which the current row begins; 1 for the row that names the columns.</summary>
    public int Row { get; private set; }

    /// <summary>How many fields the current row has.</summary>
    public int Count => fields.Count;

    /// <summary>A field of the current row; empty when the row is too short.</summary>
    public string this[int column] => column < fields.Count ? fields[column] : string.Empty;

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
        string? next;
        do
        {
            next = text.ReadLine();
            line++;
        }
        while (next is { Length: 0 });

        if (next is null)
        {
            return false;
        }

        Row = line;
        fields.Clear();
        if (next.Contains('"', StringComparison.Ordinal))
        {
            SplitQuoted(next);
        }
        else
        {
            SplitPlain(next);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => text.Dispose();

    private void SplitPlain(string row)
    {
        int from = 0;
        for (int comma = row.IndexOf(',', StringComparison.Ordinal); comma >= 0; comma = row.IndexOf(',', from))
        {
            fields.Add(row[from..comma]);
            from = comma + 1;
        }

        fields.Add(row[from..]);
    }

    private void SplitQuoted(string row)
    {
        field.Clear();
        bool quoted = false;
        for (int i = 0; ; i++)
        {
            if (i == row.Length)
            {
                if (!quoted || text.ReadLine() is not { } more)
                {
                    break;
                }

                // A line break within quotes belongs to the field.
                line++;
                field.Append('\n');
                (row, i) = (more, -1);
            }
            else if (row[i] == '"')
            {
                bool doubled = quoted && i + 1 < row.Length && row[i + 1] == '"';
                i += doubled ? 1 : 0;
                _ = doubled ? field.Append('"') : null;
                quoted ^= !doubled;
            }
            else if (row[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(row[i]);
            }
        }

        fields.Add(field.ToString());
    }
}
