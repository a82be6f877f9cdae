using Distribution.Testing.Platform;

namespace Distribution.Architecture.Tests.Deployment;

/// <summary>A program with a wrong setting ends at its start with a sentence that names it.</summary>
public sealed class WrongSettings
{
    private static readonly string[] Right =
        ["--ConnectionStrings:Database=Host=localhost;Database=x", $"--Content:LinkKeys={Convert.ToBase64String(new byte[32])}", $"--Gateway:CallerKeys={Convert.ToBase64String(new byte[32])}"];

    [Theory]
    [InlineData("packages", "Content:SweepInterval=never", "Content__SweepInterval", "SweepInterval")]
    [InlineData("packages", "Content:UnusedLifetime=00:00:00", "Content__UnusedLifetime")]
    [InlineData("packages", "Content:CheckBytesPerSecond=0", "Content__CheckBytesPerSecond")]
    [InlineData("packages", "Content:Bucket:Region=here", "Content__Bucket__Name")]
    [InlineData("packages", "Content:LinkKeys=secret", "Content:LinkKeys")]
    [InlineData("packages", "ConnectionStrings:Database=", "ConnectionStrings__Database")]
    [InlineData("task-scheduling", "Tasks:ConfirmAbove=many", "Tasks__ConfirmAbove")]
    [InlineData("task-scheduling", "Archive:AfterDays=7", "Archive__AfterDays", "30")]
    [InlineData("task-scheduling", "Content:LinkKeys=", "Content:LinkKeys")]
    [InlineData("task-scheduling", "RabbitMq:Uri=broker", "RabbitMq__Uri")]
    [InlineData("id-group-policy", "Retirement:AfterDays=-1", "Retirement__AfterDays")]
    [InlineData("id-group-policy", "RabbitMq:AuthorizationCacheSeconds=a minute", "RabbitMq__AuthorizationCacheSeconds")]
    [InlineData("id-group-policy", "RabbitMq:AgentAddress=amqp://user:secret@broker", "RabbitMq__AgentAddress")]
    [InlineData("id-group-policy", "RabbitMq:Management=broker:15672", "RabbitMq__Management")]
    [InlineData("reporting", "Digest:Port=0", "Digest__Port")]
    [InlineData("reporting", "Digest:At=dawn", "Digest__At")]
    [InlineData("reporting", "ConnectionStrings:Database=nonsense", "ConnectionStrings__Database")]
    [InlineData("reporting", "Gateway:CallerKeys=secret", "Gateway:CallerKeys")]
    [InlineData("gateway", "Gateway:CallerKeys=", "Gateway:CallerKeys")]
    [InlineData("gateway", "Services:Packages=", "Services__Packages")]
    [InlineData("gateway", "Services:Reporting=http://one:8080,two", "Services__Reporting", "two")]
    public void It_is_named(string program, string setting, string name, string also = "")
    {
        Func<string[], object> build = program switch
        {
            "packages" => Packages.Program.Build,
            "task-scheduling" => TaskScheduling.Program.Build,
            "id-group-policy" => IdGroupPolicy.Program.Build,
            "reporting" => Reporting.Program.Build,
            _ => Proxy.Program.Build,
        };

        var keys = LocalKeys.OfThisProcess.SettingsOf(program).Select(own => $"--{own.Name}={own.Value}");
        var fault = Should.Throw<InvalidOperationException>(() => build([.. Right, .. keys, $"--{setting}"]));

        fault.Message.ShouldStartWith($"The setting {name}");
        fault.Message.ShouldContain(also);
        fault.Message.ShouldNotContain("secret");
    }
}
