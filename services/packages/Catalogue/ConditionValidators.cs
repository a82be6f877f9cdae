using System.Text.RegularExpressions;
using Distribution.Contracts.Rules;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

/// <summary>Domain, sections 5.1 and 5.6.</summary>
internal sealed class SoftwareConditionsValidator : AbstractValidator<SoftwareConditions>
{
    public SoftwareConditionsValidator()
    {
        RuleFor(c => c.JudgedBy).IsInEnum();
        RuleFor(c => c.Conditions).Conditions();
        RuleForEach(c => c.Conditions).NotNull().SetValidator(new SoftwareConditionValidator()).When(c => c.Conditions is { Count: <= ConditionRules.Most });
    }
}

internal sealed partial class SoftwareConditionValidator : AbstractValidator<SoftwareCondition>
{
    public SoftwareConditionValidator()
    {
        RuleFor(c => c.Name).NotEmpty().Utf8(SoftwareJudgement.LongestName)
            .Must(name => string.IsNullOrEmpty(name) || !LooksLikeDocument().IsMatch(name) || DocumentNumber.Read(name) is not null)
            .WithMessage((_, name) => $"must be a document number like KB2536276 or KB2536276-v2, or a software's name; '{name}' is neither");
        RuleFor(c => c.Comparison).Comparing(c => c.Installed, c => c.Version);
        RuleFor(c => c.Version).Compared(c => c.Installed, c => c.Comparison)
            .Must((c, version) => string.IsNullOrEmpty(version) || c.Name is null || DocumentNumber.Read(c.Name) is null || DocumentNumber.VersionOf(version) is not null)
            .WithMessage((_, version) => $"must be a document's version, a whole number from 1; it is '{version}'");
    }

    // A product may be called 'KB4Free'; 'kb 2536276' and 'KB2536276v2' are numbers that no computer would find.
    [GeneratedRegex(@"\A\s*KB[\s_-]*[0-9]+[\s_-]*v?[\s_-]*[0-9]*\s*\z", RegexOptions.IgnoreCase)]
    private static partial Regex LooksLikeDocument();
}

/// <summary>Domain 1.7.</summary>
internal sealed class PackageConditionsValidator : AbstractValidator<PackageConditions>
{
    public PackageConditionsValidator()
    {
        RuleFor(c => c.JudgedBy).IsInEnum();
        RuleFor(c => c.Conditions).Conditions();
        RuleForEach(c => c.Conditions).NotNull().SetValidator(new PackageConditionValidator()).When(c => c.Conditions is { Count: <= ConditionRules.Most });
    }
}

internal sealed class PackageConditionValidator : AbstractValidator<PackageCondition>
{
    public PackageConditionValidator()
    {
        RuleFor(c => c.PackageId).NotEmpty();
        RuleFor(c => c.Comparison).Comparing(c => c.Installed, c => c.Version);
        RuleFor(c => c.Version).Compared(c => c.Installed, c => c.Comparison);
    }
}

/// <summary>What both sorts of conditions have in common.</summary>
internal static class ConditionRules
{
    /// <summary>Conditions of one sort that a package may have.</summary>
    public const int Most = SoftwareJudgement.MostConditions;

    public static IRuleBuilderOptions<T, IReadOnlyList<TCondition>?> Conditions<T, TCondition>(this IRuleBuilder<T, IReadOnlyList<TCondition>?> rule) => rule
        .Counts(0, Most).WithMessage($"must be at most {Most}; there are {{Count}}");

    public static IRuleBuilderOptions<T, Comparison?> Comparing<T>(this IRuleBuilder<T, Comparison?> rule, Func<T, bool> installed, Func<T, string?> version) => rule
        .IsInEnum()
        .Must((c, comparison) => comparison is null || installed(c)).WithMessage("must not stand where the software shall not be installed")
        .Must((c, comparison) => comparison is null || !string.IsNullOrEmpty(version(c))).WithMessage("must not stand without a version to compare with");

    public static IRuleBuilderOptions<T, string?> Compared<T>(this IRuleBuilder<T, string?> rule, Func<T, bool> installed, Func<T, Comparison?> comparison) => rule
        .PlainText(128)
        .Must((c, version) => string.IsNullOrEmpty(version) || installed(c)).WithMessage("must not stand where the software shall not be installed")
        .Must((c, version) => string.IsNullOrEmpty(version) || comparison(c) is not null).WithMessage("must not stand without a comparison");
}
