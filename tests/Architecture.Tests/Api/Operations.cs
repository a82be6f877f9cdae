using System.Text.Json;
using System.Text.Json.Nodes;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Routing;

namespace Distribution.Architecture.Tests.Api;

/// <summary>What endpoints say of themselves by metadata of this house: headers, bodies, and the errors that every endpoint answers alike.</summary>
internal sealed class Operations(RouteEndpoint[] endpoints, RoutePermissions permissions)
{
    /// <summary>The errors that operations share, by the status.</summary>
    public static readonly IReadOnlyDictionary<string, (string Name, string Meaning)> Errors = new Dictionary<string, (string, string)>
    {
        ["400"] = ("BadRequest", "The request breaks rules; 'errors' names each field and what is wrong with it."),
        ["401"] = ("Unauthorized", "Nobody is signed in, or the key is not known."),
        ["403"] = ("Forbidden", "The caller's roles, or ID groups, do not give this."),
        ["404"] = ("NotFound", "There is no such thing."),
        ["409"] = ("Conflict", "The state refuses it, or 'expectedVersion' is stale."),
        ["413"] = ("PayloadTooLarge", "The body is larger than allowed."),
        ["415"] = ("UnsupportedMediaType", "The body has another type than the one that is asked for."),
        ["422"] = ("UnprocessableEntity", "It is well formed but cannot be true."),
        ["default"] = ("OtherError", "Any other error."),
    };

    public void Complete(JsonObject document)
    {
        foreach (var (path, methods) in document["paths"]!.AsObject())
        {
            foreach (var (method, node) in methods!.AsObject())
                Complete(node!.AsObject(), method, path, EndpointOf(path, method));
        }
    }

    private RouteEndpoint EndpointOf(string path, string method) => endpoints.Single(endpoint =>
        Plain(endpoint.RoutePattern) == path
        && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method, StringComparer.OrdinalIgnoreCase));

    private static string Plain(Microsoft.AspNetCore.Routing.Patterns.RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        _ => throw new NotSupportedException(),
    }))));

    private void Complete(JsonObject operation, string method, string path, RouteEndpoint endpoint)
    {
        // What has no name and no summary at its mapping is called as its address, and described by its slice.
        operation["operationId"] ??= string.Concat($"{method}-{path}".Split('-', '/', '{', '}', '.').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        operation["summary"] ??= DocComments.OfSlice(endpoint) ?? $"{method.ToUpperInvariant()} {path}";
        // One endpoint may serve two methods, and an operation's id is its own.
        if (method == "head" && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Count > 1)
            operation["operationId"] = $"{operation["operationId"]}Head";
        var parameters = operation["parameters"]?.AsArray() ?? [];
        foreach (var header in endpoint.Metadata.GetOrderedMetadata<HeaderTaken>())
            parameters.Add(new JsonObject
            {
                ["name"] = header.Name, ["in"] = "header", ["description"] = header.Meaning, ["required"] = header.Required,
                ["schema"] = new JsonObject { ["type"] = "string", ["maxLength"] = header.Longest },
            });
        // The options of an upload are those of all uploads: its handler does not ask for the id, and clients send it.
        foreach (var part in endpoint.RoutePattern.Parameters.Where(part => parameters.All(known => (string)known!["name"]! != part.Name)))
            parameters.Add(new JsonObject { ["name"] = part.Name, ["in"] = "path", ["required"] = true, ["schema"] = new JsonObject { ["type"] = "string" } });
        foreach (var parameter in parameters)
            Describe(parameter!.AsObject());
        operation["description"] = DocComments.OfSlice(endpoint) ?? (string?)operation["summary"];
        if (parameters.Count > 0)
            operation["parameters"] = parameters.Parent is null ? parameters : parameters.DeepClone();
        if (endpoint.Metadata.GetMetadata<BodyTaken>() is { } body)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { [body.ContentType] = new JsonObject() } };
        else if (operation["requestBody"] is JsonObject known)
            known["required"] = true;
        var permission = permissions.Of(method.ToUpperInvariant(), $"/{endpoint.RoutePattern.RawText!.TrimStart('/')}");
        var isOpen = permission is null or RoutePermissions.Open;
        if (isOpen)
            operation["security"] = new JsonArray();
        else
            operation["x-permission"] = permission;
        var writes = method is not ("get" or "head" or "options");
        var responses = operation["responses"]!.AsObject();
        if (endpoint.Metadata.GetMetadata<BodyAnswered>() is { } answered)
            responses["200"]!["content"] = new JsonObject(answered.ContentTypes.Select(type => KeyValuePair.Create<string, JsonNode?>(type, new JsonObject())));
        foreach (var status in (string[])
            ["400", .. isOpen ? (string[])[] : ["401", "403"], .. path.Contains('{') ? (string[])["404"] : [], .. writes ? (string[])["409", "422"] : [], .. operation["requestBody"] is null ? (string[])[] : ["413", "415"], "default"])
            responses[status] = new JsonObject { ["$ref"] = $"#/components/responses/{Errors[status].Name}" };
        foreach (var (status, response) in responses.ToList())
        {
            if (method == "head")
                response!.AsObject().Remove("content");
        }
    }

    private static void Describe(JsonObject parameter)
    {
        var schema = parameter["schema"]!.AsObject();
        if ((string)parameter["in"]! == "query")
            parameter["name"] = JsonNamingPolicy.CamelCase.ConvertName((string)parameter["name"]!);
        switch ((string)parameter["name"]!)
        {
            case "limit":
                parameter["description"] ??= "How many items the page has at most.";
                (schema["minimum"], schema["maximum"], schema["default"]) = (1, Paging.Most, Paging.Usual);
                break;
            case "after":
                parameter["description"] ??= "The 'next' of the page before.";
                break;
            case "sha256":
                parameter["description"] ??= "The SHA-256 of the content, in lower-case hexadecimal digits.";
                schema["pattern"] = "^[0-9a-f]{64}$";
                break;
            case "asOf":
                parameter["description"] ??= "A moment; left out, now.";
                break;
        }
    }
}
