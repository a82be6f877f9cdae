using System.Collections.Concurrent;
using System.Text;

namespace Distribution.EventStore;

internal static class SnakeCase
{
    private static readonly ConcurrentDictionary<Type, string> _known = new();

    /// <summary>OrderPlaced -> order_placed; the namespace is ignored, as in Marten.</summary>
    public static string Of(Type type) => _known.GetOrAdd(type, static t => Of(t.Name));

    private static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord && name[i - 1] != '_')
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
