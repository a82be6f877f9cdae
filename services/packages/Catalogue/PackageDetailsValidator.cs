using System.Text.RegularExpressions;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

/// <summary>Ranges and form of the attributes that a package may do without; empty ones take an attribute away and so are right.</summary>
internal sealed partial class PackageDetailsValidator : AbstractValidator<PackageDetails>
{
    private const int MostLinks = 100;
    private const int MostVariables = 100;

    // What Windows takes for a process's whole environment.
    private const int LongestEnvironment = 32_767;

    public PackageDetailsValidator()
    {
        RuleFor(d => d.Publisher).PlainText(256);
        RuleFor(d => d.Description).LongText(4_000);
        RuleFor(d => d.Notes).LongText(10_000);
        RuleFor(d => d.Folder).CatalogueFolder();
        RuleFor(d => d.OperatingSystems).OneOf("windows", "linux", "macos");
        RuleFor(d => d.Architectures).OneOf("x64", "x86", "arm64");
        RuleFor(d => d.InnerPath)
            .Must(path => string.IsNullOrEmpty(path) || PathRules.Refusal(path) is null)
            .WithMessage((_, path) => $"must be a path within the zip: '{path}' {PathRules.Refusal(path!)}")
            .Must(path => path is null || !path.AsSpan().ContainsAny('{', '}')).WithMessage("must not hold braces, which a command would take for a named value");
        RuleFor(d => d.ProductCode).InstallerCode();
        RuleFor(d => d.UpgradeCode).InstallerCode();
        RuleFor(d => d.ExitCodes).SetValidator(new ExitCodeValidator()!);
        RuleFor(d => d.WorkingDirectory).Folder();
        RuleFor(d => d.Environment)
            .Counts(0, MostVariables).WithMessage($"must have at most {MostVariables} variables; it has {{Count}}")
            .Must(all => all is null || all.Keys.All(VariableName().IsMatch)).WithMessage((_, all) => $"must have names of letters, digits and '_', at most 128 of them and no digit first; '{all!.Keys.First(name => !VariableName().IsMatch(name))}' is none")
            .Must(all => all is null || all.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == all.Count).WithMessage("must not name a variable twice; upper and lower case count as one")
            .Must(all => all is null || all.Values.All(value => value is not null && !value.Contains('\0'))).WithMessage("must have texts for values, without the character 0")
            .Must(all => all is null || Length(all) <= LongestEnvironment).WithMessage((_, all) => $"must have at most {LongestEnvironment} characters together; it has {Length(all!)}");
        RuleFor(d => d.Restart).IsInEnum();
        RuleFor(d => d.RunAs).IsInEnum();
        RuleFor(d => d.ExternalPrograms!.Before).SetValidator(new ExternalProgramValidator()!).When(d => d.ExternalPrograms is not null);
        RuleFor(d => d.ExternalPrograms!.After).SetValidator(new ExternalProgramValidator()!).When(d => d.ExternalPrograms is not null);
        RuleFor(d => d.ExternalPrograms!.OnError).SetValidator(new ExternalProgramValidator()!).When(d => d.ExternalPrograms is not null);
        RuleFor(d => d.SystemConditions).SetValidator(new SystemConditionsValidator()!);
        RuleFor(d => d.SoftwareConditions).SetValidator(new SoftwareConditionsValidator()!);
        RuleFor(d => d.PackageConditions).SetValidator(new PackageConditionsValidator()!);
        RuleFor(d => d.BlockingProcesses).SetValidator(new BlockingProcessesValidator()!);
        RuleFor(d => d.DependsOn).Packages(MostLinks);
        RuleFor(d => d.Supersedes).Packages(MostLinks);
        RuleFor(d => d.IconSha256).Must(sha256 => string.IsNullOrEmpty(sha256) || ContentStore.IsAddress(sha256)).WithMessage("must be 64 lower-case hexadecimal digits");
    }

    private static int Length(IReadOnlyDictionary<string, string> environment) => environment.Sum(variable => variable.Key.Length + (variable.Value?.Length ?? 0) + 2);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]{0,127}\z")]
    private static partial Regex VariableName();
}
