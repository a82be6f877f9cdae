using System.Data;
using System.Text;
using System.Text.Json;
using Distribution.Contracts.Rules;
using Distribution.Contracts.TaskScheduling.V1;
using Distribution.Reporting.Tables;
using Distribution.ServiceDefaults;
using Npgsql;
using NpgsqlTypes;

namespace Distribution.Reporting.Export;

/// <summary>
/// Lists as streams, as CSV, as one JSON array or as JSON lines. A row goes to the caller as it comes from the database, which waits
/// while the caller does: the millionth row needs no more memory than the first.
/// </summary>
internal static class ExportLists
{
    private const int FlushAt = 64 * 1024;

    public static void MapExportLists(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/reports/exports/{list}", async (
            string list, string? format, Guid? id, string? state, NpgsqlDataSource database, PresentCaller caller, HttpContext http, CancellationToken ct) =>
        {
            var export = Exports.All.FirstOrDefault(e => e.Name == list)
                ?? throw Validation.Broken("list", $"'{list}' is none of {string.Join(", ", Exports.All.Select(e => e.Name))}.");
            // The whole list, so for whoever has its permission over all computers.
            if (export.Permission is { } permission
                && (caller.Value?.For(role => Roles.Grant(role, permission)) is not { Groups: null } own || !own.Roles.Any(role => Roles.Grant(role, permission))))
                throw new ForbiddenException($"The list {list} asks for the permission '{permission}' over all computers.");
            if (export.Of is { } noun && id is null)
                throw Validation.Broken("id", $"The list {list} needs the id of a {noun}.");
            var form = (format ?? "csv") switch
            {
                "csv" => ("text/csv; charset=utf-8", (Func<NpgsqlDataReader, Stream, CancellationToken, Task>)WriteCsvAsync),
                "json" => ("application/json", WriteArrayAsync),
                "ndjson" => ("application/x-ndjson", WriteLinesAsync),
                var other => throw Validation.Broken("format", $"'{other}' is none of csv, json, ndjson."),
            };
            await using var command = database.CreateCommand(export.Sql);
            command.CommandTimeout = 0;                 // it lasts as long as the caller takes
            command.Parameters.Add(new NpgsqlParameter("id", NpgsqlDbType.Uuid) { Value = (object?)id ?? DBNull.Value });
            command.Parameters.Add(new NpgsqlParameter("state", NpgsqlDbType.Text) { Value = (object?)Choice.Of<ExecutionState>("state", state) ?? DBNull.Value });
            await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
            http.Response.ContentType = form.Item1;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{list}.{format ?? "csv"}\"";
            await form.Item2(rows, http.Response.Body, ct);
        }).Answers("text/csv", "application/json", "application/x-ndjson").WithName("ExportList").WithSummary("A whole list as a stream of CSV, JSON or JSON lines.");

    private static async Task WriteCsvAsync(NpgsqlDataReader rows, Stream body, CancellationToken ct)
    {
        // The mark at the beginning tells spreadsheets that it is UTF-8.
        await using var text = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), FlushAt, leaveOpen: true) { NewLine = "\r\n" };
        await text.WriteLineAsync(string.Join(',', Names(rows)));
        while (await rows.ReadAsync(ct))
        {
            for (var column = 0; column < rows.FieldCount; column++)
            {
                if (column > 0)
                    await text.WriteAsync(',');
                await text.WriteAsync(Csv.Field(rows.GetValue(column)));
            }

            await text.WriteLineAsync();
        }
    }

    private static async Task WriteArrayAsync(NpgsqlDataReader rows, Stream body, CancellationToken ct)
    {
        var names = Names(rows).Select(name => JsonEncodedText.Encode(name)).ToArray();
        await using var json = new Utf8JsonWriter(body);
        json.WriteStartArray();
        while (await rows.ReadAsync(ct))
        {
            WriteRow(json, names, rows);
            if (json.BytesPending > FlushAt)
                await json.FlushAsync(ct);
        }

        json.WriteEndArray();
    }

    private static async Task WriteLinesAsync(NpgsqlDataReader rows, Stream body, CancellationToken ct)
    {
        var names = Names(rows).Select(name => JsonEncodedText.Encode(name)).ToArray();
        using var buffer = new MemoryStream();
        await using var json = new Utf8JsonWriter(buffer);
        while (await rows.ReadAsync(ct))
        {
            WriteRow(json, names, rows);
            await json.FlushAsync(ct);
            json.Reset();
            buffer.WriteByte((byte)'\n');
            if (buffer.Length > FlushAt)
                await EmptyAsync(buffer, body, ct);
        }

        await EmptyAsync(buffer, body, ct);
    }

    private static async Task EmptyAsync(MemoryStream buffer, Stream body, CancellationToken ct)
    {
        await body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), ct);
        buffer.SetLength(0);
    }

    private static void WriteRow(Utf8JsonWriter json, JsonEncodedText[] names, NpgsqlDataReader row)
    {
        json.WriteStartObject();
        for (var column = 0; column < names.Length; column++)
        {
            json.WritePropertyName(names[column]);
            switch (row.GetValue(column))
            {
                case DBNull: json.WriteNullValue(); break;
                case string text: json.WriteStringValue(text); break;
                case bool claim: json.WriteBooleanValue(claim); break;
                case int number: json.WriteNumberValue(number); break;
                case long number: json.WriteNumberValue(number); break;
                case DateTime at: json.WriteStringValue(at.ToUniversalTime()); break;
                case Guid id: json.WriteStringValue(id); break;
                case var other: json.WriteStringValue(other.ToString()); break;
            }
        }

        json.WriteEndObject();
    }

    private static IEnumerable<string> Names(NpgsqlDataReader rows) =>
        Enumerable.Range(0, rows.FieldCount).Select(column => JsonNamingPolicy.CamelCase.ConvertName(
            string.Concat(rows.GetName(column).Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]))));
}
