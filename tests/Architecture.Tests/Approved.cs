namespace Distribution.Architecture.Tests;

/// <summary>Compares a surface with the text that was approved in review.</summary>
internal static class Approved
{
    /// <summary>
    /// Fails with the difference, and leaves what was found beside the approved file as '.received.txt'.
    /// With APPROVE=1 in the environment, what was found is approved.
    /// </summary>
    public static void ShouldBeApproved(this IEnumerable<string> lines, string name, string? path = null)
    {
        var file = Path.Combine(Repository.Root, path ?? $"tests/Architecture.Tests/approved/{name}.txt");
        var received = Path.Combine(Repository.Root, "tests", "Architecture.Tests", "approved", $"{name}.received.txt");
        var found = lines.ToList();
        found.ShouldNotBeEmpty();
        if (Environment.GetEnvironmentVariable("APPROVE") == "1")
            File.WriteAllLines(file, found);
        var approved = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (found.SequenceEqual(approved))
        {
            File.Delete(received);
            return;
        }

        File.WriteAllLines(received, found);
        var difference = approved.Except(found).Select(line => $"- {line}").Concat(found.Except(approved).Select(line => $"+ {line}"));
        Assert.Fail($"{name} changed. If it is meant, approve it: APPROVE=1 dotnet test tests/Architecture.Tests\n{string.Join('\n', difference)}");
    }
}
