namespace Distribution.Proxy.Access.Sessions;

/// <summary>
/// The cookie that holds a session. Scripts cannot read it and other sites cannot send it; under https its name begins with __Host-, so
/// that no other host and no unencrypted page can plant one.
/// </summary>
internal sealed class SessionCookie(AccessSettings settings)
{
    public string? Read(HttpContext context) => context.Request.Cookies[NameFor(context)];

    public void Write(HttpContext context, string text, DateTimeOffset endsAt) => context.Response.Cookies.Append(NameFor(context), text, Options(context, endsAt));

    public void Delete(HttpContext context) => context.Response.Cookies.Delete(NameFor(context), Options(context, null));

    private string NameFor(HttpContext context) => IsSecure(context) ? "__Host-distribution" : "distribution";

    // Behind a proxy that ends TLS, only the public address says that browsers speak https.
    private bool IsSecure(HttpContext context) => context.Request.IsHttps || settings.PublicAddress?.Scheme == Uri.UriSchemeHttps;

    private CookieOptions Options(HttpContext context, DateTimeOffset? endsAt) => new()
    {
        HttpOnly = true, Secure = IsSecure(context), SameSite = SameSiteMode.Strict, Path = "/", Expires = endsAt, IsEssential = true,
    };
}
