namespace Distribution.Contracts;

/// <summary>Names, addresses and arguments of one computer's queue and of the exchanges around it, in one place.</summary>
public static class AgentQueue
{
    /// <summary>Direct exchange of instructions; the routing key is the computer's id.</summary>
    public const string Exchange = "agents";

    /// <summary>Fan-out exchange that receives instructions for which no queue exists.</summary>
    public const string UnroutableExchange = "agents-unroutable";

    /// <summary>Quorum queue of instructions for unknown computers, consumed by task-scheduling.</summary>
    public const string UnroutableQueue = "agents-unroutable";

    /// <summary>Fan-out exchange, and quorum queue of the same name, of instructions that a computer's queue dropped.</summary>
    public const string DeadLetterExchange = "agents-dead";

    /// <summary>Topic exchange of what agents say; the routing key is <see cref="ReportRoutingKey"/>, <see cref="ContactRoutingKey"/> or <see cref="InventoryRoutingKey"/>.</summary>
    public const string ReportExchange = "agent-reports";

    /// <summary>Binding key that takes every agent's reports.</summary>
    public const string EveryReport = "report.*";

    /// <summary>Binding key that takes every agent's contacts.</summary>
    public const string EveryContact = "contact.*";

    /// <summary>Binding key that takes every agent's inventories.</summary>
    public const string EveryInventory = "inventory.*";

    /// <summary>The one durable queue of a computer.</summary>
    public static string NameFor(Guid computerId) => $"agent.{computerId:D}";

    /// <summary>Routing key of instructions for a computer on <see cref="Exchange"/>.</summary>
    public static string RoutingKey(Guid computerId) => computerId.ToString("D");

    /// <summary>Routing key under which a computer, and no other, may publish on <see cref="ReportExchange"/>.</summary>
    public static string ReportRoutingKey(Guid computerId) => $"report.{computerId:D}";

    /// <summary>Routing key under which a computer, and no other, says on <see cref="ReportExchange"/> that it is there.</summary>
    public static string ContactRoutingKey(Guid computerId) => $"contact.{computerId:D}";

    /// <summary>Routing key under which a computer, and no other, says on <see cref="ReportExchange"/> what it consists of.</summary>
    public static string InventoryRoutingKey(Guid computerId) => $"inventory.{computerId:D}";

    /// <summary>The computer that a report's routing key names, or null when the key has another form.</summary>
    public static Guid? ComputerOf(string reportRoutingKey) => ComputerAfter("report.", reportRoutingKey);

    /// <summary>The computer that a contact's routing key names, or null when the key has another form.</summary>
    public static Guid? ComputerOfContact(string contactRoutingKey) => ComputerAfter("contact.", contactRoutingKey);

    /// <summary>The computer that an inventory's routing key names, or null when the key has another form.</summary>
    public static Guid? ComputerOfInventory(string inventoryRoutingKey) => ComputerAfter("inventory.", inventoryRoutingKey);

    /// <summary>
    /// Arguments of a computer's queue: classic version 2, one consumer at a time, 256 MiB at most (a flood is refused
    /// with a nack and so recorded), gone after 180 days without a consumer, dead letters kept.
    /// </summary>
    public static IReadOnlyDictionary<string, object?> Arguments { get; } = new Dictionary<string, object?>
    {
        ["x-queue-version"] = 2,
        ["x-single-active-consumer"] = true,
        ["x-expires"] = 180L * 24 * 60 * 60 * 1000,
        ["x-max-length-bytes"] = 256L * 1024 * 1024,
        ["x-overflow"] = "reject-publish",
        ["x-dead-letter-exchange"] = DeadLetterExchange,
    };

    /// <summary>
    /// The exchanges, in an order in which each may be declared. Whoever starts first declares them, the others find them;
    /// a broker refuses a second declaration that differs, so nobody writes these values out again.
    /// </summary>
    public static IReadOnlyList<DeclaredExchange> Exchanges { get; } =
    [
        new(UnroutableExchange, "fanout", new Dictionary<string, object?>()),
        new(DeadLetterExchange, "fanout", new Dictionary<string, object?>()),
        new(Exchange, "direct", new Dictionary<string, object?> { ["alternate-exchange"] = UnroutableExchange }),
        new(ReportExchange, "topic", new Dictionary<string, object?>()),
    ];

    /// <summary>The durable queues that keep what could not be delivered; nothing is ever dropped unseen.</summary>
    public static IReadOnlyList<DeclaredQueue> UndeliveredQueues { get; } =
    [
        new(UnroutableQueue, UnroutableExchange, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }),
        new(DeadLetterExchange, DeadLetterExchange, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }),
    ];

    private static Guid? ComputerAfter(string prefix, string routingKey) =>
        routingKey.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParseExact(routingKey.AsSpan(prefix.Length), "D", out var computerId)
            ? computerId
            : null;
}

/// <summary>How a durable exchange is declared.</summary>
/// <param name="Type">direct, fanout or topic.</param>
public sealed record DeclaredExchange(string Name, string Type, IReadOnlyDictionary<string, object?> Arguments);

/// <summary>How a durable queue is declared, and the exchange to which it is bound without a routing key.</summary>
public sealed record DeclaredQueue(string Name, string BoundTo, IReadOnlyDictionary<string, object?> Arguments);
