using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Distribution.ServiceDefaults;

/// <summary>What a service's database is asked for the sake of whoever runs it.</summary>
public static class FigureRegistration
{
    /// <summary>Adds figures of the service's own.</summary>
    public static void AddFigures(this WebApplicationBuilder builder, params Figure[] figures)
    {
        foreach (var figure in figures)
            builder.Services.AddSingleton(figure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, Figures>());
    }

    // Every service with a store has these, whichever replica publishes and projects: all by the ends of indexes.
    internal static readonly Figure[] OfTheStore =
    [
        new("distribution.projection.lag", "{event}", "Events that the publisher (EventPublisher) or a projection has still to take.",
            // A publisher that has had nothing to do has no row yet.
            $"""
            select replace(name, ':All', ''), greatest(0, (select coalesce(max(seq_id), 0) from mt_events) - max(last_seq_id))::float8
            from (select name, last_seq_id from mt_event_progression where name like '%:All' union all select '{EventPublisher.Name}:All', 0) shards group by name
            """, "projection"),
        new("distribution.publisher.delay", "s", "How long the oldest event has waited to be published.",
            $"""
            select null::text, coalesce(extract(epoch from now() - (select timestamp from mt_events
                where seq_id > coalesce((select last_seq_id from mt_event_progression where name = '{EventPublisher.Name}:All'), 0) order by seq_id limit 1)), 0)::float8
            """),
    ];
}
