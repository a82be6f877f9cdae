using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

/// <summary>
/// Changes attributes: null leaves one as it is, what is empty takes it away. Content is never edited (domain 1.5);
/// the properties that belong to it are here only to be refused instead of being ignored.
/// </summary>
internal sealed record EditPackage(
    string? Name, string? SoftwareVersion, string? InstallCommand, string? UninstallCommand, string? SoftwareName, string? DestinationFolder,
    int? TimeLimitSeconds, long? ExpectedVersion, string? ContentSha256, long? ContentSize, string? FileName, PackageKind? Kind) : PackageDetails
{
    public PackageChanges Changes =>
        new(Name, SoftwareVersion, InstallCommand, UninstallCommand, SoftwareName, DestinationFolder, TimeLimitSeconds, this);
}

internal sealed class EditPackageValidator : AbstractValidator<EditPackage>
{
    private const string Immutable = "cannot be changed: new content is a new package";

    public EditPackageValidator()
    {
        Include(new PackageDetailsValidator());
        RuleFor(c => c.Name).PackageName().NotEqual("").WithMessage("must not be empty");
        RuleFor(c => c.SoftwareVersion).PlainText(128);
        RuleFor(c => c.InstallCommand).PlainText(AttributeRules.LongestCommand);
        RuleFor(c => c.UninstallCommand).PlainText(AttributeRules.LongestCommand);
        RuleFor(c => c.SoftwareName).PlainText(AttributeRules.LongestSoftwareName);
        RuleFor(c => c.DestinationFolder).Folder();
        RuleFor(c => c.TimeLimitSeconds).InclusiveBetween(1, 86_400);
        RuleFor(c => c.ExpectedVersion).GreaterThan(0);
        RuleFor(c => c.ContentSha256).Null().WithMessage(Immutable);
        RuleFor(c => c.ContentSize).Null().WithMessage(Immutable);
        RuleFor(c => c.FileName).Null().WithMessage(Immutable);
        RuleFor(c => c.Kind).Null().WithMessage(Immutable);
    }
}

internal static class EditPackageEndpoint
{
    public static void MapEditPackage(this IEndpointRouteBuilder routes) =>
        routes.MapPatch("/packages/{id:guid}", async (
            Guid id, EditPackage command, ContentChecks contents, IDocumentSession session, PackageDecisions packages, TimeProvider clock, CancellationToken ct) =>
        {
            if (await session.LoadAsync<Package>(id, ct) is { RemovedAt: null } before)
                await contents.CheckAsync(before.Attributes, command.InnerPath, command.IconSha256, ct);
            var now = clock.GetUtcNow();
            await packages.DecideAsync(
                id, command.ExpectedVersion, command.NamedPackages(), now, (state, known) => Package.Edit(state, id, command.Changes, now, known), ct);
            return TypedResults.Ok(PackageView.Of((await session.LoadAsync<Package>(id, ct))!));
        }).Validate(new EditPackageValidator()).WithName("EditPackage").WithSummary("Changes attributes of a package.");
}
