using System.Text.RegularExpressions;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

/// <summary>Puts content that is already in the store into the catalogue. What the content says of itself fills what the caller leaves out.</summary>
internal sealed record RegisterPackage(
    Guid? Id, string? Name, string? SoftwareVersion, PackageKind? Kind, string FileName, string ContentSha256, string? InstallCommand,
    string? UninstallCommand, string? SoftwareName, string? DestinationFolder, int? TimeLimitSeconds) : PackageDetails
{
    /// <summary>The installer within a zip, parted by '/'; null when none is named.</summary>
    public string? InnerInstaller => Given(InnerPath)?.Replace('\\', '/');

    /// <summary>The attributes that follow from the command and from the content.</summary>
    public PackageAttributes Describe(ContentFacts content)
    {
        var softwareName = Given(SoftwareName) ?? content.SoftwareName;
        var software = Kind != PackageKind.Files;
        var innerPath = InnerInstaller;
        var productCode = Given(ProductCode) ?? (software ? content.ProductCode : null);
        return new PackageAttributes(
            Given(Name) ?? content.Name ?? softwareName ?? throw new UnprocessableException($"name: '{FileName}' does not say its name, so the package needs one."),
            SoftwareVersion ?? content.SoftwareVersion ?? "",
            Kind!.Value,
            FileName,
            ContentSha256,
            content.Size,
            Given(InstallCommand) ?? (software ? SilentCommands.InstallerOf(FileName, innerPath, content.Interpreter) : null),
            Given(UninstallCommand) ?? (software ? SilentCommands.RemoverOf(FileName, softwareName, innerPath, productCode) : null),
            softwareName,
            Given(DestinationFolder),
            TimeLimitSeconds ?? PackageAttributes.DefaultTimeLimitSeconds).Taking(this with
            {
                Publisher = Publisher ?? content.Publisher,
                Description = Description ?? content.Description,
                ProductCode = productCode,
                UpgradeCode = Given(UpgradeCode) ?? (software ? content.UpgradeCode : null),
                OperatingSystems = OperatingSystems ?? (software ? content.OperatingSystems ?? SilentCommands.SystemsOf(FileName, innerPath) : null),
                Architectures = Architectures ?? (software ? content.Architectures : null),
            });
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal sealed class RegisterPackageValidator : AbstractValidator<RegisterPackage>
{
    public RegisterPackageValidator()
    {
        Include(new PackageDetailsValidator());
        RuleFor(c => c.Id).NotEqual(Guid.Empty);
        RuleFor(c => c.Name).PackageName();
        RuleFor(c => c.SoftwareVersion).PlainText(128);
        RuleFor(c => c.Kind).NotNull().IsInEnum();
        // The system itself decides on such a package without this endpoint (domain 1.1).
        RuleFor(c => c.Kind).NotEqual(PackageKind.Update).WithMessage("must be Software or Files: an Update is made by the system");
        RuleFor(c => c.FileName).NotEmpty().FileName();
        RuleFor(c => c.ContentSha256).NotEmpty().Matches(@"\A[0-9a-f]{64}\z", RegexOptions.None).WithMessage("must be 64 lower-case hexadecimal digits");
        RuleFor(c => c.InstallCommand).PlainText(AttributeRules.LongestCommand);
        RuleFor(c => c.UninstallCommand).PlainText(AttributeRules.LongestCommand);
        RuleFor(c => c.SoftwareName).PlainText(AttributeRules.LongestSoftwareName);
        RuleFor(c => c.DestinationFolder).Folder();
        RuleFor(c => c.TimeLimitSeconds).InclusiveBetween(1, 86_400);
    }
}

internal static class RegisterPackageEndpoint
{
    public static void MapRegisterPackage(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/packages", async (
            RegisterPackage command, HttpContext http, ContentInspection inspection, ContentChecks contents, IDocumentSession session,
            PackageDecisions packages, TimeProvider clock, CancellationToken ct) =>
        {
            var id = http.RequestedId(command.Id);
            var attributes = command.Describe(await inspection.InspectAsync(command.ContentSha256, command.FileName, ct, command.InnerInstaller));
            await contents.CheckAsync(attributes, attributes.InnerPath, attributes.IconSha256, ct);
            var now = clock.GetUtcNow();
            await packages.DecideAsync(id, null, attributes.NamedPackages(), now, (state, known) => Package.Register(state, id, attributes, now, known), ct);
            var package = await session.LoadAsync<Package>(id, ct);
            return TypedResults.Created($"/packages/{id}", PackageView.Of(package!));
        }).Validate(new RegisterPackageValidator()).TakesIdempotencyKey().WithName("RegisterPackage").WithSummary("Puts content that is in the store into the catalogue.");
}
