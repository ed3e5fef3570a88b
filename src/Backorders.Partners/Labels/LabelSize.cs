namespace Backorders.Partners.Labels;

/// <summary>Width by height, in millimetres.</summary>
public enum LabelSize
{
    /// <summary>For a pallet or a large parcel: the barcode is as high as GS1 asks for logistic labels.</summary>
    W100H150 = 1,

    /// <summary>For a tote or a small parcel. Its barcode is lower than the 31.75 mm of GS1 General Specifications, section 5.4, for want of room.</summary>
    W100H50 = 2,
}
