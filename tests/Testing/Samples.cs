using System.Collections;

namespace Distribution.Testing;

/// <summary>A right instance of a message, made of its type: what a mutation begins with.</summary>
public static class Samples
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Every property is given; a list has one item.</summary>
    public static object Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value);
        if (type == typeof(string))
            return "text";
        if (type == typeof(Guid))
            return new Guid("0198a000-0000-7000-8000-000000000001");
        if (type == typeof(DateTimeOffset))
            return Noon;
        if (type == typeof(DateTime))
            return Noon.DateTime;
        if (type == typeof(TimeOnly))
            return new TimeOnly(22, 0);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0)!;
        if (type.IsPrimitive || type == typeof(decimal))
            return Convert.ChangeType(1, type, null);
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
            return ListOf(type.GetGenericArguments());
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length) ?? throw new NotSupportedException($"{type} has no constructor.");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
    }

    private static object ListOf(Type[] arguments)
    {
        if (arguments.Length == 2)
        {
            var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
            map.Add(Of(arguments[0]), Of(arguments[1]));
            return map;
        }

        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
        list.Add(Of(arguments[0]));
        return list;
    }
}
