namespace Distribution.Gateway.Tests;

/// <summary>The API's document keeps the recommended rules of the two linters that integrators use.</summary>
public sealed class ApiDocumentLint(NodePrograms programs)
{
    // Both end with another code when a rule of the weight 'error' is broken.
    [Theory]
    [InlineData("node_modules/@stoplight/spectral-cli/dist/index.js", "lint", "--fail-severity=error", "--ruleset=spectral.yaml")]
    [InlineData("node_modules/@redocly/cli/bin/cli.js", "lint", "--extends=recommended", "--format=stylish")]
    public async Task It_breaks_no_rule(string linter, params string[] arguments) =>
        await programs.RunAsync(linter, [.. arguments, Path.Combine(AppContext.BaseDirectory, "openapi.json")]);
}
