using System.Text.RegularExpressions;

namespace Distribution.Architecture.Tests;

/// <summary>Who may import whom: each rule of the house's second section is one assertion here.</summary>
public sealed partial class DependencyRules
{
    private const string Contracts = "contracts";
    private const string Store = "services/shared/EventStore";
    private const string Defaults = "services/shared/ServiceDefaults";
    private static readonly string[] Services = ["services/packages", "services/task-scheduling", "services/id-group-policy", "services/reporting"];

    private static readonly string[] Names = ["Packages", "TaskScheduling", "IdGroupPolicy", "Reporting"];
    private static readonly string[] Rooms = ["contracts", "services", "gateway", "agents"];

    private static IEnumerable<string> ServiceFiles => Services.SelectMany(service => Repository.Files(service, ".cs"));

    [Fact]
    public void Contracts_import_nothing_and_are_sealed_records_without_behaviour()
    {
        var (packages, projects) = Repository.References("contracts/Contracts.csproj");
        packages.ShouldBeEmpty();
        projects.ShouldBeEmpty();
        foreach (var type in typeof(Contracts.AgentQueue).Assembly.GetExportedTypes().Where(t => t.Namespace!.EndsWith(".V1", StringComparison.Ordinal) && !t.IsEnum))
            (type.IsSealed && type.GetMethod("<Clone>$") is not null).ShouldBeTrue($"{type} is a sealed record");
    }

    [Theory]
    [InlineData("agents/agent/Agent.csproj", "RabbitMQ.Client BouncyCastle.Cryptography", "contracts")]
    [InlineData("agents/fleet/Fleet.csproj", "RabbitMQ.Client", "contracts agents/agent")]
    [InlineData("gateway/proxy/Proxy.csproj", "Yarp.ReverseProxy Microsoft.IdentityModel.JsonWebTokens Microsoft.IdentityModel.Protocols.OpenIdConnect", "contracts services/shared/ServiceDefaults")]
    [InlineData("gateway/cli/Cli.csproj", "System.CommandLine Spectre.Console YamlDotNet", "contracts")]
    [InlineData("services/shared/EventStore/EventStore.csproj", "Npgsql", "")]
    [InlineData("services/shared/ServiceDefaults/ServiceDefaults.csproj",
        "MassTransit.RabbitMQ FluentValidation OpenTelemetry OpenTelemetry.Api.ProviderBuilderExtensions OpenTelemetry.Exporter.OpenTelemetryProtocol",
        Store)]
    public void A_project_asks_for_what_its_room_may_use_and_for_nothing_else(string project, string packages, string projects)
    {
        var asked = Repository.References(project);
        asked.Packages.ShouldBeSubsetOf(packages.Split(' '));
        asked.Projects.ShouldBeSubsetOf(projects.Split(' '));
    }

    [Fact]
    public void Nothing_outside_the_services_sees_a_service() =>
        Broken(
            Repository.Files("agents", ".cs").Concat(Repository.Files("gateway", ".cs")),
            @"using (static )?Distribution\.(Packages|TaskScheduling|IdGroupPolicy|Reporting|EventStore)\b").ShouldBeEmpty();

    [Fact]
    public void A_service_sees_contracts_and_what_is_shared_and_no_other_service()
    {
        foreach (var project in Services.SelectMany(service => Repository.Files(service, ".csproj")))
            Repository.References(project).Projects.ShouldBeSubsetOf([Contracts, Store, Defaults], project);
        foreach (var service in Services)
        {
            var own = Path.GetFileNameWithoutExtension(Repository.Files(service, ".csproj").Single());
            var others = string.Join('|', Names.Where(name => name != own));
            Broken(Repository.Files(service, ".cs"), $@"using (static )?Distribution\.({others})\b").ShouldBeEmpty();
        }
    }

    [Fact]
    public void A_service_calls_no_other_over_HTTP() =>
        Broken(ServiceFiles, @"\bHttpClient\b|IHttpClientFactory|AddHttpClient").ShouldBeEmpty();

