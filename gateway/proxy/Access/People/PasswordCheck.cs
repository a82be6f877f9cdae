namespace Distribution.Proxy.Access.People;

/// <summary>Compares passwords, so often and no oftener: by name and address, by address, and by name.</summary>
internal sealed class PasswordCheck(Passwords passwords, GuessLimit limit) : IDisposable
{
    private const int FailuresOfPair = 10;
    private const int FailuresOfAddress = 50;          // many people may sit behind one
    private const int FailuresOfName = 200;            // of all addresses together; few enough to guess nothing, many enough that nobody is easily shut out

    // A hash costs a fifth of a second of a processor; those who sign in must not take them all.
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    public void Dispose() => _turns.Dispose();

    /// <summary>Whether it is the person's password; nobody (null) takes as long as a wrong one.</summary>
    /// <exception cref="TooManyAttemptsException">Too many were wrong before.</exception>
    public async Task<bool> IsRightAsync(Person? person, string name, string password, HttpContext http)
    {
        // By the id: another spelling of a name is the same person, and no further guess.
        var (address, id) = (http.CallerAddress(), Person.IdOf(name));
        (string Key, int Most)[] limits = [($"{id} from {address}", FailuresOfPair), ($"address {address}", FailuresOfAddress), ($"name {id}", FailuresOfName)];
        if (limit.Begin(limits) is { } wait)
            throw new TooManyAttemptsException(wait);

        await _turns.WaitAsync(http.RequestAborted);
        try
        {
            if (!await Task.Run(() => passwords.Matches(password, person?.PasswordHash)))
                return false;
        }
        finally
        {
            _turns.Release();
        }

        foreach (var (key, _) in limits)
            limit.GiveBack(key);
        return true;
    }
}
