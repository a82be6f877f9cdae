using System.Collections;
using FluentValidation;
using FluentValidation.Results;
using FluentValidation.Validators;

namespace Distribution.ServiceDefaults;

/// <summary>Rules whose limits can be read, so that the API's document says the same as the rules do.</summary>
public static class Limits
{
    /// <summary>A list, or a dictionary, has so many items; none given is another rule's matter.</summary>
    public static IRuleBuilderOptions<T, TItems> Counts<T, TItems>(this IRuleBuilder<T, TItems> rule, int least, int most)
        where TItems : IEnumerable? => rule.SetValidator(new CountLimit<T, TItems>(least, most));

    /// <summary>A text is one of a few words, exactly; none given is another rule's matter.</summary>
    public static IRuleBuilderOptions<T, string?> IsOneOf<T>(this IRuleBuilder<T, string?> rule, params string[] words) => rule.SetValidator(new WordChoice<T, string?>(words, text => text is null ? [] : [text]));

    /// <summary>A list holds only a few words, exactly.</summary>
    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> AreOneOf<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule, params string[] words) => rule.SetValidator(new WordChoice<T, IReadOnlyList<string>?>(words, list => list ?? []));

    /// <summary>The command read as something else whose fields lie flat in it keeps the rules of that; what breaks one is named as a field of the command.</summary>
    public static void KeepsFlat<T, TOther>(this AbstractValidator<T> validator, Func<T, TOther> read, IValidator<TOther> rules) =>
        validator.RuleFor(command => command).SetValidator(new FlatRules<T, TOther>(read, rules));
}

/// <summary>How many items a list may have.</summary>
public interface ICountLimit
{
    int Least { get; }

    int Most { get; }
}

/// <summary>The words that a text, or each text of a list, is one of.</summary>
public interface IWordChoice
{
    IReadOnlyList<string> Words { get; }
}

/// <summary>The rules of fields that lie flat in a command.</summary>
public interface IFlatRules
{
    IValidator Rules { get; }
}

internal sealed class CountLimit<T, TItems>(int least, int most) : PropertyValidator<T, TItems>, ICountLimit
    where TItems : IEnumerable?
{
    public int Least => least;

    public int Most => most;

    public override string Name => "CountLimit";

    public override bool IsValid(ValidationContext<T> context, TItems value)
    {
        var count = value switch { null => -1, ICollection items => items.Count, _ => value.Cast<object?>().Take(most + 1).Count() };
        context.MessageFormatter.AppendArgument("Count", count);
        return count < 0 || (count >= least && count <= most);
    }

    protected override string GetDefaultMessageTemplate(string errorCode) =>
        least > 0 ? $"must hold {least} to {most}; there are {{Count}}" : $"must hold at most {most}; there are {{Count}}";
}

internal sealed class WordChoice<T, TValue>(IReadOnlyList<string> words, Func<TValue, IReadOnlyList<string>> texts) : PropertyValidator<T, TValue>, IWordChoice
{
    public IReadOnlyList<string> Words => words;

    public override string Name => "WordChoice";

    public override bool IsValid(ValidationContext<T> context, TValue value)
    {
        var others = texts(value).Where(text => !words.Contains(text)).Take(1).ToList();
        foreach (var other in others)
            context.MessageFormatter.AppendArgument("Other", other);
        return others.Count == 0;
    }

    protected override string GetDefaultMessageTemplate(string errorCode) => $"must be of {string.Join(", ", words)}; '{{Other}}' is none of them";
}

internal sealed class FlatRules<T, TOther>(Func<T, TOther> read, IValidator<TOther> rules) : PropertyValidator<T, T>, IFlatRules
{
    public IValidator Rules => rules;

    public override string Name => "FlatRules";

    public override bool IsValid(ValidationContext<T> context, T value)
    {
        foreach (var broken in rules.Validate(read(value)).Errors)
            context.AddFailure(new ValidationFailure(broken.PropertyName, broken.ErrorMessage));
        return true;
    }
}
