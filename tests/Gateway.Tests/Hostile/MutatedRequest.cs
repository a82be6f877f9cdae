using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Distribution.Gateway.Tests.Hostile;

/// <summary>One request after the API's document in which something is wrong, the same for the same seed.</summary>
internal sealed class MutatedRequest(Random random, string path, string method, JsonObject operation)
{
    private readonly Mutations _mutations = new(random);

    public HttpRequestMessage Make()
    {
        var address = new StringBuilder("/api");
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            address.Append('/').Append(part[0] == '{' ? Segment(part.Trim('{', '}')) : part);
        var separator = '?';
        foreach (var parameter in (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string)parameter!["in"]! == "query" && random.Next(3) > 0))
        {
            address.Append(separator).Append((string)parameter!["name"]!).Append('=').Append(Escaped(random.Next(4) == 0 ? "5" : _mutations.Text()));
            separator = '&';
        }

        var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), new Uri(address.ToString(), UriKind.Relative));
        foreach (var parameter in (operation["parameters"]?.AsArray() ?? []).Where(parameter => (string)parameter!["in"]! == "header"))
        {
            var name = (string)parameter!["name"]!;
            var value = random.Next(3) switch { 0 => Usual(name), 1 => Ascii(_mutations.Text()), _ => null };
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        if (operation["requestBody"]?["content"]?.AsObject().First() is { } body)
            request.Content = Body(body.Key, body.Value!["example"]);
        return request;
    }

    private ByteArrayContent Body(string type, JsonNode? example)
    {
        var bytes = type == "application/json" ? _mutations.Document(example!) : Encoding.UTF8.GetBytes(random.Next(2) == 0 ? _mutations.Text() : example?.ToString() ?? "");
        var content = new ByteArrayContent(bytes);
        var sent = random.Next(15) switch { 0 => "text/plain", 1 => "application/xml", 2 => null, _ => type };
        content.Headers.ContentType = sent is null ? null : new MediaTypeHeaderValue(sent);
        return content;
    }

    private string Segment(string name) => random.Next(4) switch
    {
        0 => Escaped(_mutations.Text()),
        1 when name == "sha256" => new string('a', 64),
        1 when name == "list" => "computers",
        _ => new Guid(random.Next(3), 0, 0, new byte[8]).ToString(),
    };

    private static string Usual(string header) => header switch { "Tus-Resumable" => "1.0.0", "Upload-Length" or "Upload-Offset" => "0", _ => "1" };

    private static string Escaped(string text) => Uri.EscapeDataString(Mutations.Sound(text));

    private static string Ascii(string text) => string.Concat(text.Where(c => c is >= ' ' and < (char)127));
}
