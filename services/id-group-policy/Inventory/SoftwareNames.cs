using Distribution.Contracts.Rules;

namespace Distribution.IdGroupPolicy.Inventory;

/// <summary>Which software somebody asks for, so that of the two hundred pieces on a computer only those are read.</summary>
/// <param name="Exact">Names; null is all software.</param>
/// <param name="Documents">Patterns of LIKE for document numbers, which name software too.</param>
internal sealed record SoftwareNames(string[]? Exact, string[] Documents)
{
    // With more, looking each piece up would cost the database more than handing all of it over.
    private const int Most = 500;

    /// <summary>All software.</summary>
    public static readonly SoftwareNames All = new(null, []);

    /// <summary>None.</summary>
    public static readonly SoftwareNames None = new([], []);

    /// <summary>Nothing has to be read.</summary>
    public bool IsNone => Exact is [] && Documents is [];

    /// <summary>Software as conditions name it: a document by its number, in whichever version, all else by its exact name.</summary>
    public static SoftwareNames Of(IEnumerable<string> names)
    {
        var asked = names.ToHashSet();
        var documents = asked.Select(DocumentNumber.Read).OfType<DocumentNumber>().Select(document => $"{document.Number}%").Distinct().ToArray();
        return asked.Count > Most ? All : new([.. asked.Where(name => DocumentNumber.Read(name) is null)], documents);
    }
}
