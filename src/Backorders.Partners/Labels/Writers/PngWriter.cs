using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Backorders.Partners.Labels.Writers;

/// <summary>
/// A picture of one bit a dot (Portable Network Graphics, third edition). An image library would bring native code into the process that holds the
/// warehouse's only writer, to write what are four chunks.
/// </summary>
internal static class PngWriter
{
    private const byte BitsPerDot = 1;
    private const byte Greyscale = 0;
    private const byte UnitIsMetre = 1;
    private const uint CrcPolynomial = 0xEDB88320;

    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Write(Raster raster, int dotsPerMm)
    {
        using MemoryStream png = new();
        png.Write(Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), raster.Height);
        (header[8], header[9]) = (BitsPerDot, Greyscale);
        Chunk(png, "IHDR", header);
        byte[] density = new byte[9];
        BinaryPrimitives.WriteInt32BigEndian(density, dotsPerMm * 1000);
        BinaryPrimitives.WriteInt32BigEndian(density.AsSpan(4), dotsPerMm * 1000);
        density[8] = UnitIsMetre;
        Chunk(png, "pHYs", density);
        Chunk(png, "IDAT", Compress(raster));
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static byte[] Compress(Raster raster)
    {
        byte[] row = new byte[1 + ((raster.Width + 7) / 8)];
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < raster.Height; y++)
            {
                // The first byte says that the row is stored as it is; a set bit is white.
                Array.Clear(row);
                for (int x = 0; x < raster.Width; x++)
                {
                    if (!raster[x, y])
                    {
                        row[1 + (x / 8)] |= (byte)(0x80 >> (x % 8));
                    }
                }

                zlib.Write(row);
            }
        }

        return compressed.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        png.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        png.Write(number);
    }

    /// <summary>The checksum of a chunk (the standard's annex D).</summary>
    private static uint Crc(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ CrcPolynomial : crc >> 1;
            }
        }

        return ~crc;
    }
}
