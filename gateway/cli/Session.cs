using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Distribution.Cli;

/// <summary>One run of one command.</summary>
internal sealed record Session(ParseResult Given, Gateway Gateway, IAnsiConsole Out, IAnsiConsole Errors, TextWriter Raw, bool Json)
{
    public T? Value<T>(Option<T> option) => Given.GetValue(option);

    public T Value<T>(Argument<T> argument) => Given.GetRequiredValue(argument);

    /// <summary>The platform's own answer as JSON, or one sentence for a person.</summary>
    public int Answer(JsonElement answer, FormattableString sentence)
    {
        if (Json)
            Raw.WriteLine(answer.ValueKind == JsonValueKind.Undefined ? "{}" : answer.GetRawText());
        else
            Out.MarkupLineInterpolated(sentence);
        return ExitCode.Succeeded;
    }

    /// <summary>A list: as JSON one array, else a table of the named properties.</summary>
    public async Task<int> List(IAsyncEnumerable<JsonElement> items, params (string Header, Func<JsonElement, string> Text)[] columns)
    {
        var all = await items.ToListAsync();
        if (Json)
        {
            Raw.WriteLine(JsonSerializer.Serialize(all));
            return ExitCode.Succeeded;
        }
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var (header, _) in columns)
            table.AddColumn(new TableColumn(header).NoWrap());
        foreach (var item in all)
            table.AddRow(columns.Select(c => (Spectre.Console.Rendering.IRenderable)new Text(c.Text(item))).ToArray());
        Out.Write(table);
        return ExitCode.Succeeded;
    }
}
