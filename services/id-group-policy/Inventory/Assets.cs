namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>An operator wrote to a computer what no agent can know: all its fields as they are now.</summary>
public sealed record AssetsSet(Guid ComputerId, IReadOnlyDictionary<string, string> Fields, DateTimeOffset SetAt);

/// <summary>The operator's own fields of one computer: department, location, person, and up to 20 of any name. Names differ in more than case.</summary>
public sealed record Assets(Guid Id, Guid ComputerId, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Fields beside the three that every computer may have.</summary>
    public const int MostOwn = 20;

    /// <summary>Longest name of a field.</summary>
    public const int LongestName = 64;

    /// <summary>Longest text in a field.</summary>
    public const int LongestText = 256;

    /// <summary>No field.</summary>
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    private static readonly string[] EveryComputers = ["department", "location", "person"];

    /// <summary>The stream of a computer's fields.</summary>
    public static Guid StreamOf(Guid computerId) => DeterministicId.Of("assets", computerId.ToString("D"));

    public static Assets? Evolve(Assets? state, object @event) => @event switch
    {
        AssetsSet e => new(StreamOf(e.ComputerId), e.ComputerId, e.Fields),
        _ => state,
    };

    /// <summary>Writes some fields, and takes away those that are written with an empty text; the others stay.</summary>
    /// <exception cref="CommandRefusedException">There would be too many fields.</exception>
    public static object[] Set(Assets? state, Guid computerId, IReadOnlyDictionary<string, string> fields, DateTimeOffset now)
    {
        var before = state?.Fields ?? None;
        var after = new SortedDictionary<string, string>(before.ToDictionary(), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in fields)
        {
            if (text.Length == 0)
                after.Remove(name);
            else
                after[after.Keys.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) ?? name] = text;
        }

        if (after.Keys.Count(name => !EveryComputers.Contains(name, StringComparer.OrdinalIgnoreCase)) > MostOwn)
            throw new CommandRefusedException($"A computer has at most {MostOwn} fields of the operator's own.");
        return after.Count == before.Count && after.All(field => before.GetValueOrDefault(field.Key) == field.Value)
            ? []
            : [new AssetsSet(computerId, after, now)];
    }

    /// <summary>What is wrong with fields that an operator gave; null when they may stand.</summary>
    public static string? FaultOf(IReadOnlyDictionary<string, string?> fields) =>
        fields.Keys.FirstOrDefault(name => string.IsNullOrWhiteSpace(name) || name.Length > LongestName || name.Any(char.IsControl)) is { } bad
            ? $"A field's name has 1 to {LongestName} characters, and none of them is a control character: '{bad}' does not."
        : fields.FirstOrDefault(f => f.Value is null || f.Value.Length > LongestText || f.Value.Any(char.IsControl)) is { Key: not null } wrong
            ? $"The text of {wrong.Key} is missing, longer than {LongestText} characters, or has control characters."
        : fields.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() < fields.Count ? "Two fields differ in nothing but case."
        : null;
}
