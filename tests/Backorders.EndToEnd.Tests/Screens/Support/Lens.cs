using System.Text;
using ZXing;
using ZXing.Common;

namespace Backorders.EndToEnd.Tests.Screens.Support;

/// <summary>What a browser takes for a camera: a video of one picture, which the browser reads again for each frame. The test changes the picture in its place.</summary>
internal sealed class Lens : IDisposable
{
    private const int Width = 1280;
    private const int Height = 720;
    private const byte Paper = 225;
    private const byte Ink = 35;
    private const byte Table = 120;

    /// <summary>White around a code, in modules.</summary>
    private const int Quiet = 10;

    /// <summary>Source: https://wiki.multimedia.cx/index.php/YUV4MPEG2.</summary>
    private static readonly byte[] Header = Encoding.ASCII.GetBytes($"YUV4MPEG2 W{Width} H{Height} F30:1 Ip A1:1 C420\nFRAME\n");

    private readonly string path = Path.Combine(Path.GetTempPath(), $"backorders-lens-{Guid.NewGuid():N}.y4m");

    public Lens()
    {
        using FileStream file = new(path, FileMode.CreateNew);
        file.Write(Header);
        file.Write(Draw([]));
        file.Write(Enumerable.Repeat((byte)128, Width * Height / 2).ToArray());
    }

    /// <summary>How a browser is started that looks through it, and whose person allows that or not.</summary>
    public string[] Arguments(bool isAllowed = true) =>
        [isAllowed ? "--use-fake-ui-for-media-stream" : "--use-fake-ui-for-media-stream=deny", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={path}"];

    /// <summary>Shows codes and nothing else.</summary>
    public void Show(params Label[] labels)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = Header.Length;
        file.Write(Draw(labels));
    }

    public void Dispose() => File.Delete(path);

    private static byte[] Draw(Label[] labels)
    {
        byte[] picture = new byte[Width * Height];
        Array.Fill(picture, Table);
        foreach (Label label in labels)
        {
            BitMatrix code = new MultiFormatWriter().encode(label.Text, label.Format, 0, 0, new Dictionary<EncodeHintType, object>
            {
                [EncodeHintType.GS1_FORMAT] = label.IsElements, [EncodeHintType.MARGIN] = 0,
            });
            int module = label.Module;
            int rows = code.Height == 1 ? label.BarHeight : code.Height * module;
            (int left, int top) = ((Width / 2) + label.X - (code.Width * module / 2), (Height / 2) + label.Y - (rows / 2));
            for (int y = top - (Quiet * module); y < top + rows + (Quiet * module); y++)
            {
                for (int x = left - (Quiet * module); x < left + ((code.Width + Quiet) * module); x++)
                {
                    bool isCode = x >= left && x < left + (code.Width * module) && y >= top && y < top + rows;
                    if (x is >= 0 and < Width && y is >= 0 and < Height)
                    {
                        picture[(y * Width) + x] = isCode && code[(x - left) / module, code.Height == 1 ? 0 : (y - top) / module] ? Ink : Paper;
                    }
                }
            }
        }

        return picture;
    }

    /// <summary>A code on a label.</summary>
    /// <param name="Format">Its symbology.</param>
    /// <param name="Text">Its text; a group separator ends a part of an element string.</param>
    internal sealed record Label(BarcodeFormat Format, string Text)
    {
        /// <summary>Whether its first sign says that it is GS1's.</summary>
        public bool IsElements { get; init; }

        /// <summary>How far right of the middle of the picture, in pixels.</summary>
        public int X { get; init; }

        /// <summary>How far below the middle.</summary>
        public int Y { get; init; }

        /// <summary>How wide its narrowest bar is.</summary>
        public int Module { get; init; } = 4;

        /// <summary>How high its bars are.</summary>
        public int BarHeight { get; init; } = 120;
    }
}
