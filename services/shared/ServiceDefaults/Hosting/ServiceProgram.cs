using Microsoft.AspNetCore.Builder;

namespace Distribution.ServiceDefaults;

/// <summary>What every program of the house that listens does with its command line.</summary>
public static class ServiceProgram
{
    /// <summary>Runs until told to stop; with --health it asks the one that runs beside it. 0 is well, 1 not well, 78 a wrong setting.</summary>
    public static async Task<int> RunAsync(string[] args, Func<string[], WebApplication> build)
    {
        if (args is [HealthQuestion.Verb])
            return await HealthQuestion.AskAsync(Environment.GetEnvironmentVariable, Console.Error);
        try
        {
            await build(args).RunAsync();
            return 0;
        }
        // A stack trace would hide the one line that matters. The rules that contracts share name their setting alike and know no type of ours.
        catch (InvalidOperationException wrong) when (wrong is SettingException || wrong.Message.StartsWith("The setting ", StringComparison.Ordinal))
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 78;
        }
    }
}
