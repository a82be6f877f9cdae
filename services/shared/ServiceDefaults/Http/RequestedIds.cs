using Microsoft.AspNetCore.Http;

namespace Distribution.ServiceDefaults;

/// <summary>Creations may be repeated without harm, because their caller can say which one this is (street, step 1).</summary>
public static class RequestedIds
{
    /// <summary>The header that names a creation whose body carries no id.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>The longest key, in characters.</summary>
    public const int LongestKey = 255;

    /// <summary>
    /// The new thing's id: the body's own, else one that follows from the Idempotency-Key and the path, else a new one.
    /// An empty id, and a key of more than 255 characters, are answered with 400.
    /// </summary>
    public static Guid RequestedId(this HttpContext context, Guid? fromBody)
    {
        if (fromBody is { } id)
            return id != Guid.Empty ? id : throw Validation.Broken("id", "The id must not be empty.");
        var key = context.Request.Headers[Header].ToString();
        return key.Length switch
        {
            0 => Guid.CreateVersion7(),
            <= LongestKey => DeterministicId.Of("request", context.Request.Method, context.Request.Path.ToString(), key),
            _ => throw Validation.Broken(Header, $"The key must have at most {LongestKey} characters."),
        };
    }
}
