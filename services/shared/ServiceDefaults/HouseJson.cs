using System.Text.Json;
using System.Text.Json.Serialization;

namespace Distribution.ServiceDefaults;

/// <summary>JSON as every body and message has it: camelCase, enums by their names as declared.</summary>
public static class HouseJson
{
    /// <summary>For what is written and read outside ASP.NET Core and MassTransit.</summary>
    public static JsonSerializerOptions Options { get; } = Made();

    /// <summary>Makes other options alike.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        // A null where none may be is the sender's error, told with the field's name, and not a crash further in.
        options.RespectNullableAnnotations = true;
        options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Made()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
