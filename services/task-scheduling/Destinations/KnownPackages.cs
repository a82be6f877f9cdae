using Distribution.Contracts.Packages.V1;
using Distribution.ServiceDefaults;
using MassTransit;

namespace Distribution.TaskScheduling.Destinations;

/// <summary>Keeps local copies of the packages, from what the packages room says.</summary>
internal sealed class KnownPackages(IDocumentSession session) : IConsumer<PackageRegistered>, IConsumer<PackageEdited>, IConsumer<PackageRemoved>
{
    public Task Consume(ConsumeContext<PackageRegistered> context) =>
        Learn(context.Message.PackageId, context.Message.StreamVersion, context.Message.Definition, context.CancellationToken);

    public Task Consume(ConsumeContext<PackageEdited> context) =>
        Learn(context.Message.PackageId, context.Message.StreamVersion, context.Message.Definition, context.CancellationToken);

    public Task Consume(ConsumeContext<PackageRemoved> context) => session.Decide<KnownPackage>(
        KnownPackage.IdFor(context.Message.PackageId),
        state => KnownPackage.Forget(state, context.Message.PackageId, context.Message.StreamVersion),
        context.CancellationToken);

    private Task Learn(Guid packageId, long asOf, PackageDefinition definition, CancellationToken ct) => session.Decide<KnownPackage>(
        KnownPackage.IdFor(packageId), state => KnownPackage.Learn(state, packageId, asOf, definition), ct);
}

/// <summary>Keeps the copies as documents.</summary>
public sealed partial class KnownPackageProjection : SingleStreamProjection<KnownPackage, Guid>
{
    /// <summary>Only its own streams have one.</summary>
    public KnownPackageProjection() => FilterIncomingEventsOnStreamType(typeof(KnownPackage));

    /// <inheritdoc />
    public override KnownPackage? Evolve(KnownPackage? snapshot, Guid id, IEvent e) => KnownPackage.Evolve(snapshot, e.Data);
}
