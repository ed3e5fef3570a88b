using Backorders.Domain.Values;
using Backorders.Partners.Labels;
using Backorders.Server.Mapping;
using Backorders.Server.Printing.Jobs;

namespace Backorders.Server.Printing;

/// <summary>Printers and print jobs on their ways in and out.</summary>
internal static class PrintForms
{
    public static V1.PrintJob Job(PrintJob job) => new()
    {
        RequestId = job.Id,
        Printer = job.Printer,
        State = (V1.PrintJobState)job.State,
        Detail = job.Detail,
        MadeAt = job.MadeAt.ToTimestamp(),
        ExpiresAt = job.ExpiresAt.ToTimestamp(),
        EndedAt = job.EndedAt.ToTimestamp(),
        IsCopy = job.IsCopy,
    };

    public static V1.Printer Printer(AttendedPrinter printer, bool isAttended) => new()
    {
        Name = printer.Name,
        Places = { printer.Places },
        Size = (V1.LabelSize)printer.Size,
        DotsPerMm = printer.DotsPerMm,
        Attended = isAttended,
        Trouble = printer.Trouble,
        Agent = printer.Agent,
        SeenAt = printer.SeenAt.ToTimestamp(),
    };

    /// <summary>The printers that an agent announces; what is wrong with them is noted.</summary>
    public static IReadOnlyList<AttendedPrinter> Announced(ref Border border, V1.AttendPrintersRequest request, string keyId, string attendance)
    {
        Name(ref border, request.Agent, "agent", PrintRules.AgentMax);
        border.Count(request.Printers.Count, 1, PrintRules.PrintersMax, "printers");
        List<AttendedPrinter> printers = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < Math.Min(request.Printers.Count, PrintRules.PrintersMax); i++)
        {
            V1.AttendedPrinter told = request.Printers[i];
            string field = $"printer_{i + 1}";
            Name(ref border, told.Name, field + ".name", PrintRules.NameMax);
            if (!names.Add(told.Name))
            {
                border.Note(Refusal.InvalidId, field + ".name", $"'{told.Name}' is named twice");
            }

            border.Count(told.Places.Count, 0, PrintRules.PlacesMax, field + ".places");
            foreach (string place in told.Places.Take(PrintRules.PlacesMax))
            {
                Name(ref border, place, field + ".places", PrintRules.NameMax);
            }

            printers.Add(new AttendedPrinter
            {
                Warehouse = request.Warehouse, Name = told.Name, Places = [.. told.Places], Agent = request.Agent, KeyId = keyId, Attendance = attendance, SeenAt = default,
                Size = (int)Size(ref border, told.Size, field + ".size"), DotsPerMm = DotsPerMm(ref border, told.DotsPerMm, field + ".dots_per_mm"),
            });
        }

        return printers;
    }

    public static LabelSize Size(ref Border border, V1.LabelSize told, string field)
    {
        if (!Enum.IsDefined(told))
        {
            border.Note(Refusal.InvalidValue, field, $"{(int)told} is not one of the known sizes");
        }

        return told == V1.LabelSize.Unspecified ? LabelSize.W100H150 : (LabelSize)told;
    }

    public static int DotsPerMm(ref Border border, int told, string field)
    {
        if (told != 0 && !Label.DotsPerMm.Contains(told))
        {
            border.Note(Refusal.InvalidValue, field, $"{told} is not one of {string.Join(", ", Label.DotsPerMm)}");
        }

        return told == 0 ? Label.DotsPerMm[0] : told;
    }

    /// <summary>A name that stands in lists and is compared: printable, without a blank at either end.</summary>
    public static void Name(ref Border border, string text, string field, int max)
    {
        if (text.Length == 0 || text.Length > max || text != text.Trim() || text.Any(char.IsControl))
        {
            border.Note(Refusal.InvalidId, field, text.Length == 0 ? "is missing" : $"1 to {max} characters without control characters and without a blank at either end");
        }
    }
}
