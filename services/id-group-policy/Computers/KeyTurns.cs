namespace Distribution.IdGroupPolicy.Computers;

/// <summary>
/// Lets the computers that come with one counted key write its use one after another. Without it they would still be counted
/// rightly, by the stream's version, but most of a crowd would be sent away to try again.
/// </summary>
internal sealed class KeyTurns : IDisposable
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1))];

    public async Task<IDisposable> TakeAsync(Guid keyId, CancellationToken ct)
    {
        var turn = _turns[(uint)keyId.GetHashCode() % _turns.Length];
        await turn.WaitAsync(ct);
        return new Turn(turn);
    }

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    private sealed class Turn(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }
}
