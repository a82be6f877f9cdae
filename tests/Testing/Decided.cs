using System.Runtime.ExceptionServices;
using System.Text.Json;
using Distribution.ServiceDefaults;
using Shouldly;

namespace Distribution.Testing;

/// <summary>What a decision led to.</summary>
public sealed class Decided<T>
    where T : class
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    private readonly Situation<T> _situation;
    private readonly Func<T?, IEnumerable<object>> _decide;
    private readonly IReadOnlyList<object> _events;
    private readonly Exception? _refusal;

    internal Decided(Situation<T> situation, Func<T?, IEnumerable<object>> decide, IReadOnlyList<object> events, Exception? refusal) =>
        (_situation, _decide, _events, _refusal) = (situation, decide, events, refusal);

    /// <summary>Exactly these events, in this order; lists within events are compared by their items.</summary>
    public Decided<T> Then(params object[] events)
    {
        ThrowIfRefused();
        Text(_events).ShouldBe(Text(events));
        return this;
    }

    /// <summary>Events that a check accepts, for those whose values the test does not choose.</summary>
    public Decided<T> Then(Action<IReadOnlyList<object>> look)
    {
        ThrowIfRefused();
        look(_events);
        return this;
    }

    /// <summary>No event: it was already so.</summary>
    public Decided<T> ThenNothing() => Then(Array.Empty<object>());

    /// <summary>The decision refused; its reason contains the text.</summary>
    public void ThenRefused(string? text = null)
    {
        _refusal.ShouldNotBeNull($"It was not refused, but decided {Text(_events)}");
        if (_refusal is not (CommandRefusedException or NotFoundException or UnprocessableException))
            ExceptionDispatchInfo.Throw(_refusal);
        if (text is not null)
            _refusal.Message.ShouldContain(text, Case.Insensitive);
    }

    /// <summary>The state after these events.</summary>
    public Decided<T> ThenState(Action<T?> look)
    {
        ThrowIfRefused();
        look(_situation.And(_events).State);
        return this;
    }

    /// <summary>The same command once more decides nothing.</summary>
    public void AndAgainNothing()
    {
        ThrowIfRefused();
        _situation.And(_events).When(_decide).ThenNothing();
    }

    private static string Text(IEnumerable<object> events) =>
        string.Join('\n', events.Select(e => $"{e.GetType().Name} {JsonSerializer.Serialize(e, e.GetType(), Readable)}"));

    private void ThrowIfRefused()
    {
        if (_refusal is not null)
            ExceptionDispatchInfo.Throw(_refusal);
    }
}
