using FluentValidation;
using Microsoft.AspNetCore.Builder;

namespace Distribution.ServiceDefaults;

/// <summary>What the API's document says of an endpoint beyond what its signature tells.</summary>
public static class Descriptions
{
    /// <summary>The endpoint reads its body itself. Unlike Accepts, this refuses nothing.</summary>
    public static TBuilder TakesBody<TBuilder>(this TBuilder endpoint, string contentType)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyTaken(contentType));

    /// <summary>The endpoint reads a header itself.</summary>
    public static TBuilder TakesHeader<TBuilder>(this TBuilder endpoint, string name, string meaning, bool required = true, int longest = 128)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new HeaderTaken(name, meaning, required, longest));

    /// <summary>The endpoint asks <see cref="RequestedIds.RequestedId"/>, so that a repeat of the creation is harmless.</summary>
    public static TBuilder TakesIdempotencyKey<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.TakesHeader(
            RequestedIds.Header, "Names this creation when the body carries no id: the same key again is the same creation.", required: false, RequestedIds.LongestKey);

    /// <summary>The endpoint answers something else than JSON.</summary>
    public static TBuilder Answers<TBuilder>(this TBuilder endpoint, params string[] contentTypes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new BodyAnswered(contentTypes));
}

/// <summary>A body that an endpoint reads itself.</summary>
public sealed record BodyTaken(string ContentType);

/// <summary>A header that an endpoint reads itself.</summary>
public sealed record HeaderTaken(string Name, string Meaning, bool Required, int Longest);

/// <summary>Types of an answer that is not JSON.</summary>
public sealed record BodyAnswered(IReadOnlyList<string> ContentTypes);

/// <summary>The rules that an endpoint's command is checked by.</summary>
public sealed record RulesKept(IValidator Rules);
