using FluentValidation;
using Distribution.Packages.Content;

namespace Distribution.Packages.Catalogue;

/// <summary>Form of the single attributes, the same at registration and at an edit.</summary>
internal static class AttributeRules
{
    /// <summary>The longest command line that Windows' own shell takes.</summary>
    public const int LongestCommand = 8191;

    public static IRuleBuilderOptions<T, string?> PackageName<T>(this IRuleBuilder<T, string?> rule) => rule.PlainText(256);

    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule, int longest) => rule
        .Must(text => text is null || text.Length <= longest).WithMessage($"must have at most {longest} characters")
        .Must(text => text is null || !text.Any(char.IsControl)).WithMessage("must not hold control characters");

    public static IRuleBuilderOptions<T, string> FileName<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(name => string.IsNullOrEmpty(name) || (!name.AsSpan().ContainsAny('/', '\\') && PathRules.Refusal(name) is null))
        .WithMessage(_ => "must be a plain file name, without a path, that every system can hold");

    public static IRuleBuilderOptions<T, string?> Folder<T>(this IRuleBuilder<T, string?> rule) => rule
        .PlainText(1024)
        .Must(folder => string.IsNullOrEmpty(folder) || IsAbsolute(folder)).WithMessage("must be an absolute path: /folder, C:\\folder or %VARIABLE%\\folder")
        .Must(folder => folder is null || !folder.Split('/', '\\').Contains("..")).WithMessage("must not hold '..'");

    private static bool IsAbsolute(string folder) =>
        folder[0] is '/' or '%' || (folder.Length > 2 && char.IsAsciiLetter(folder[0]) && folder[1] == ':' && folder[2] is '\\' or '/');
}
