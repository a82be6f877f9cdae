namespace Distribution.EventStore.Tests;

public sealed record OrderPlaced(Guid OrderId, string Customer);

public sealed record ItemAdded(string Item, int Price);

public sealed record OrderShipped(DateTimeOffset ShippedAt);

public sealed record OrderForgotten;

/// <summary>An aggregate with a static Evolve, as the services' are.</summary>
public sealed record Order(Guid Id, string Customer, int Total, bool IsShipped)
{
    public static Order? Evolve(Order? state, object @event) => @event switch
    {
        OrderPlaced e => new(e.OrderId, e.Customer, 0, false),
        ItemAdded e => state! with { Total = state.Total + e.Price },
        OrderShipped => state! with { IsShipped = true },
        OrderForgotten => null,
        _ => state,
    };
}

public sealed partial class OrderProjection : SingleStreamProjection<Order, Guid>
{
    public override Order? Evolve(Order? snapshot, Guid id, IEvent e) => Order.Evolve(snapshot, e.Data);
}

public sealed partial class OwnOrderProjection : SingleStreamProjection<Order, Guid>
{
    public OwnOrderProjection() => FilterIncomingEventsOnStreamType(typeof(Order));

    public override Order? Evolve(Order? snapshot, Guid id, IEvent e) => Order.Evolve(snapshot, e.Data);
}

public sealed record Delivery(Guid Id, int Steps);

/// <summary>Sees every stream.</summary>
public sealed partial class DeliveryProjection : SingleStreamProjection<Delivery, Guid>
{
    public override Delivery? Evolve(Delivery? snapshot, Guid id, IEvent e) => new(id, (snapshot?.Steps ?? 0) + 1);
}

public sealed record CustomerSales(string Id, int Orders);

public sealed partial class CustomerSalesProjection : MultiStreamProjection<CustomerSales, string>
{
    public CustomerSalesProjection() => Identity<OrderPlaced>(e => e.Customer);

    public override CustomerSales? Evolve(CustomerSales? snapshot, string id, IEvent e) => new(id, (snapshot?.Orders ?? 0) + 1);
}

public sealed record Note(Guid Id, string Text);

public sealed partial class NoteProjection : SingleStreamProjection<Note, Guid>
{
    public NoteProjection() => FilterIncomingEventsOnStreamType(typeof(Note));

    public override Note? Evolve(Note? snapshot, Guid id, IEvent e) => new(id, e.EventTypeName);
}

public sealed record Label(string Id, int Number);
