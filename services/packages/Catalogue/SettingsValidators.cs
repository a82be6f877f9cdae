using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

internal sealed class ExitCodeValidator : AbstractValidator<ExitCodeTable>
{
    private const int MostCodes = 100;

    public ExitCodeValidator()
    {
        RuleFor(t => t.Success).Counts(0, MostCodes).WithMessage(TooLong);
        RuleFor(t => t.RestartNeeded).Counts(0, MostCodes).WithMessage(TooLong);
        RuleFor(t => t.Restarting).Counts(0, MostCodes).WithMessage(TooLong);
        RuleFor(t => t.RetryLater).Counts(0, MostCodes).WithMessage(TooLong);
        RuleFor(t => t).Must(t => Repeated(t) is null).OverridePropertyName("success")
            .WithMessage(t => $"must not share a code with another meaning, and none may stand twice; {Repeated(t)} does");
    }

    private static string TooLong => $"must hold at most {MostCodes} codes";

    private static int? Repeated(ExitCodeTable t) =>
        ((IReadOnlyList<int>[])[t.Success ?? [], t.RestartNeeded ?? [], t.Restarting ?? [], t.RetryLater ?? []])
            .SelectMany(codes => codes).GroupBy(code => code).FirstOrDefault(group => group.Count() > 1)?.Key;
}

internal sealed class ExternalProgramValidator : AbstractValidator<ExternalProgram>
{
    public ExternalProgramValidator()
    {
        RuleFor(p => p.Command).NotEmpty().PlainText(256);
        RuleFor(p => p.OnError).IsInEnum();
        RuleFor(p => p.OnTimeOut).IsInEnum();
        RuleFor(p => p.TimeLimitSeconds).InclusiveBetween(0, 86_400);
    }
}

internal sealed class BlockingProcessesValidator : AbstractValidator<BlockingProcesses>
{
    private const int MostNames = 20;

    public BlockingProcessesValidator()
    {
        RuleFor(b => b.Names).Counts(0, MostNames).WithMessage($"must hold at most {MostNames} names");
        RuleForEach(b => b.Names).NotEmpty().PlainText(256)
            .Must(name => name is null || !name.AsSpan().ContainsAny('/', '\\')).WithMessage((_, name) => $"must be a name of a process without a path; it is '{name}'");
        RuleFor(b => b.Then).IsInEnum();
        RuleFor(b => b.WaitMinutes).InclusiveBetween(1, 10_080);
    }
}

internal sealed class SystemConditionsValidator : AbstractValidator<SystemConditions>
{
    // Domain 1.7.
    private const long MostDisk = 32_767;
    private const long MostMemory = 1L << 24;

    public SystemConditionsValidator()
    {
        RuleFor(c => c.FreeDiskMegabytes).InclusiveBetween(0, MostDisk);
        RuleFor(c => c.FreeDiskDrive).PlainText(1024)
            .Must(drive => string.IsNullOrEmpty(drive) || drive[0] == '/' || IsDrive(drive)).WithMessage((_, drive) => $"must be a drive like C: or a mount point like /var; it is '{drive}'");
        RuleFor(c => c.FreeDiskDrive).Empty().When(c => c.FreeDiskMegabytes is null).WithMessage("must not stand without freeDiskMegabytes");
        RuleFor(c => c.MemoryMegabytes).InclusiveBetween(1, MostMemory);
        RuleFor(c => c.MemoryComparison).IsInEnum().NotEqual(Comparison.NotEqual).WithMessage("must be Equal, Less, LessOrEqual, Greater or GreaterOrEqual");
        RuleFor(c => c.MemoryComparison).Null().When(c => c.MemoryMegabytes is null).WithMessage("must not stand without memoryMegabytes");
        RuleFor(c => c.OperatingSystemVersion).PlainText(128);
        RuleFor(c => c.OperatingSystemComparison).IsInEnum();
        RuleFor(c => c.OperatingSystemComparison).Null().When(c => string.IsNullOrEmpty(c.OperatingSystemVersion)).WithMessage("must not stand without operatingSystemVersion");
    }

    private static bool IsDrive(string drive) => drive is [_, ':'] or [_, ':', '\\'] && char.IsAsciiLetter(drive[0]);
}
