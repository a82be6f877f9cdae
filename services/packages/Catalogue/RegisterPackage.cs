using System.Text.RegularExpressions;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

/// <summary>Puts content that is already in the store into the catalogue. What the content says of itself fills what the caller leaves out.</summary>
internal sealed record RegisterPackage(
    Guid? Id, string? Name, string? SoftwareVersion, PackageKind? Kind, string FileName, string ContentSha256, string? InstallCommand,
    string? UninstallCommand, string? SoftwareName, string? DestinationFolder, int? TimeLimitSeconds)
{
    /// <summary>The attributes that follow from the command and from the content.</summary>
    public PackageAttributes Describe(ContentFacts content)
    {
        var softwareName = Given(SoftwareName) ?? content.SoftwareName;
        var software = Kind != PackageKind.Files;
        return new PackageAttributes(
            Given(Name) ?? softwareName ?? throw new UnprocessableException($"name: '{FileName}' does not say its name, so the package needs one."),
            SoftwareVersion ?? content.SoftwareVersion ?? "",
            Kind!.Value,
            FileName,
            ContentSha256,
            content.Size,
            Given(InstallCommand) ?? (software ? SilentCommands.InstallerOf(FileName, content.Interpreter) : null),
            Given(UninstallCommand) ?? (software ? SilentCommands.RemoverOf(FileName, softwareName) : null),
            softwareName,
            Given(DestinationFolder),
            TimeLimitSeconds ?? PackageAttributes.DefaultTimeLimitSeconds);
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

internal sealed class RegisterPackageValidator : AbstractValidator<RegisterPackage>
{
    public RegisterPackageValidator()
    {
        RuleFor(c => c.Id).NotEqual(Guid.Empty);
        RuleFor(c => c.Name).PackageName();
        RuleFor(c => c.SoftwareVersion).PlainText(128);
        RuleFor(c => c.Kind).NotNull().IsInEnum();
        RuleFor(c => c.FileName).NotEmpty().FileName();
        RuleFor(c => c.ContentSha256).NotEmpty().Matches(@"\A[0-9a-f]{64}\z", RegexOptions.None).WithMessage("must be 64 lower-case hexadecimal digits");
        RuleFor(c => c.InstallCommand).PlainText(AttributeRules.LongestCommand);
        RuleFor(c => c.UninstallCommand).PlainText(AttributeRules.LongestCommand);
        RuleFor(c => c.SoftwareName).PlainText(2048);
        RuleFor(c => c.DestinationFolder).Folder();
        RuleFor(c => c.TimeLimitSeconds).InclusiveBetween(1, 86_400);
    }
}

internal static class RegisterPackageEndpoint
{
    public static void MapRegisterPackage(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/packages", async (
            RegisterPackage command, HttpContext http, ContentInspection inspection, IDocumentSession session, TimeProvider clock, CancellationToken ct) =>
        {
            var id = http.RequestedId(command.Id);
            var attributes = command.Describe(await inspection.InspectAsync(command.ContentSha256, command.FileName, ct));
            await session.Decide<Package>(id, state => Package.Register(state, id, attributes, clock.GetUtcNow()), ct);
            var package = await session.LoadAsync<Package>(id, ct);
            return TypedResults.Created($"/packages/{id}", PackageView.Of(package!));
        }).Validate(new RegisterPackageValidator());
}
