using System.Net;
using Distribution.ServiceDefaults.Tests.Sample;
using Microsoft.Extensions.Configuration;

namespace Distribution.ServiceDefaults.Tests;

public sealed class SettingsTests
{
    private const string Database = "--ConnectionStrings:Database=Host=localhost;Database=sample";
    private static readonly string Callers = $"--{CallerKeys.Setting}={SignedCallers.Key}";

    [Theory]
    [InlineData("--ConnectionStrings:Database=", "ConnectionStrings__Database is missing")]
    [InlineData("--ConnectionStrings:Database=Database=sample", "ConnectionStrings__Database names no Host")]
    [InlineData("--ConnectionStrings:Database=Host=localhost", "ConnectionStrings__Database names no Database")]
    [InlineData("--ConnectionStrings:Database=Hots=localhost;Password=secret", "ConnectionStrings__Database is no connection string")]
    [InlineData("--RabbitMq:Uri=rabbitmq:5672", "RabbitMq__Uri cannot be used")]
    [InlineData("--RabbitMq:Uri=http://user:secret@rabbitmq", "RabbitMq__Uri cannot be used")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT=collector", "OTEL_EXPORTER_OTLP_ENDPOINT cannot be used")]
    [InlineData("--OTEL_EXPORTER_PROMETHEUS_PORT=0", "OTEL_EXPORTER_PROMETHEUS_PORT must be a whole number from 1 to 65535")]
    [InlineData("--Settings:Folder=/no/such/folder", "Settings__Folder names '/no/such/folder'")]
    public void A_service_does_not_start_with_a_wrong_setting_and_names_it(string argument, string expected)
    {
        var fault = Should.Throw<SettingException>(() => SampleService.Build([Database, Callers, argument]));

        fault.Message.ShouldContain(expected);
        fault.Message.ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_wrong_setting_ends_the_program_with_a_code_of_its_own() =>
        (await ServiceProgram.RunAsync([Database, Callers, "--RabbitMq:Uri=nonsense"], SampleService.Build)).ShouldBe(78);

    [Fact]
    public void Files_of_a_folder_are_settings_and_win()
    {
        using var folder = new TemporaryFolder("settings");
        File.WriteAllText(Path.Combine(folder.Path, "ConnectionStrings__Database"), "Host=db;Database=mounted\n");

        var service = SampleService.Build([Database, Callers, $"--Settings:Folder={folder.Path}"]);

        service.Configuration.GetConnectionString("Database").ShouldBe("Host=db;Database=mounted");
    }

    [Theory]
    [InlineData(null, null, 8080)]
    [InlineData("http://*:5101", null, 5101)]
    [InlineData("http://127.0.0.1:5102;http://127.0.0.1:9464", "8080", 5102)]
    [InlineData(null, "8081;9464", 8081)]
    public void The_question_after_health_goes_to_the_first_port(string? urls, string? ports, int expected) =>
        HealthQuestion.PortOf(name => name switch { "ASPNETCORE_URLS" => urls, "ASPNETCORE_HTTP_PORTS" => ports, _ => null }).ShouldBe(expected);

    [Fact]
    public async Task The_question_after_health_is_answered_by_the_service_and_not_by_nobody()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build);
        using var said = new StringWriter();

        (await HealthQuestion.AskAsync(name => name == "ASPNETCORE_URLS" ? service.Address.ToString() : null, said)).ShouldBe(0);
        (await HealthQuestion.AskAsync(name => name == "ASPNETCORE_HTTP_PORTS" ? $"{FreePort.Next()}" : null, said)).ShouldBe(1);
        said.ToString().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task With_a_port_of_their_own_figures_are_told_there_alone()
    {
        await using var service = await ServiceUnderTest.StartAsync(SampleService.Build, ("OTEL_EXPORTER_PROMETHEUS_PORT", $"{FreePort.Next()}"));

        using var answer = await service.Client.GetAsync(new Uri("/metrics", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
