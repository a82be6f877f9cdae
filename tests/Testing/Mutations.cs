using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribution.Testing;

/// <summary>Makes of what is right something that is not: the same for the same seed.</summary>
public sealed class Mutations(Random random)
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\ud800", "\u202egnp.exe", "../../../../etc/passwd", "..\\..\\windows\\system32\\config\\sam", "/etc/shadow", "C:\\boot.ini", "file:///etc/passwd",
        "%2e%2e%2f%2e%2e%2f", "....//....//", "con", "nul.txt", "x.zip/../../y", "'; drop table mt_events; --", "%' or 1=1 --", "${jndi:ldap://127.0.0.1/x}", "<script>alert(1)</script>",
        "{{7*7}}", "%s%n%x", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "10000-01-01T00:00:00Z", "-infinity", "2026-02-30T00:00:00Z", "2026-03-29T02:30:00", "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff", "NaN", "1e400", "99999999999999999999", "-1", "true", "null", "[]", "Europe/Atlantis", "* * * * * ?", "10.0.0.0/99", "::/0", "KB0", "WyJ4Il0", "*********************",
        "((((((((((((((((", "name = \"", "😀😀😀", "é̀́̂̃̄",
    ];

    private static readonly string[] Bodies =
    [
        "", " ", "null", "0", "\"\"", "[]", "{", "{}", "{\"\":null}", "[[[[[[[[[[[[[[[[]", "{\"id\":}", "\ufeff{}", "nul", "{\"a\":1}{\"b\":2}", "// comment\n{}", "{'name':'x'}", "{\"name\":\"x\",}",
    ];

    /// <summary>A text that somebody may send who means ill, or knows no better.</summary>
    public string Text() => random.Next(8) switch
    {
        0 => new string((char)random.Next(0x21, 0x2fff), random.Next(1, 3_000)),
        1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>A document after an example: mostly JSON in which up to three things are wrong, sometimes no JSON, sometimes with damaged bytes.</summary>
    public byte[] Document(JsonNode example)
    {
        ArgumentNullException.ThrowIfNull(example);
        var bytes = Encoding.UTF8.GetBytes(random.Next(8) > 0 ? Json(example) : Bodies[random.Next(Bodies.Length)]);
        if (random.Next(10) == 0)
            Damage(ref bytes);
        return bytes;
    }

    /// <summary>A text as UTF-8 can hold it.</summary>
    public static string Sound(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    // A lone surrogate is no text that the serialiser writes, so what is hostile enters after it has written.
    private string Json(JsonNode example)
    {
        var copy = example.DeepClone();
        List<string> raw = [];
        for (var n = random.Next(1, 4); n > 0; n--)
            copy = Mutated(copy, raw);
        var text = copy.ToJsonString();
        for (var n = 0; n < raw.Count; n++)
            text = text.Replace($"\"@@{n.ToString(CultureInfo.InvariantCulture)}@@\"", raw[n], StringComparison.Ordinal);
        return text;
    }

    private JsonNode Mutated(JsonNode node, List<string> raw)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map when random.Next(6) > 0:
                var name = map.ElementAt(random.Next(map.Count)).Key;
                switch (random.Next(5))
                {
                    case 0: map.Remove(name); break;
                    case 1: map[Sound(Text())] = 1; break;
                    default: map[name] = map[name] is JsonObject or JsonArray && random.Next(2) == 0 ? Mutated(map[name]!, raw).DeepClone() : Value(raw); break;
                }

                return map;
            case JsonArray { Count: > 0 } list when random.Next(6) > 0:
                var place = random.Next(list.Count);
                switch (random.Next(4))
                {
                    case 0: list.RemoveAt(place); break;
                    case 1: list.Add(list[place]?.DeepClone()); break;
                    default: list[place] = list[place] is JsonObject or JsonArray && random.Next(2) == 0 ? Mutated(list[place]!, raw).DeepClone() : Value(raw); break;
                }

                return list;
            default:
                return Value(raw);
        }
    }

    private JsonValue Value(List<string> raw)
    {
        raw.Add(random.Next(12) switch
        {
            0 => "null",
            1 => "true",
            2 => "-1",
            3 => "9223372036854775808",
            4 => "1e308",
            5 => "0.5",
            6 => "[]",
            7 => "{}",
            8 => $"[{string.Join(',', Enumerable.Repeat("null", random.Next(1, 2_000)))}]",
            9 => $"{new string('[', 70)}{new string(']', 70)}",
            10 => "\"\\ud800\"",
            _ => $"\"{JsonEncodedText.Encode(Sound(Text()))}\"",
        });
        return JsonValue.Create($"@@{(raw.Count - 1).ToString(CultureInfo.InvariantCulture)}@@");
    }

    private void Damage(ref byte[] bytes)
    {
        if (bytes.Length == 0)
            return;
        if (random.Next(2) == 0)
            bytes = bytes[..random.Next(bytes.Length)];
        else
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
    }
}