    [Fact]
    public void What_is_shared_knows_no_word_of_the_domain()
    {
        var files = Repository.Files("services/shared", ".cs");
        Broken(files, @"using (static )?Distribution\.(Contracts|Packages|TaskScheduling|IdGroupPolicy|Reporting)\b").ShouldBeEmpty();
        Broken(Repository.Files(Store, ".cs"), @"using (MassTransit|Microsoft\.AspNetCore|RabbitMQ)").ShouldBeEmpty();
    }

    [Fact]
    public void Aggregates_use_no_store_no_bus_no_web_no_clock_and_no_chance()
    {
        var aggregates = ServiceFiles.Where(IsAggregate).ToList();
        aggregates.Count.ShouldBeGreaterThan(5);
        Broken(aggregates, @"using (Distribution\.EventStore|MassTransit|Microsoft\.AspNetCore|Npgsql|Dapper|RabbitMQ)|\bIDocumentSession\b").ShouldBeEmpty();
        Broken(aggregates, Chance).ShouldBeEmpty();
    }

    [Fact]
    public void Projections_use_no_bus_no_web_no_database_no_clock_and_no_chance()
    {
        var projections = ServiceFiles.Where(file => ProjectionClass().IsMatch(Repository.Read(file))).ToList();
        projections.ShouldNotBeEmpty();
        foreach (var file in projections)
        {
            var classes = ProjectionBody().Matches(Repository.Read(file)).Select(m => m.Value);
            classes.ShouldAllBe(body => !Regex.IsMatch(body, $@"{Chance}|MassTransit|Npgsql|HttpContext"), file);
        }
    }

    [Fact]
    public void MassTransit_is_used_in_consumers_and_where_it_is_set_up() =>
        ServiceFiles.Where(file => Regex.IsMatch(Repository.Read(file), @"^using MassTransit\b", RegexOptions.Multiline))
            .Where(file => !Repository.Read(file).Contains("IConsumer<", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void A_consumer_appends_and_never_publishes() =>
        Broken(ServiceFiles, @"\.(Publish|RespondAsync)\(|IPublishEndpoint|ISendEndpointProvider|IRequestClient|\bIBus\b")
            .Where(found => !found.Contains("Messages.cs", StringComparison.Ordinal) && !found.Contains("Outgoing.Publish(", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Registration_is_explicit_and_scans_nothing() =>
        Broken(ServiceFiles, @"AddConsumers\(|AddConsumersFromNamespaceContaining|\.GetTypes\(\)|\.GetExportedTypes\(\)|AddValidatorsFrom").ShouldBeEmpty();

    [Fact]
    public void Nothing_but_tests_sees_tests()
    {
        foreach (var project in Rooms.SelectMany(folder => Repository.Files(folder, ".csproj")))
            Repository.References(project).Projects.Where(p => p.StartsWith("tests", StringComparison.Ordinal)).ShouldBeEmpty(project);
    }

    private const string Chance = @"\bUtcNow\b|DateTime(Offset)?\.Now\b|\bGetUtcNow\b|\bNewGuid\b|\bCreateVersion7\b|\bRandom\b|\bTimeProvider\b";

    // An aggregate's file folds its own events, and is no projection's, endpoint's or consumer's.
    private static bool IsAggregate(string file) => OwnEvolve().IsMatch(Repository.Read(file)) && !ProjectionClass().IsMatch(Repository.Read(file))
        && !Repository.Read(file).Contains("IConsumer<", StringComparison.Ordinal);

    private static List<string> Broken(IEnumerable<string> files, string forbidden) =>
        [.. from file in files
            from line in Repository.Read(file).Split('\n').Select((text, index) => (Text: text.Trim(), Number: index + 1))
            where !line.Text.StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(line.Text, forbidden)
            select $"{file}:{line.Number}: {line.Text}"];

    [GeneratedRegex(@"public static \w+\? Evolve\(\w+\? \w+, object @event\)")]
    private static partial Regex OwnEvolve();

    [GeneratedRegex(@"class \w+ : (Single|Multi)StreamProjection<")]
    private static partial Regex ProjectionClass();

    [GeneratedRegex(@"class \w+ : (Single|Multi)StreamProjection<.*?^\}", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex ProjectionBody();
}
