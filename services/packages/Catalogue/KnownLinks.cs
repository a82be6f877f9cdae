using Distribution.ServiceDefaults;

namespace Distribution.Packages.Catalogue;

/// <summary>A package of the catalogue with the packages that it names.</summary>
public sealed record LinkedPackage(Guid Id, string Name, IReadOnlyList<Guid> DependsOn, IReadOnlyList<Guid> Supersedes);

/// <summary>What a decision about links must know: the packages that are named, and whatever these name in their turn.</summary>
public sealed class KnownLinks(IEnumerable<LinkedPackage> packages)
{
    private readonly Dictionary<Guid, LinkedPackage> _packages = packages.ToDictionary(package => package.Id);

    /// <summary>Whether there is such a package.</summary>
    public bool Has(Guid id) => _packages.ContainsKey(id);

    /// <summary>The way that leads from a package back to itself, by name, once it names these; null when there is none.</summary>
    public string? Circle(Guid id, string name, IEnumerable<Guid> named, Func<LinkedPackage, IReadOnlyList<Guid>> links)
    {
        var cameFrom = named.Distinct().ToDictionary(next => next, _ => id);
        var open = new Stack<Guid>(cameFrom.Keys);
        while (open.TryPop(out var at))
        {
            if (at == id)
                return Way(id, name, cameFrom);
            foreach (var next in _packages.TryGetValue(at, out var package) ? links(package) : [])
            {
                if (cameFrom.TryAdd(next, at))
                    open.Push(next);
            }
        }

        return null;
    }

    private string Way(Guid id, string name, Dictionary<Guid, Guid> cameFrom)
    {
        List<string> names = [name];
        for (var at = cameFrom[id]; at != id; at = cameFrom[at])
            names.Insert(0, _packages[at].Name);
        return string.Join(" → ", names.Prepend(name));
    }
}

/// <summary>The rules about packages that name others (domain: dependencies are installed first; nothing waits for itself).</summary>
internal static class LinkRules
{
    /// <summary>Every package that is named; null when nothing is said about other packages.</summary>
    public static IReadOnlyList<Guid>? NamedPackages(this PackageDetails said) =>
        said is { DependsOn: null, Supersedes: null, PackageConditions: null }
            ? null
            : [.. said.DependsOn ?? [], .. said.Supersedes ?? [], .. Conditioned(said)];

    /// <summary>
    /// The attributes, when every package that they name for the first time is there and no circle is closed. What was named before may
    /// be gone meanwhile: a superseded package usually is.
    /// </summary>
    /// <exception cref="UnprocessableException">A package that is named is not there.</exception>
    /// <exception cref="CommandRefusedException">A circle would be closed, or a package would depend upon what it takes the place of.</exception>
    public static PackageAttributes Linked(this PackageAttributes after, Guid id, PackageAttributes? before, KnownLinks? known)
    {
        known ??= new KnownLinks([]);
        Check("dependsOn", id, after.Name, before?.DependsOn, after.DependsOn, known, package => package.DependsOn);
        Check("supersedes", id, after.Name, before?.Supersedes, after.Supersedes, known, package => package.Supersedes);
        foreach (var condition in New(Conditioned(before), Conditioned(after)))
            RequireThere("packageConditions", condition, known);
        if (after.DependsOn?.Intersect(after.Supersedes ?? []).FirstOrDefault() is { } both && both != Guid.Empty)
            throw new CommandRefusedException($"supersedes: package {both} cannot be needed and replaced by the same package.");
        return after;
    }

    private static void Check(
        string attribute, Guid id, string name, IReadOnlyList<Guid>? before, IReadOnlyList<Guid>? after, KnownLinks known,
        Func<LinkedPackage, IReadOnlyList<Guid>> links)
    {
        var added = New(before ?? [], after ?? []);
        foreach (var one in added.Where(one => one != id))
            RequireThere(attribute, one, known);
        if (known.Circle(id, name, added, links) is { } circle)
            throw new CommandRefusedException($"{attribute}: this would close a circle: {circle}.");
    }

    private static List<Guid> New(IEnumerable<Guid> before, IEnumerable<Guid> after) => [.. after.Except(before)];

    private static IEnumerable<Guid> Conditioned(PackageDetails? a) => a?.PackageConditions?.Conditions?.Select(c => c.PackageId) ?? [];

    private static void RequireThere(string attribute, Guid id, KnownLinks known)
    {
        if (!known.Has(id))
            throw new UnprocessableException($"{attribute}: there is no package {id}.");
    }
}
