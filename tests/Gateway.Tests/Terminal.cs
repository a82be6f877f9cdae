namespace Distribution.Gateway.Tests;

/// <summary>Runs the terminal's commands inside the test, with their output in hand.</summary>
internal static class Terminal
{
    // What the terminal remembers of uploads is this process's own.
    private static readonly TemporaryFolder State = Remembering();

    public static async Task<Ran> Run(Uri server, string[] arguments, CancellationToken cancel = default)
    {
        _ = State;
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        if (Environment.GetEnvironmentVariable("DISTRIBUTION_API_KEY") is null)
            Environment.SetEnvironmentVariable("DISTRIBUTION_API_KEY", GatewayBefore.ApiKey);
        var code = await Cli.Program.RunAsync([.. arguments, "--server", $"{server}"], output, error, limit.Token);
        return new(code, output.ToString(), error.ToString());
    }

    private static TemporaryFolder Remembering()
    {
        var folder = new TemporaryFolder("terminal");
        Environment.SetEnvironmentVariable("DISTRIBUTION_STATE", folder.Path);
        return folder;
    }

    internal sealed record Ran(int ExitCode, string Output, string Error)
    {
        public string LastLine => Output.TrimEnd().Split('\n')[^1];

        public void ShouldSucceed() => ExitCode.ShouldBe(0, Error + Output);
    }
}
