using Backorders.Domain.Ids;
using Backorders.Domain.Values;
using Google.Protobuf.WellKnownTypes;

namespace Backorders.Server.Mapping;

/// <summary>
/// The border: whatever comes from outside is turned into the types of the domain here, or noted as wrong. Everything that is wrong is named at once.
/// A mutable struct that is passed by reference, so a good message costs nothing.
/// </summary>
internal partial struct Border
{
    /// <summary>How many mistakes are named: of thousands of wrong lines the first few are enough.</summary>
    private const int NamedMax = 20;

    /// <summary>2200-01-01: a time beyond is a mistake, and all sums of times still fit.</summary>
    private const long SecondsMax = 7_258_118_400;

    private List<(string Field, string Problem)>? wrong;
    private Refusal first;
    private int count;

    /// <summary>Everything that is wrong, as one refusal; null when all is well.</summary>
    public readonly Refused? Refused
    {
        get
        {
            if (wrong is null)
            {
                return null;
            }

            string more = count > wrong.Count ? $" And {count - wrong.Count} more." : string.Empty;
            return new Refused(
                first,
                string.Join(' ', wrong.Select(w => $"{w.Field}: {w.Problem}.")) + more,
                [.. wrong.Select(w => KeyValuePair.Create(w.Field, w.Problem))]);
        }
    }

    /// <summary>Notes a mistake.</summary>
    public void Note(Refusal reason, string field, string problem)
    {
        first = wrong is null || reason < first ? reason : first;
        count++;
        wrong ??= [];
        if (wrong.Count < NamedMax)
        {
            wrong.Add((field, problem));
        }
    }

    public WarehouseId Warehouse(string text) => WarehouseId.TryCreate(text, out WarehouseId id) ? id : Bad(id, text, "warehouse", WarehouseId.MaxLength);

    public DeviceId Device(string text) => DeviceId.TryCreate(text, out DeviceId id) ? id : Bad(id, text, "device_id", DeviceId.MaxLength);

    public ScanId Scan(string text) => ScanId.TryCreate(text, out ScanId id) ? id : Bad(id, text, "scan_id", ScanId.MaxLength);

    public StationId Station(string text) => StationId.TryCreate(text, out StationId id) ? id : Bad(id, text, "station", StationId.MaxLength);

    public DoorId Door(string text) => DoorId.TryCreate(text, out DoorId id) ? id : Bad(id, text, "door", DoorId.MaxLength);

    public LaneId Lane(string text) => LaneId.TryCreate(text, out LaneId id) ? id : Bad(id, text, "lane", LaneId.MaxLength);

    public OrderNo OrderNo(string text) => Backorders.Domain.Ids.OrderNo.TryCreate(text, out OrderNo id)
        ? id
        : Bad(id, text, "order_no", Backorders.Domain.Ids.OrderNo.MaxLength);

    public AsnNo AsnNo(string text) => Backorders.Domain.Ids.AsnNo.TryCreate(text, out AsnNo id) ? id : Bad(id, text, "asn_no", Backorders.Domain.Ids.AsnNo.MaxLength);

    public Sku Sku(string text, string field = "sku") => Backorders.Domain.Ids.Sku.TryCreate(text, out Sku id)
        ? id
        : Bad(id, text, field, Backorders.Domain.Ids.Sku.MaxLength);

    /// <summary>A SKU that a barcode may stand for: missing only when there is none.</summary>
    public Sku ScannedSku(string text, string gtin) => text.Length == 0 && gtin.Length > 0 ? default : Sku(text);

    /// <summary>A barcode, or null when empty. A wrong check digit is told apart from what is no barcode at all.</summary>
    public Gtin? Gtin(string text, string field = "gtin")
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (Backorders.Domain.Ids.Gtin.TryCreate(text, out Gtin gtin))
        {
            return gtin;
        }

        if (text.Length is 8 or 12 or 13 or 14 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            Note(Refusal.WrongCheckDigit, field, $"the check digit of {text} is {CheckDigit.Of(text.AsSpan()[..^1])}, not {text[^1]}: scan it again");
        }
        else
        {
            Note(Refusal.InvalidId, field, $"a GTIN has 8, 12, 13 or 14 digits; here are {text.Length} characters");
        }

