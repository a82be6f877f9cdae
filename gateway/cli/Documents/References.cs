namespace Distribution.Cli.Documents;

/// <summary>What documents call each other: an id, a name with its version, or a name alone where no two share it.</summary>
internal sealed class References
{
    private readonly Dictionary<string, PackageDocument?> _byName = new(StringComparer.Ordinal);

    public References(IEnumerable<PackageDocument> documents)
    {
        foreach (var document in documents)
        {
            foreach (var name in new[] { document.Id.ToString("D"), document.Title, document.Name }.Distinct())
                _byName[name] = _byName.TryGetValue(name, out var other) && other != document ? null : document;
        }
    }

    /// <summary>The document that is meant, or null when none of these is, or several are.</summary>
    public PackageDocument? Find(string named) => _byName.GetValueOrDefault(Guid.TryParse(named, out var id) ? id.ToString("D") : named);

    /// <summary>Whether several are called so.</summary>
    public bool IsAmbiguous(string named) => _byName.TryGetValue(named, out var found) && found is null;
}
