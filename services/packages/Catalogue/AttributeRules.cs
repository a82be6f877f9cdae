using System.Text;
using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using FluentValidation;

namespace Distribution.Packages.Catalogue;

/// <summary>Form of the single attributes, the same at registration and at an edit.</summary>
internal static class AttributeRules
{
    /// <summary>The longest command line that Windows' own shell takes.</summary>
    public const int LongestCommand = 8191;

    /// <summary>Bytes of UTF-8 (domain 5.1).</summary>
    public const int LongestSoftwareName = 2048;

    private const int DeepestFolder = 8;
    private const int LongestFolderName = 64;

    public static IRuleBuilderOptions<T, string?> PackageName<T>(this IRuleBuilder<T, string?> rule) => rule.PlainText(256);

    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule, int longest) => rule
        .MaximumLength(longest).WithMessage((_, text) => $"must have at most {longest} characters; it has {text!.Length}")
        .Must(text => text is null || !text.Any(char.IsControl)).WithMessage("must not hold control characters");

    public static IRuleBuilderOptions<T, string?> LongText<T>(this IRuleBuilder<T, string?> rule, int longest) => rule
        .MaximumLength(longest).WithMessage((_, text) => $"must have at most {longest} characters; it has {text!.Length}")
        .Must(text => text is null || !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))).WithMessage("must not hold control characters other than line ends and tabs");

    public static IRuleBuilderOptions<T, string?> Utf8<T>(this IRuleBuilder<T, string?> rule, int mostBytes) => rule
        .Must(text => text is null || Encoding.UTF8.GetByteCount(text) <= mostBytes)
        .WithMessage((_, text) => $"must have at most {mostBytes} bytes of UTF-8; it has {Encoding.UTF8.GetByteCount(text!)}");

    public static IRuleBuilderOptions<T, string> FileName<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(name => string.IsNullOrEmpty(name) || (!name.AsSpan().ContainsAny('/', '\\') && PathRules.Refusal(name) is null))
        .WithMessage(_ => "must be a plain file name, without a path, that every system can hold");

    public static IRuleBuilderOptions<T, string?> Folder<T>(this IRuleBuilder<T, string?> rule) => rule
        .PlainText(1024)
        .Must(folder => string.IsNullOrEmpty(folder) || IsAbsolute(folder)).WithMessage("must be an absolute path: /folder, C:\\folder or %VARIABLE%\\folder")
        .Must(folder => folder is null || !folder.Split('/', '\\').Contains("..")).WithMessage("must not hold '..'");

    /// <summary>A folder of the catalogue: names parted by '/', none at either end.</summary>
    public static IRuleBuilderOptions<T, string?> CatalogueFolder<T>(this IRuleBuilder<T, string?> rule) => rule
        .PlainText(DeepestFolder * (LongestFolderName + 1))
        .Must(folder => string.IsNullOrEmpty(folder) || folder.Split('/').Length <= DeepestFolder)
        .WithMessage((_, folder) => $"must be at most {DeepestFolder} folders deep; '{folder}' is {folder!.Split('/').Length}")
        .Must(folder => string.IsNullOrEmpty(folder) || folder.Split('/').All(IsFolderName))
        .WithMessage((_, folder) => $"must be names of 1 to {LongestFolderName} characters parted by '/', without '\\' and without a blank at either end of a name; it is '{folder}'");

    /// <summary>A product or upgrade code, or nothing.</summary>
    public static IRuleBuilderOptions<T, string?> InstallerCode<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(code => string.IsNullOrEmpty(code) || Guid.TryParseExact(code, "B", out _))
        .WithMessage((_, code) => $"must be a code in braces like {{0A1B2C3D-0000-0000-0000-000000000000}}; it is '{code}'");

    /// <summary>Different words, each of a few that there are.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> OneOf<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule, params string[] words) => rule
        .AreOneOf(words)
        .Must(list => list is null || list.Distinct().Count() == list.Count).WithMessage("must not name one twice");

    /// <summary>Ids of other packages.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<Guid>?> Packages<T>(this IRuleBuilder<T, IReadOnlyList<Guid>?> rule, int most) => rule
        .Counts(0, most).WithMessage($"must name at most {most} packages; it names {{Count}}")
        .Must(list => list is null || !list.Contains(Guid.Empty)).WithMessage("must not hold an empty id")
        .Must(list => list is null || list.Distinct().Count() == list.Count).WithMessage("must not name one twice");

    private static bool IsFolderName(string name) =>
        name is { Length: > 0 and <= LongestFolderName } and not ("." or "..") && !name.Contains('\\') && name.Trim() == name;

    private static bool IsAbsolute(string folder) =>
        folder[0] is '/' or '%' || (folder.Length > 2 && char.IsAsciiLetter(folder[0]) && folder[1] == ':' && folder[2] is '\\' or '/');
}
