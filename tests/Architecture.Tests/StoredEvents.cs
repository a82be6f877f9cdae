using System.Reflection;

namespace Distribution.Architecture.Tests;

/// <summary>The types that a service folds or tells: what its methods Evolve and ToOutgoing test an event for.</summary>
internal static class StoredEvents
{
    private const byte IsInstance = 0x75;

    public static IEnumerable<Type> Of(Assembly service) => service.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.Name is "Evolve" or "ToOutgoing" || method.Name.StartsWith("<Evolve>", StringComparison.Ordinal))
        .SelectMany(Tested)
        .Where(type => type.Assembly == service && type.GetMethod("<Clone>$") is not null)
        .Distinct()
        .OrderBy(type => type.FullName, StringComparer.Ordinal);

    private static IEnumerable<Type> Tested(MethodInfo method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] == IsInstance && Resolve(method.Module, BitConverter.ToInt32(code, i + 1)) is { } type)
                yield return type;
        }
    }

    // The byte may be part of another instruction: then what follows names no type of this module.
    private static Type? Resolve(Module module, int token)
    {
        try
        {
            return (token >> 24) is 0x01 or 0x02 ? module.ResolveType(token) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
