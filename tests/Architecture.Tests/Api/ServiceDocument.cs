using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.OpenApi;

namespace Distribution.Architecture.Tests.Api;

/// <summary>One service's endpoints as an OpenAPI document. It is made beside the service, which so carries nothing of it at run time.</summary>
internal sealed class ServiceDocument(string service, WebApplication built)
{
    private readonly Dictionary<string, Type> _types = [];
    private readonly RouteEndpoint[] _endpoints =
        [.. ((IEndpointRouteBuilder)built).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Where(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>() is not null)];

    /// <summary>The endpoints' document, with the limits that the rules know and without what every service says alike.</summary>
    public async Task<JsonObject> MakeAsync()
    {
        await using var services = Services().BuildServiceProvider();
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(service).GetOpenApiDocumentAsync();
        using var text = new StringWriter();
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        var json = JsonNode.Parse(text.ToString())!.AsObject();
        Typed(json);
        new Operations(_endpoints, built.Services.GetRequiredService<StatedRoutes>().Permissions!).Complete(json);
        new FieldLimits(_endpoints.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<RulesKept>()).Select(kept => kept.Rules)).Apply(json, _types);
        new DocComments(_types).Apply(json);
        return json;
    }

    // The exporter leaves out the type of words and the items of a list of anything.
    private static void Typed(JsonNode? node)
    {
        foreach (var inner in node switch { JsonObject map => map.Select(pair => pair.Value), JsonArray list => list, _ => [] })
            Typed(inner);
        if (node is not JsonObject schema)
            return;
        if (schema["enum"] is JsonArray words && schema["type"] is null)
            schema["type"] = words.Contains(null) ? new JsonArray("null", "string") : "string";
        if (schema["type"]?.ToJsonString().Contains("\"array\"", StringComparison.Ordinal) == true && schema["items"] is null)
            schema["items"] = new JsonObject();
    }

    private ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRouting();
        services.AddEndpointsApiExplorer();
        services.AddSingleton(built.Services.GetRequiredService<IHostEnvironment>());
        services.AddSingleton<EndpointDataSource>(new DefaultEndpointDataSource(_endpoints));
        services.ConfigureHttpJsonOptions(options =>
        {
            HouseJson.Configure(options.SerializerOptions);
            // That a number in quotes is taken too is a courtesy, and nothing to build on.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        // What a handler takes from the container is no part of a request.
        var known = built.Services.GetRequiredService<IServiceProviderIsService>();
        foreach (var type in _endpoints.SelectMany(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>()!.GetParameters()).Select(parameter => parameter.ParameterType).Distinct().Where(known.IsService))
            services.AddTransient(type, _ => throw new InvalidOperationException($"{type} is only named."));
        services.AddOpenApi(service, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = _ => true;
            options.CreateSchemaReferenceId = info =>
            {
                var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
                if (OpenApiOptions.CreateDefaultSchemaReferenceId(info) is null || type.IsEnum || type.Name.Contains("Anonymous", StringComparison.Ordinal))
                    return null;
                var id = NameOf(type);
                // A service's own type and a message's may have one name.
                if (!_types.TryAdd(id, type) && _types[id] != type)
                    _types[id = AreaOf(type) + id] = type;
                return id;
            };
        });
        return services;
    }

    private static string AreaOf(Type type) => type.Namespace!.Split('.').Last(part => part != "V1");

    // Types of a slice are called alike in many slices; the slice's name before them tells which.
    internal static string NameOf(Type type)
    {
        var own = type.Name.Split('`')[0];
        if (type.IsGenericType)
            return $"{own}Of{string.Concat(type.GetGenericArguments().Select(NameOf))}";
        return type.DeclaringType is { } outer ? $"{outer.Name}{own}" : own;
    }
}
