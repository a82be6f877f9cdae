using Distribution.Contracts;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>
/// Answers RabbitMQ's HTTP authorisation backend: a computer reads its own queue and writes its own reports, and nothing else.
/// The broker asks with a form and understands the words allow and deny. Not routed by the gateway.
/// </summary>
internal static class AuthorizeAtBroker
{
    public static void MapAuthorizeAtBroker(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/broker-authorization/user", (HttpRequest request, TimeProvider clock, IDocumentSession session, CancellationToken ct) =>
            Answer(request, session, (computer, form) => form["password"] is [{ } secret] && computer.MayConnect(secret, clock.GetUtcNow()), ct));

        routes.MapPost("/broker-authorization/vhost", (HttpRequest request, BrokerAddress broker, IDocumentSession session, CancellationToken ct) =>
            Answer(request, session, (_, form) => form["vhost"] == broker.VirtualHost, ct));

        routes.MapPost("/broker-authorization/resource", (HttpRequest request, BrokerAddress broker, IDocumentSession session, CancellationToken ct) =>
            Answer(request, session, (computer, form) =>
                form["vhost"] == broker.VirtualHost
                && MayUse(computer.Id, form["resource"]!, form["name"]!, form["permission"]!), ct));

        routes.MapPost("/broker-authorization/topic", (HttpRequest request, BrokerAddress broker, IDocumentSession session, CancellationToken ct) =>
            Answer(request, session, (computer, form) =>
                form["vhost"] == broker.VirtualHost
                && MayRoute(computer.Id, form["name"]!, form["permission"]!, form["routing_key"]!), ct));
    }

    /// <summary>Whether a computer may do this to a queue or an exchange.</summary>
    public static bool MayUse(Guid computerId, string resource, string name, string permission) => (resource, permission) switch
    {
        ("queue", "read") => name == AgentQueue.NameFor(computerId),
        ("exchange", "write") => name == AgentQueue.ReportExchange,
        _ => false,
    };

    /// <summary>Whether a computer may publish under this routing key.</summary>
    public static bool MayRoute(Guid computerId, string exchange, string permission, string routingKey) =>
        permission == "write" && exchange == AgentQueue.ReportExchange
        && (routingKey == AgentQueue.ReportRoutingKey(computerId) || routingKey == AgentQueue.ContactRoutingKey(computerId)
            || routingKey == AgentQueue.InventoryRoutingKey(computerId));

    private static async Task<IResult> Answer(
        HttpRequest request, IDocumentSession session, Func<Computer, IFormCollection, bool> allows, CancellationToken ct)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(ct) : FormCollection.Empty;
        var allowed = Guid.TryParseExact(form["username"], "D", out var id)
            && await session.LoadAsync<Computer>(id, ct) is { IsAdmitted: true } computer
            && form["username"] == computer.Id.ToString("D")     // one spelling only: the broker compares user names as text
            && allows(computer, form);
        return TypedResults.Text(allowed ? "allow" : "deny");
    }
}
