using Distribution.Contracts.Packages.V1;
using MassTransit;

namespace Distribution.IdGroupPolicy.Security;

/// <summary>Keeps local copies of the packages, and judges anew whom a changed one concerns.</summary>
internal sealed class KnowPackages(IDocumentSession session, JudgeSecurity judge) : IConsumer<PackageRegistered>, IConsumer<PackageEdited>, IConsumer<PackageRemoved>
{
    public Task Consume(ConsumeContext<PackageRegistered> context) =>
        DecideAsync(context.Message.PackageId, state => RegisteredPackage.Learn(state, context.Message.PackageId, context.Message.StreamVersion), context.CancellationToken);

    public async Task Consume(ConsumeContext<PackageEdited> context)
    {
        var (id, ct) = (context.Message.PackageId, context.CancellationToken);
        await DecideAsync(id, state => RegisteredPackage.Learn(state, id, context.Message.StreamVersion), ct);
        foreach (var policy in (await judge.PoliciesAsync(ct)).Where(p => p.Rules.Packages().Contains(id)))
            await judge.JudgePolicyAsync(policy.Id, ct);
    }

    public Task Consume(ConsumeContext<PackageRemoved> context) =>
        DecideAsync(context.Message.PackageId, state => RegisteredPackage.Forget(state, context.Message.PackageId, context.Message.StreamVersion), context.CancellationToken);

    private Task DecideAsync(Guid packageId, Func<RegisteredPackage?, object[]> decide, CancellationToken ct) =>
        session.Decide(RegisteredPackage.StreamOf(packageId), decide, ct);
}

/// <summary>Questions about packages.</summary>
internal static class RegisteredPackages
{
    /// <summary>Those of some packages that are registered, with their versions.</summary>
    public static async Task<IReadOnlyDictionary<Guid, long>> RegisteredAsync(this IDocumentSession session, IEnumerable<Guid> packageIds, CancellationToken ct) =>
        (await session.QueryAsync<RegisteredPackage>("where id = any(?) and data ->> 'Removed' = 'false'", ct, packageIds.Select(RegisteredPackage.StreamOf).ToArray()))
            .ToDictionary(package => package.PackageId, package => package.AsOf);
}
