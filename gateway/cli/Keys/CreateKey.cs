using System.CommandLine;
using Distribution.Contracts.Rules.Trust;
using Spectre.Console;

namespace Distribution.Cli.Keys;

internal static class CreateKey
{
    public static Command Command(Shell shell)
    {
        var file = new Argument<string>("file") { Description = "Where the private key is kept; the public one lies beside it with .pub behind." };
        return shell.Run(new("create", "Make a key, readable for its owner alone. Root keys belong on a machine without a network.") { file }, (session, _) =>
        {
            var path = session.Value(file);
            using var key = SigningKey.Create();
            Write(path, key.ToPem());
            File.WriteAllText(path + ".pub", key.ToPublicPem() + "\n");
            session.Out.MarkupLineInterpolated($"{key.Id}");
            return Task.FromResult(ExitCode.Succeeded);
        });
    }

    // Never over one that is there: a root key that is lost is lost for ever.
    private static void Write(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var writer = new StreamWriter(path, options);
            writer.Write(pem + "\n");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException(problem.Message);
        }
    }
}
