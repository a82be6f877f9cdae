using System.Reflection;

namespace Distribution.Architecture.Tests;

/// <summary>Types as one readable line each.</summary>
internal static class Surface
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>A record with its parameters, or an enum with its values.</summary>
    public static string Data(Type type) => type.IsEnum
        ? $"{type.FullName} {{ {string.Join(", ", Enum.GetNames(type))} }}"
        : $"{type.FullName}({string.Join(", ", Parameters(type).Select(p => $"{Name(p.ParameterType)}{Mark(p)} {p.Name}"))})";

    /// <summary>A type's public members, one line each.</summary>
    public static IEnumerable<string> Members(Type type)
    {
        yield return $"{(type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : "class")} {Name(type)}";
        foreach (var member in Lines(type).Distinct().Order(StringComparer.Ordinal))
            yield return $"    {member}";
    }

    private static IEnumerable<string> Lines(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type);
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetConstructors().Select(c => $"new({Arguments(c)})")
            .Concat(type.GetProperties(declared).Select(p => $"{Name(p.PropertyType)} {p.Name}{(p.SetMethod?.IsPublic == true ? " { get; set; }" : "")}"))
            .Concat(type.GetMethods(declared).Where(m => !m.IsSpecialName && !m.Name.Contains('<')).Select(m => $"{Name(m.ReturnType)} {m.Name}{Generic(m)}({Arguments(m)})"));
    }

    // A record also has a constructor that copies; the positional one has the most parameters.
    private static ParameterInfo[] Parameters(Type type) =>
        type.GetConstructors().Select(c => c.GetParameters()).OrderByDescending(p => p.Length).FirstOrDefault() ?? [];

    private static string Arguments(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}"));

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Mark(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && Nullability.Create(parameter).WriteState == NullabilityState.Nullable ? "?" : "";

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.Name;
    }
}
