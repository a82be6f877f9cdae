using System.Reflection;
using Distribution.EventStore;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.TaskScheduling.Tests.World;

/// <summary>A session, or a part of one, whose every read and write waits for its actor to be let.</summary>
// A proxy is made by deriving from it.
#pragma warning disable CA1852
internal class Gated : DispatchProxy
#pragma warning restore CA1852
{
    private static readonly MethodInfo Typed = typeof(Gated).GetMethod(nameof(AfterPassingTo), BindingFlags.NonPublic | BindingFlags.Static)!;
    private object _target = null!;
    private Actor _actor = null!;

    public static T Of<T>(T target, Actor actor)
        where T : class
    {
        var proxy = (Gated)(object)Create<T, Gated>();
        (proxy._target, proxy._actor) = (target, actor);
        return (T)(object)proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var type = targetMethod!.ReturnType;
        Func<object?> call = () => targetMethod.Invoke(_target, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (type == typeof(IEventStoreOperations))
            return Of((IEventStoreOperations)call()!, _actor);
        if (type == typeof(IBatchedQuery))
            return Of((IBatchedQuery)call()!, _actor);
        // What a batch is asked for is read when it is executed, and only that is a step.
        if (!typeof(Task).IsAssignableFrom(type) || (_target is IBatchedQuery && targetMethod.Name != nameof(IBatchedQuery.Execute)))
            return call();
        return type == typeof(Task)
            ? AfterPassing(_actor, () => (Task)call()!)
            : Typed.MakeGenericMethod(type.GenericTypeArguments[0]).Invoke(null, [_actor, call]);
    }

    private static async Task AfterPassing(Actor actor, Func<Task> call)
    {
        await actor.PassAsync();
        await call();
    }

    private static async Task<T> AfterPassingTo<T>(Actor actor, Func<object?> call)
    {
        await actor.PassAsync();
        return await (Task<T>)call()!;
    }
}

/// <summary>The service's container, but that its sessions wait for an actor.</summary>
internal sealed class GatedServices(IServiceProvider services, Actor actor) : IServiceProvider, IServiceScopeFactory
{
    private IDocumentSession? _session;

    public object? GetService(Type serviceType) =>
        serviceType == typeof(IDocumentSession) ? _session ??= Gated.Of(services.GetRequiredService<IDocumentSession>(), actor)
        : serviceType == typeof(IServiceScopeFactory) ? this
        : services.GetService(serviceType);

    public IServiceScope CreateScope() => new Scope(services.CreateScope(), actor);

    private sealed class Scope(IServiceScope inner, Actor actor) : IServiceScope, IAsyncDisposable
    {
        public IServiceProvider ServiceProvider { get; } = new GatedServices(inner.ServiceProvider, actor);

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => ((IAsyncDisposable)inner).DisposeAsync();
    }
}