        return null;
    }

    /// <summary>A container's number, without application identifier; an SSCC's check digit must be right.</summary>
    public string Lpn(string text, string field = "lpn", bool required = false)
    {
        string lpn = Sscc.Normalize(Text(text, field, required));
        if (Sscc.RightCheckDigit(lpn) is { } right)
        {
            Note(Refusal.WrongCheckDigit, field, $"the check digit of {lpn} is {right}, not {lpn[^1]}: scan it again");
        }

        return lpn;
    }

    /// <summary>Serial numbers.</summary>
    public IReadOnlyList<Serial> Serials(Google.Protobuf.Collections.RepeatedField<string> texts, string field = "serials")
    {
        if (texts.Count == 0)
        {
            return [];
        }

        Count(texts.Count, 0, Limits.SerialsMax, field);
        Serial[] serials = new Serial[Math.Min(texts.Count, Limits.SerialsMax)];
        for (int i = 0; i < serials.Length; i++)
        {
            serials[i] = Serial(texts[i], field);
        }

        return serials;
    }

    /// <summary>A day as YYYY-MM-DD, or null when empty.</summary>
    public DateOnly? Day(string text, string field = "expiry")
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out DateOnly day)
            && day.Year is >= 1970 and < 2200)
        {
            return day;
        }

        Note(Refusal.InvalidValue, field, "a day is written as 2026-12-31 and lies between 1970 and 2199");
        return null;
    }

    public Serial Serial(string text, string field = "serial") => Backorders.Domain.Ids.Serial.TryCreate(text, out Serial id)
        ? id
        : Bad(id, text, field, Backorders.Domain.Ids.Serial.MaxLength);

    /// <summary>A unit of measure; empty means the base unit.</summary>
    public UnitName Unit(string text, string field = "unit") => text.Length == 0 || UnitName.TryCreate(text, out UnitName id)
        ? text.Length == 0 ? default : UnitName.FromTrusted(text)
        : Bad(id, text, field, UnitName.MaxLength);

    /// <summary>A receipt's number, or null when 0.</summary>
    public ReceiptId? OptionalReceipt(long value)
    {
        if (value < 0)
        {
            Note(Refusal.InvalidId, "receipt_id", $"{value} is no receipt number");
        }

        return value == 0 ? null : new ReceiptId(value);
    }

    /// <summary>What was decided; null when not given.</summary>
    public DispositionCode? Disposition(V1.DispositionCode value)
    {
        if (value != V1.DispositionCode.Unspecified && !System.Enum.IsDefined((DispositionCode)value))
        {
            Note(Refusal.InvalidValue, "disposition", $"{(int)value} is not one of the known dispositions");
        }

        return value == V1.DispositionCode.Unspecified ? null : (DispositionCode)value;
    }

    /// <summary>Notes that something required was not given, and stands for it.</summary>
    public T Missing<T>(string field)
        where T : struct
    {
        Note(typeof(T).IsEnum ? Refusal.InvalidValue : Refusal.InvalidId, field, "is missing");
        return default;
    }

    /// <summary>An owner, or null when empty.</summary>
    public OwnerId? OptionalOwner(string text) =>
        text.Length == 0 ? null : OwnerId.TryCreate(text, out OwnerId id) ? id : Bad(id, text, "owner", OwnerId.MaxLength);

    /// <summary>What a follower of events may ask for.</summary>
    public void EventFilter(IEnumerable<V1.EventKind> kinds, string orderNo, string sku)
    {
        if (orderNo.Length > 0)
        {
            OrderNo(orderNo);
        }

        if (sku.Length > 0)
        {
            Sku(sku);
        }

        foreach (V1.EventKind kind in kinds)
        {
            if (kind == V1.EventKind.Unspecified || !System.Enum.IsDefined(kind))
            {
                Note(Refusal.InvalidValue, "kinds", $"{(int)kind} is not one of the known kinds");
            }
        }
    }

    /// <summary>A UUID made by the client.</summary>
    public string RequestId(string text)
    {
        if (!Guid.TryParseExact(text, "D", out _))
        {
            Note(Refusal.InvalidId, "request_id", text.Length == 0 ? "is missing; make a UUID before the first try" : "is not a UUID in the form 8-4-4-4-12");
        }

        return text;
    }

    /// <summary>A count of units in a command.</summary>
    public long Quantity(long value, string field = "quantity", long min = 1)
    {
        if (value < min || value > Limits.QuantityMax)
        {
            Note(Refusal.InvalidQuantity, field, $"{value} is not between {min} and {Limits.QuantityMax}");
        }

        return value;
    }

    /// <summary>A free text.</summary>
    public string Text(string text, string field, bool required = false)
    {
        if (text.Length > Limits.TextMax || HasControl(text))
        {
            Note(Refusal.InvalidText, field, $"at most {Limits.TextMax} characters without control characters; here are {text.Length}");
        }
        else if (required && text.Length == 0)
        {
            Note(Refusal.InvalidText, field, "is missing");
        }

        return text;
    }

    /// <summary>A customer's tier.</summary>
    public int Tier(int value) => Within(value, 0, Limits.TierMax, "tier");

    /// <summary>A number in a range.</summary>
    public int Within(int value, int min, int max, string field)
    {
        if (value < min || value > max)
        {
            Note(Refusal.InvalidValue, field, $"{value} is not between {min} and {max}");
        }

        return value;
    }

    /// <summary>A list's length.</summary>
    public void Count(int entries, int min, int max, string field)
    {
        if (entries < min || entries > max)
        {
            Note(Refusal.InvalidCount, field, $"{entries} entries; {min} to {max} are allowed");
        }
    }

    /// <summary>A number that the system gave out.</summary>
    public TaskId Task(long value, string field = "task_id")
    {
        if (value <= 0)
        {
            Note(Refusal.InvalidId, field, value == 0 ? "is missing" : $"{value} is no task number");
        }

        return new TaskId(value);
    }

    /// <summary>A task with its token.</summary>
    public Lease Lease(long task, long token, string field = "token")
    {
        if (token <= 0)
        {
            Note(Refusal.InvalidId, field, token == 0 ? "is missing" : $"{token} is no token");
        }

        return new Lease(Task(task), new FencingToken(token));
    }

    /// <summary>A reason, which some commands require.</summary>
    public TaskState? OptionalState(V1.TaskState value)
    {
        Within((int)value, 0, (int)TaskState.NoLane, "state");
        return value == V1.TaskState.Unspecified ? null : (TaskState)value;
    }

    public ReasonCode Reason(V1.ReasonCode value, bool required)
    {
        if (!System.Enum.IsDefined((ReasonCode)value))
        {
            Note(Refusal.InvalidValue, "reason", $"{(int)value} is not one of the known reasons");
        }
        else if (required && value == V1.ReasonCode.Unspecified)
        {
            Note(Refusal.InvalidValue, "reason", "is missing");
        }

        return (ReasonCode)value;
    }

    /// <summary>A condition; <paramref name="otherwise"/> when not given, or null when it must be.</summary>
    public Quality Quality(V1.Quality value, string field, Quality? otherwise)
    {
        if (value == V1.Quality.Unspecified && otherwise is { } given)
        {
            return given;
        }

        if (!System.Enum.IsDefined((Quality)value))
        {
            Note(Refusal.InvalidValue, field, value == V1.Quality.Unspecified ? "is missing" : $"{(int)value} is not one of the known conditions");
        }

        return (Quality)value;
    }

    /// <summary>A ship mode; null when not given.</summary>
    public ShipMode? ShipMode(V1.ShipMode value)
    {
        if (value == V1.ShipMode.Unspecified)
        {
            return null;
        }

        if (!System.Enum.IsDefined((ShipMode)value))
        {
            Note(Refusal.InvalidValue, "ship_mode", $"{(int)value} is not one of the known ship modes");
        }

        return (ShipMode)value;
    }

    /// <summary>A time; null when not set.</summary>
    public Instant? Time(Timestamp? value, string field)
    {
        if (value is null)
        {
            return null;
        }

        if (value.Seconds < 0 || value.Seconds >= SecondsMax || value.Nanos is < 0 or > 999_999_999)
        {
            Note(Refusal.InvalidValue, field, "the time must lie between 1970 and 2199");
            return null;
        }

        return new Instant(value.Seconds * 1_000_000 + value.Nanos / 1_000);
    }

    /// <summary>A time that must be set.</summary>
    public Instant RequiredTime(Timestamp? value, string field)
    {
        if (value is null)
        {
            Note(Refusal.InvalidValue, field, "is missing");
        }

        return Time(value, field) ?? default;
    }

    private static bool HasControl(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                return true;
            }
        }

        return false;
    }

    private T Bad<T>(T nothing, string text, string field, int max)
    {
        Note(Refusal.InvalidId, field, text.Length == 0 ? "is missing" : $"1 to {max} printable characters without a blank at either end; here are {text.Length}");
        return nothing;
    }
}
