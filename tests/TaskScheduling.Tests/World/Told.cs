using System.Reflection;
using MassTransit;

namespace Distribution.TaskScheduling.Tests.World;

/// <summary>A message as a consumer gets it, without a bus.</summary>
// A proxy is made by deriving from it.
#pragma warning disable CA1852
internal class Told : DispatchProxy
#pragma warning restore CA1852
{
    private object _message = null!;

    public static ConsumeContext<T> Of<T>(T message)
        where T : class
    {
        var context = Create<ConsumeContext<T>, Told>();
        ((Told)(object)context)._message = message;
        return context;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_Message" => _message,
        "get_CancellationToken" => CancellationToken.None,
        _ => throw new NotSupportedException(targetMethod.Name),
    };
}
