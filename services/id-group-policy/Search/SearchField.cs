namespace Distribution.IdGroupPolicy.Search;

/// <summary>How a field is compared.</summary>
internal enum FieldKind
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>Any of several texts.</summary>
    Texts,

    /// <summary>One whole number, perhaps of bytes.</summary>
    Number,

    /// <summary>Any of several numbers.</summary>
    Numbers,
    Version,
    Address,
    Moment,
    Flag,
    Group,
    Software,
    SoftwareVersion,
    Asset,
}

/// <summary>A field that a search may ask for.</summary>
/// <param name="Argument">Whether it is followed by a text in parentheses: null is perhaps.</param>
internal sealed record SearchField(string Name, FieldKind Kind, bool? Argument = false)
{
    private static readonly string[] ForTexts = ["=", "!=", "~", "contains"];
    private static readonly string[] ForOrders = ["=", "!=", "<", "<=", ">", ">="];
    private static readonly string[] ForSets = ["=", "!="];

    /// <summary>Every field; the README describes them in this order.</summary>
    public static readonly IReadOnlyList<SearchField> All =
    [
        new("name", FieldKind.Text), new("os", FieldKind.Text), new("os.name", FieldKind.Text), new("os.version", FieldKind.Version),
        new("architecture", FieldKind.Text), new("domain", FieldKind.Text), new("user", FieldKind.Text), new("manufacturer", FieldKind.Text),
        new("model", FieldKind.Text), new("serial", FieldKind.Text), new("processor", FieldKind.Text), new("timezone", FieldKind.Text),
        new("agent", FieldKind.Version), new("cores", FieldKind.Number), new("memory", FieldKind.Number), new("disk.free", FieldKind.Numbers, null),
        new("disk.total", FieldKind.Numbers, null), new("address", FieldKind.Address), new("mac", FieldKind.Texts), new("update", FieldKind.Texts),
        new("software", FieldKind.Software), new("software.version", FieldKind.SoftwareVersion, true), new("group", FieldKind.Group),
        new("online", FieldKind.Flag), new("lastContact", FieldKind.Moment), new("department", FieldKind.Asset), new("location", FieldKind.Asset),
        new("person", FieldKind.Asset), new("asset", FieldKind.Asset, true),
    ];

    private static readonly Dictionary<string, SearchField> ByName = All.ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The operators that it takes.</summary>
    public IReadOnlyList<string> Operators => Kind switch
    {
        FieldKind.Number or FieldKind.Numbers or FieldKind.Version or FieldKind.SoftwareVersion or FieldKind.Moment => ForOrders,
        FieldKind.Address or FieldKind.Flag => ForSets,
        _ => ForTexts,
    };

    /// <summary>Whether it changes with nothing but inventories and asset fields, so that a group's condition may ask for it.</summary>
    public bool FollowsInventory => Kind is not (FieldKind.Group or FieldKind.Flag or FieldKind.Moment);

    /// <summary>The field of a name, which has no case; null when there is none.</summary>
    public static SearchField? Of(string name) => ByName.GetValueOrDefault(name);
}
