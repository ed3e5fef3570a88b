namespace Backorders.Partners.Labels;

/// <summary>What a label comes as.</summary>
public enum LabelFormat
{
    /// <summary>Commands of the Zebra Programming Language.</summary>
    Zpl = 1,

    /// <summary>A drawing.</summary>
    Svg = 2,

    /// <summary>The dots as they are printed.</summary>
    Png = 3,
}
