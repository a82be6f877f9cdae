using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Distribution.ServiceDefaults;
using FluentValidation;
using FluentValidation.Validators;

namespace Distribution.Architecture.Tests.Api;

/// <summary>The limits of fields, read from the rules that the services themselves check by: they stand nowhere twice.</summary>
internal sealed class FieldLimits
{
    private readonly ILookup<Type, IValidator> _rules;

    public FieldLimits(IEnumerable<IValidator> rules)
    {
        Dictionary<(Type Of, Type Rules), IValidator> all = [];
        foreach (var validator in rules)
            Collect(validator, all);
        _rules = all.ToLookup(pair => pair.Key.Of, pair => pair.Value);
    }

    public void Apply(JsonObject document, Dictionary<string, Type> types)
    {
        foreach (var (id, type) in types)
        {
            if (document["components"]?["schemas"]?[id] is not JsonObject schema || schema["properties"] is not JsonObject properties)
                continue;
            // What a reader of JSON leaves out is its default; only rules ask for more.
            schema.Remove("required");
            if (!_rules.Contains(type))
                continue;
            // What is computed cannot be sent.
            foreach (var computed in type.GetProperties().Where(property => !property.CanWrite))
                properties.Remove(JsonNamingPolicy.CamelCase.ConvertName(computed.Name));
            foreach (var validator in _rules[type])
                Apply(validator, schema, properties);
        }
    }

    private static void Collect(IValidator validator, Dictionary<(Type, Type), IValidator> all)
    {
        var of = Of(validator);
        if (!all.TryAdd((of, validator.GetType()), validator))
            return;
        foreach (var inner in Rules(validator).Select(rule => InnerOf(rule.Validator)).OfType<IValidator>())
            Collect(inner, all);
    }

    private static Type Of(IValidator validator) => validator.GetType().GetInterfaces().First(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IValidator<>)).GetGenericArguments()[0];

    private static IEnumerable<(string Field, IPropertyValidator Validator, bool IsConditional, bool OfItems)> Rules(IValidator validator) =>
        from rule in (IEnumerable<IValidationRule>)validator.CreateDescriptor().Rules
        from component in rule.Components
        select (rule.PropertyName ?? "", component.Validator, rule.HasCondition || component.HasCondition || component.HasAsyncCondition, IsOfItems(rule));

    private static bool IsOfItems(IValidationRule rule) => rule.GetType().GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICollectionRule<,>));

    // What a rule hands on to: child, included and flat rules are all made by one of the three.
    private static IValidator? InnerOf(IPropertyValidator rule) => rule switch
    {
        IFlatRules flat => flat.Rules,
        IChildValidatorAdaptor => Child(rule),
        _ => null,
    };

    // The adaptor keeps the child to itself; its type is told, and rules of this house need nothing to be made.
    private static IValidator? Child(IPropertyValidator adaptor) =>
        adaptor.GetType().GetFields(System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance).Select(field => field.GetValue(adaptor)).OfType<IValidator>().FirstOrDefault()
        ?? (IValidator)Activator.CreateInstance(((IChildValidatorAdaptor)adaptor).ValidatorType, nonPublic: true)!;

    private static void Apply(IValidator validator, JsonObject schema, JsonObject properties)
    {
        foreach (var (field, rule, isConditional, ofItems) in Rules(validator))
        {
            if (field.Length == 0 && InnerOf(rule) is { } same)
                Apply(same, schema, properties);
            if (field.Length == 0 || properties[JsonNamingPolicy.CamelCase.ConvertName(field)] is not JsonObject property)
                continue;
            if (!isConditional && !ofItems && rule is INotNullValidator or INotEmptyValidator)
                Require(schema, JsonNamingPolicy.CamelCase.ConvertName(field));
            var target = ofItems ? property["items"]!.AsObject() : property;
            if (!isConditional || rule is ILengthValidator or ICountLimit)
                Limit(target, rule);
        }
    }

    private static void Require(JsonObject schema, string field)
    {
        var required = schema["required"]?.AsArray() ?? [];
        if (required.Any(name => (string)name! == field))
            return;
        required.Add(field);
        schema["required"] = required.Parent is null ? required : required.DeepClone();
    }

    private static void Limit(JsonObject schema, IPropertyValidator rule)
    {
        switch (rule)
        {
            case ILengthValidator length:
                Set(schema, "minLength", length.Min);
                if (length.Max >= 0)
                    schema["maxLength"] = length.Max;
                break;
            case ICountLimit count:
                var isMap = schema["additionalProperties"] is not null;
                Set(schema, isMap ? "minProperties" : "minItems", count.Least);
                schema[isMap ? "maxProperties" : "maxItems"] = count.Most;
                break;
            case INotEmptyValidator when IsText(schema):
                schema["minLength"] = 1;
                break;
            case INotEmptyValidator when schema["items"] is not null:
                schema["minItems"] = 1;
                break;
            case IRegularExpressionValidator pattern:
                schema["pattern"] = pattern.Expression.Replace("\\A", "^", StringComparison.Ordinal).Replace("\\z", "$", StringComparison.Ordinal);
                break;
            case IBetweenValidator between:
                (schema["minimum"], schema["maximum"]) = (Number(between.From), Number(between.To));
                break;
            case IComparisonValidator { ValueToCompare: IConvertible and not string and not Enum } comparison:
                schema[comparison.Comparison switch
                {
                    Comparison.GreaterThan => "exclusiveMinimum",
                    Comparison.GreaterThanOrEqual => "minimum",
                    Comparison.LessThan => "exclusiveMaximum",
                    Comparison.LessThanOrEqual => "maximum",
                    _ => "const",
                }] = Number(comparison.ValueToCompare);
                break;
            case IWordChoice choice:
                var words = new JsonArray([.. choice.Words.Select(word => (JsonNode)word)]);
                if (schema["items"] is JsonObject items)
                    items["enum"] = words;
                else
                {
                    if (schema["type"] is JsonArray)
                        words.Add(null);
                    schema["enum"] = words;
                }

                break;
        }
    }

    private static bool IsText(JsonObject schema) => (schema["format"], schema["type"]) switch
    {
        (not null, _) => false,
        (_, JsonArray types) => types.Any(type => (string)type! == "string"),
        (_, JsonValue type) => (string)type! == "string",
        _ => false,
    };

    private static void Set(JsonObject schema, string word, int least)
    {
        if (least > 0)
            schema[word] = least;
    }

    private static JsonNode Number(object value) => JsonNode.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!)!;
}
