using System.CommandLine;

namespace Distribution.Cli;

/// <summary>Lets a shell complete commands and options; it asks the program itself, and so never knows less than the program.</summary>
internal static class Completion
{
    private const string Bash = """
        # To use it: source <(distribution completion bash)
        _distribution() {
          local line="${COMP_LINE#* }" IFS=$'\n'
          COMPREPLY=($(distribution "[suggest:$((COMP_POINT - ${#COMP_LINE} + ${#line}))]" "$line" 2>/dev/null | grep -- "^${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -F _distribution distribution
        """;

    private const string Zsh = """
        # To use it: source <(distribution completion zsh)
        _distribution() {
          local line="${BUFFER#* }"
          local -a found=("${(@f)$(distribution "[suggest:$((CURSOR - ${#BUFFER} + ${#line}))]" "$line" 2>/dev/null)}")
          compadd -- $found
        }
        compdef _distribution distribution
        """;

    public static Command Command(Shell shell)
    {
        var name = new Argument<string>("shell") { Description = "bash or zsh." };
        name.AcceptOnlyFromAmong("bash", "zsh");
        return shell.Run(new("completion", "Print what lets a shell complete this program's commands and options.") { name }, async (session, _) =>
        {
            await session.Raw.WriteLineAsync(session.Value(name) == "zsh" ? Zsh : Bash);
            return ExitCode.Succeeded;
        });
    }
}
