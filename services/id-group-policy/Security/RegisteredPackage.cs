namespace Distribution.IdGroupPolicy.Security;

/// <summary>The packages room told us of a package; AsOf is the version of its stream that said so.</summary>
public sealed record PackageBecameKnown(Guid PackageId, long AsOf);

/// <summary>The packages room told us that a package is gone.</summary>
public sealed record PackageForgotten(Guid PackageId, long AsOf);

/// <summary>Local copy of a package, as far as it matters here. What is not newer than AsOf decides nothing.</summary>
public sealed record RegisteredPackage(Guid Id, Guid PackageId, long AsOf, bool Removed)
{
    /// <summary>The stream of a package's copy.</summary>
    public static Guid StreamOf(Guid packageId) => DeterministicId.Of("registered package", packageId.ToString("D"));

    public static RegisteredPackage? Evolve(RegisteredPackage? state, object @event) => @event switch
    {
        PackageBecameKnown e => new(StreamOf(e.PackageId), e.PackageId, e.AsOf, false),
        PackageForgotten e => new(StreamOf(e.PackageId), e.PackageId, e.AsOf, true),
        _ => state,
    };

    public static object[] Learn(RegisteredPackage? state, Guid packageId, long asOf) => state?.AsOf >= asOf ? [] : [new PackageBecameKnown(packageId, asOf)];

    public static object[] Forget(RegisteredPackage? state, Guid packageId, long asOf) => state?.AsOf >= asOf ? [] : [new PackageForgotten(packageId, asOf)];
}
