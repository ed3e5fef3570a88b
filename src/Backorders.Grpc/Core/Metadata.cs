using System.Collections;

namespace Grpc.Core;

/// <summary>Headers or trailers of a call: an ordered list in which a key may repeat. Not safe for concurrent changes.</summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>Keys that end like this carry bytes; on the wire they are base64.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>A list without entries that refuses changes with <see cref="InvalidOperationException"/>.</summary>
    public static readonly Metadata Empty = new(readOnly: true);

    private readonly List<Entry> _entries;
    private readonly bool _readOnly;

    /// <summary>An empty list.</summary>
    public Metadata()
        : this(readOnly: false)
    {
    }

    private Metadata(bool readOnly)
    {
        _readOnly = readOnly;
        _entries = [];
    }

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public bool IsReadOnly => _readOnly;

    /// <inheritdoc/>
    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            CheckWritable();
            _entries[index] = NotNull(value);
        }
    }

    /// <summary>The last entry under the key, or null. The key is compared without regard to case.</summary>
    public Entry? Get(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_entries[i].Key, key, StringComparison.OrdinalIgnoreCase))
            {
                return _entries[i];
            }
        }

        return null;
    }

    /// <summary>The last value under the key, or null. <see cref="InvalidOperationException"/> when the value is bytes.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The last bytes under the key, or null. <see cref="InvalidOperationException"/> when the value is text.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries under the key, in order.</summary>
    public IEnumerable<Entry> GetAll(string key)
    {
        foreach (var entry in _entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.OrdinalIgnoreCase))
            {
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public void Add(Entry item)
    {
        CheckWritable();
        _entries.Add(NotNull(item));
    }

    /// <summary>Adds text. <see cref="ArgumentException"/> when key or value cannot travel as a header.</summary>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds bytes. <see cref="ArgumentException"/> when the key does not end in <c>-bin</c>.</summary>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc/>
    public void Insert(int index, Entry item)
    {
        CheckWritable();
        _entries.Insert(index, NotNull(item));
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        CheckWritable();
        _entries.RemoveAt(index);
    }

    /// <inheritdoc/>
    public bool Remove(Entry item)
    {
        CheckWritable();
        return _entries.Remove(item);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        CheckWritable();
        _entries.Clear();
    }

    /// <inheritdoc/>
    public bool Contains(Entry item) => _entries.Contains(item);

    /// <inheritdoc/>
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public int IndexOf(Entry item) => _entries.IndexOf(item);

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private static Entry NotNull(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item;
    }

    private void CheckWritable()
    {
        if (_readOnly)
        {
            throw new InvalidOperationException("This metadata is shared and cannot be changed.");
        }
    }
}
