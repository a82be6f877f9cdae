using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Distribution.Cli.Documents;

/// <summary>Documents as text: YAML, of which JSON is a part. The same attributes are always written as the same bytes.</summary>
internal static partial class DocumentText
{
    /// <summary>Reads one document.</summary>
    /// <exception cref="DocumentException">It is not YAML, or not one document, or breaks a rule of the schema.</exception>
    public static JsonObject Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException broken)
        {
            throw new DocumentException($"document: line {broken.Start.Line}: {broken.Message}");
        }
        return stream.Documents.Count == 1
            ? DocumentSchema.Read(stream.Documents[0].RootNode)
            : throw new DocumentException($"document: a file describes one package, this one has {stream.Documents.Count} documents");
    }

    public static string Write(JsonObject document)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithIndentedSequences().WithMaxSimpleKeyLength(1024).WithNewLine("\n").WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, document);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(null, null, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (name, value) in map)
                {
                    emitter.Emit(Scalar(name));
                    Emit(emitter, value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(null, null, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                emitter.Emit(Scalar(value.GetValue<string>()));
                break;
            default:
                emitter.Emit(new Scalar(null, null, node?.ToJsonString() ?? "null", ScalarStyle.Plain, true, false));
                break;
        }
    }

    private static Scalar Scalar(string text)
    {
        var style = Plain().IsMatch(text) && !MeansMore().IsMatch(text) ? ScalarStyle.Plain
            : text.Contains('\n', StringComparison.Ordinal) && Lines().IsMatch(text) ? ScalarStyle.Literal
            : ScalarStyle.DoubleQuoted;
        return new Scalar(null, null, text, style, style == ScalarStyle.Plain, true);
    }

    // Only what no reader of YAML, of whatever version, takes for anything but this text.
    [GeneratedRegex(@"\A[A-Za-z./][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"\A(true|false|yes|no|on|off|null|y|n|\.inf|\.nan|[-+.]?[0-9].*|\.+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex MeansMore();

    // Lines of printable ASCII that begin and end with ink, the last one ended: all else is safer in quotes.
    [GeneratedRegex(@"\A([!-~]([ -~]*[!-~])?\n)+\z")]
    private static partial Regex Lines();
}
