using Distribution.EventStore;
using FluentValidation;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using V1 = Distribution.Contracts.Sample.V1;

namespace Distribution.ServiceDefaults.Tests.Sample;

public sealed record InstallLamp(Guid? Id, string Name, int? Watts, V1.Brightness? Brightness = null);

public sealed class InstallLampRules : AbstractValidator<InstallLamp>
{
    public InstallLampRules()
    {
        RuleFor(lamp => lamp.Name).NotEmpty().MaximumLength(20);
        RuleFor(lamp => lamp.Watts).InclusiveBetween(1, 100);
    }
}

/// <summary>A service like the others, as small as can be.</summary>
public static class SampleService
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults("sample");
        builder.AddStore(
            options =>
            {
                options.Projections.Add<LampProjection>(ProjectionLifecycle.Inline);
                options.Projections.Add<EchoProjection>(ProjectionLifecycle.Live);
            },
            ToOutgoing,
            ["create index if not exists sample_lamp_name on mt_doc_lamp ((data ->> 'Name'))"]);
        builder.AddBus(bus =>
        {
            bus.AddConsumer<HearEchoes>();
            bus.AddConsumer<CountInBatches>(consumer => consumer.Options<BatchOptions>(batch => batch.SetMessageLimit(20).SetTimeLimit(TimeSpan.FromMilliseconds(100))));
        });
        builder.Services.AddSingleton<Heard>();

        var app = builder.Build();
        app.UseServiceDefaults(Permissions);
        app.MapPost("/lamps", InstallAsync).Validate(new InstallLampRules());
        app.MapGet("/lamps", ListAsync);
        app.MapPost("/lamps/{id:guid}/switch", SwitchAsync);
        app.MapPost("/lamps/{id:guid}/dim", DimAsync);
        app.MapPost("/lamps/{id:guid}/command/{queue}", CommandAsync);
        app.MapGet("/broken", () => { throw new InvalidOperationException("A secret of the house."); });
        app.MapGet("/unprocessable", () => { throw new UnprocessableException("The hash is another."); });
        return app;
    }

    /// <summary>The same with a route that its list of permissions does not know.</summary>
    public static WebApplication BuildWithForgottenRoute(string[] args)
    {
        var app = Build(args);
        app.MapGet("/forgotten", () => "?");
        return app;
    }

    private static RoutePermissions Permissions => new((role, permission) => role == "system-administrator" || permission == $"lamps.{role}")
    {
        ["POST /lamps"] = "lamps.install",
        ["GET /lamps"] = "lamps.see",
        ["POST /lamps/{id:guid}/switch"] = "lamps.switch",
        ["POST /lamps/{id:guid}/dim"] = "lamps.switch",
        ["POST /lamps/{id:guid}/command/{queue}"] = "lamps.switch",
        ["GET /broken"] = RoutePermissions.Open,
        ["GET /unprocessable"] = RoutePermissions.AnyCaller,
        ["GET /audit/sample/verification"] = RoutePermissions.Open,
        ["GET /retellings/sample/{id:guid}"] = "history.retell",
        ["PUT /retellings/sample/{id:guid}"] = "history.retell",
    };

    private static IEnumerable<Outgoing> ToOutgoing(IEvent e) => e.Data switch
    {
        Sample.LampSwitched x => [new Outgoing.Publish(new V1.LampSwitched(x.LampId, x.Times, V1.Brightness.Bright))],
        LampDimmed x => [new Outgoing.Line(x.LampId, x, static lines => new V1.LampDimmed(
            ((LampDimmed)lines[0]).LampId, [.. lines.Select(line => ((LampDimmed)line).Level)]))],
        LampCommanded x => [new Outgoing.Send("lamps", x.Queue, new V1.SwitchLamp(x.LampId)), new Outgoing.Send("lamps", x.Queue, new V1.SwitchLamp(x.LampId))],
        _ => [],
    };

    private static async Task<IResult> InstallAsync(InstallLamp command, HttpContext context, IDocumentSession session, CancellationToken ct)
    {
        var id = context.RequestedId(command.Id);
        await session.Decide<Lamp>(id, state => Lamp.Install(state, id, command.Name), ct);
        return TypedResults.Created($"/lamps/{id}");
    }

    private static async Task<IResult> SwitchAsync(Guid id, IDocumentSession session, CancellationToken ct, int times = 1, long? expectedVersion = null)
    {
        for (var i = 0; i < times; i++)
            await session.Decide<Lamp>(id, expectedVersion, state => Lamp.Switch(state, id), ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DimAsync(Guid id, int times, IDocumentSession session, CancellationToken ct)
    {
        session.Events.Append(id, [.. Enumerable.Range(1, times).Select(level => new LampDimmed(id, level))]);
        await session.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> CommandAsync(Guid id, string queue, IDocumentSession session, CancellationToken ct)
    {
        session.Events.Append(id, new LampCommanded(id, queue));
        await session.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Page<Lamp>> ListAsync(IDocumentSession session, string? after, int? limit, CancellationToken ct)
    {
        var most = Paging.Limit(limit);
        var lamps = await session.QueryAsync<Lamp>(
            "where id > ? order by id limit ?", ct, Paging.AfterId(after) ?? Guid.Empty, most + 1);
        return Paging.Of(lamps, most, lamp => [lamp.Id.ToString()]);
    }
}
