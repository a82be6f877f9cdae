namespace Distribution.Testing;

/// <summary>Waits for the world to become so; prints the last value seen when it does not.</summary>
public static class Eventually
{
    /// <summary>Repeats a read every 50 ms until the condition holds; fails after the limit (default 60 s) with the last value.</summary>
    public static async Task<T> Holds<T>(Func<Task<T>> read, Func<T, bool> condition, string what, TimeSpan? limit = null)
    {
        var end = DateTime.UtcNow + (limit ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            var last = await read();
            if (condition(last))
                return last;
            if (DateTime.UtcNow > end)
                throw new TimeoutException($"Not so in time: {what}. Last value seen: {Told(last)}");
            await Task.Delay(50);
        }
    }

    private static string? Told(object? value) =>
        value is System.Collections.IEnumerable many and not string ? $"[{string.Join(", ", many.Cast<object>())}]" : value?.ToString();
}
