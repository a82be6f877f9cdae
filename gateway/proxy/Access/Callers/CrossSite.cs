namespace Distribution.Proxy.Access.Callers;

/// <summary>
/// Another site's page can make a browser send requests, and the cookie might go with them. What changes something therefore needs a
/// header that no page of another site can add without asking first (and nobody answers yes), and must not say that it comes from elsewhere.
/// </summary>
internal sealed class CrossSite(AccessSettings settings)
{
    /// <summary>What a page of ours sends with every request; its value does not matter.</summary>
    public const string Header = "X-Distribution-Page";

    /// <exception cref="ForbiddenException">It may come from another site.</exception>
    public void Refuse(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            return;
        if (!request.Headers.ContainsKey(Header))
            throw new ForbiddenException($"A request with a cookie that changes something needs the header {Header}.");
        var origin = request.Headers.Origin.ToString();
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site" || (origin.Length > 0 && !IsOurs(origin, request)))
            throw new ForbiddenException("This request comes from a page of another site.");
    }

    private bool IsOurs(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && (from.Authority == settings.PublicAddress?.Authority || string.Equals(from.Authority, Authority(request), StringComparison.OrdinalIgnoreCase));

    // Without a port that is the scheme's own, as Origin has it.
    private static string Authority(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own) ? own.Authority : "";
}
