namespace Distribution.Testing.Platform;

/// <summary>
/// The whole platform on this machine as it is in production: private servers, and each service, the gateway and each
/// agent a program of its own. Everything ends with this process, however it ends.
/// </summary>
public sealed class Street : IAsyncDisposable
{
    private const string VirtualHost = "distribution";
    private readonly StreetOptions _options;
    private readonly StreetAddresses _addresses;
    private readonly LocalAuthority? _authority;
    private readonly SharedAddress? _shared;
    private readonly List<StreetProgram> _programs = [];
    private readonly List<StreetComputer> _computers = [];

    private Street(StreetOptions options, StreetAddresses addresses)
    {
        (_options, _addresses) = (options, addresses);
        _authority = options.Tls ? LocalAuthority.In(Path.Combine(options.Folder, "authority")) : null;
        _shared = options.Twins ? new SharedAddress() : null;
        Api = new StreetApi(At(addresses.Gateway), addresses.ApiKey, Authority);
        Keys = LocalKeys.In(Path.Combine(options.Folder, "keys"));
    }

    /// <summary>What an operator can do, through the gateway.</summary>
    public StreetApi Api { get; }

    /// <summary>An API key with every right.</summary>
    public string ApiKey => _addresses.ApiKey;

    /// <summary>The name and the one-time password of the first administrator.</summary>
    public (string Name, string Password) FirstAdministrator => ("admin", _addresses.FirstPassword);

    /// <summary>The same through another gateway of this street.</summary>
    public StreetApi ApiAt(Uri gateway) => new(gateway, _addresses.ApiKey, Authority);

    /// <summary>The gateway's address, which is the dashboard's too.</summary>
    public Uri Gateway => At(_addresses.Gateway);

    /// <summary>The file of the authority whom everything here trusts; null where nothing speaks TLS.</summary>
    public string? Authority => _authority?.CertificateFile;

    /// <summary>The database server.</summary>
    public PrivatePostgres Postgres { get; private set; } = null!;

    /// <summary>The broker.</summary>
    public PrivateRabbitMq Broker { get; private set; } = null!;

    /// <summary>How the services reach the broker.</summary>
    public Uri BrokerUri => Broker.UriOf(VirtualHost);

    /// <summary>The folder of the logs.</summary>
    public string Logs => Path.Combine(_options.Folder, "logs");

    /// <summary>The platform's keys, the root key among them.</summary>
    public LocalKeys Keys { get; }

    /// <summary>Starts everything but the computers, and waits until all of it is ready.</summary>
    public static async Task<Street> StartAsync(StreetOptions options, CancellationToken cancel = default)
    {
        var addresses = StreetAddresses.In(options.Folder, options.GatewayPort);
        if (addresses.Taken() is { } port)
            throw new InvalidOperationException($"Port {port} is taken: another run uses {options.Folder}, or another program the port.");
        var street = new Street(options, addresses);
        try
        {
            await street.StartServersAsync();
            await street.StartProgramsAsync(cancel);
            return street;
        }
        catch
        {
            await street.DisposeAsync();
            throw;
        }
    }

    /// <summary>A service or the gateway, by its name.</summary>
    public StreetProgram Program(string name) => _programs.Single(p => p.Name == name);

    /// <summary>Starts the broker, the services and the gateway again, as far as they do not run.</summary>
    public async Task StartWhatIsDownAsync()
    {
        if (!Broker.IsRunning)
            await Broker.StartAgainAsync();
        await Task.WhenAll(_programs.Where(p => !p.IsRunning).Select(p => p.StartAsync()));
    }

    /// <summary>A computer of this street; nothing of it runs yet.</summary>
    public StreetComputer Computer(string name)
    {
        var computer = new StreetComputer(name, Path.Combine(_options.Folder, "computers", name), Logs, Gateway, Keys.RootFile, Authority);
        _computers.Add(computer);
        return computer;
    }

    /// <summary>Fails when any consumer gave a message up.</summary>
    public Task ShouldHoldNoFailuresAsync() => Broker.Queues.ShouldHoldNoFailuresAsync(VirtualHost);

    /// <summary>Every queue with the number of messages in it.</summary>
    public Task<IReadOnlyDictionary<string, long>> QueuesAsync() => Broker.Queues.MessagesAsync(VirtualHost);

    /// <summary>Stops everything, agents first and servers last.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_computers.Select(c => c.DisposeAsync().AsTask()));
        await Task.WhenAll(_programs.Select(p => p.DisposeAsync().AsTask()));
        await Task.WhenAll(Broker?.DisposeAsync().AsTask() ?? Task.CompletedTask, Postgres?.DisposeAsync().AsTask() ?? Task.CompletedTask);
        _shared?.Dispose();
        Api.Dispose();
    }

    private Uri At(int port) => new($"{(_options.Tls ? "https" : "http")}://127.0.0.1:{port}");

    /// <summary>Has a program come with a new certificate of the same authority at its next start.</summary>
    public void Renew(string program) => _authority!.Issue(program);

    private async Task StartServersAsync()
    {
        _options.Says("PostgreSQL and RabbitMQ");
        var postgres = PrivatePostgres.StartAsync(new PostgresOptions
        {
            DataFolder = Path.Combine(_options.Folder, "postgres"),
            Port = _addresses.Postgres,
            Durable = _options.Lasting,
            Password = _addresses.Password,
            Tls = _authority?.Issue("postgres"),
        });
        var broker = PrivateRabbitMq.StartAsync(new RabbitMqOptions
        {
            DataFolder = Path.Combine(_options.Folder, "rabbitmq"),
            Port = _addresses.Broker,
            Password = _addresses.Password,
            Management = _options.Management,
            Tls = _authority?.Issue("rabbitmq"),
            // By name: what the broker is written in does not find an address among a certificate's names.
            AuthorizationUrl = new UriBuilder(At(_shared?.Port ?? _addresses.IdGroupPolicy)) { Host = "localhost", Path = "broker-authorization" }.Uri,
            Configuration = [$"default_vhost = {VirtualHost}"],
        });
        // Both, even when one fails: what did start has to be stopped again.
        await Task.WhenAll(postgres, broker).ContinueWith(_ => { }, TaskScheduler.Default);
        Postgres = postgres.IsCompletedSuccessfully ? await postgres : null!;
        Broker = broker.IsCompletedSuccessfully ? await broker : null!;
        await Task.WhenAll(postgres, broker);
    }

    private async Task StartProgramsAsync(CancellationToken cancel)
    {
        _options.Says("packages, task-scheduling, id-group-policy, reporting and the gateway");
        await AddServiceAsync("packages", "Packages", _addresses.Packages, ("Content__Folder", Path.Combine(_options.Folder, "content")), ("Content__LinkKeys", _addresses.LinkKey));
        await AddServiceAsync("task-scheduling", "TaskScheduling", _addresses.TaskScheduling, ("Content__LinkKeys", _addresses.LinkKey));
        await AddServiceAsync("id-group-policy", "IdGroupPolicy", _addresses.IdGroupPolicy);
        await AddServiceAsync("reporting", "Reporting", _addresses.Reporting);
        AddProgram("gateway", "gateway/proxy", "Proxy", _addresses.Gateway, new()
        {
            ["ConnectionStrings__Database"] = await Postgres.DatabaseAsync("gateway"),
            ["Access__FirstPassword"] = _addresses.FirstPassword,
            ["Access__FirstKey"] = _addresses.ApiKey,
            ["Services__Packages"] = At(_addresses.Packages).ToString(),
            ["Services__TaskScheduling"] = At(_addresses.TaskScheduling).ToString(),
            ["Services__IdGroupPolicy"] = At(_addresses.IdGroupPolicy).ToString(),
            ["Services__Reporting"] = At(_addresses.Reporting).ToString(),
        });
        if (_options.Twins)
            AddTwins();
        foreach (var program in _programs)
            program.Begin();
        await Task.WhenAll(_programs.Select(p => p.ReadyAsync(cancel)));
    }

    // Whoever is told the address of a service is told both; the broker can ask at one address alone, which is theirs together.
    private void AddTwins()
    {
        var twins = _programs.ToDictionary(program => program, _ => At(FreePort.Next()));
        string Both(string value) => twins.Where(twin => twin.Key.Address!.ToString() == value).Select(twin => $"{value},{twin.Value}").FirstOrDefault(value);
        foreach (var (program, address) in twins)
        {
            _programs[_programs.IndexOf(program)] = program.With(Both);
            _programs.Add(program.Twin($"{program.Name}-2", address, Both));
        }

        _shared!.LeadTo(Program("id-group-policy").Address!, Program("id-group-policy-2").Address!);
    }

    private async Task AddServiceAsync(string name, string assembly, int port, params (string Key, string Value)[] settings)
    {
        var environment = settings.ToDictionary(s => s.Key, s => s.Value);
        foreach (var (setting, value) in Keys.SettingsOf(name))
            environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        environment["ConnectionStrings__Database"] = await Postgres.DatabaseAsync(name);
        environment["RabbitMq__Uri"] = BrokerUri.ToString();
        if (Broker.ManagementUri is { } management)
            environment["RabbitMq__Management"] = management.ToString();
        AddProgram(name, $"services/{name}", assembly, port, environment);
    }

    private void AddProgram(string name, string project, string assembly, int port, Dictionary<string, string> environment)
    {
        environment["ASPNETCORE_URLS"] = At(port).ToString();
        environment["Gateway__CallerKeys"] = _addresses.CallerKey;
        if (_authority is not null)
        {
            var own = _authority.Issue(name);
            environment["Kestrel__Certificates__Default__Path"] = own.Certificate;
            environment["Kestrel__Certificates__Default__KeyPath"] = own.Key;
            environment["SSL_CERT_FILE"] = own.Authority;
        }

        var program = Repository.Program(project, "Distribution." + assembly);
        string[] command = ["dotnet", program, "--contentRoot", Path.GetDirectoryName(program)!];
        _programs.Add(new StreetProgram(name, Logs, command, environment, new Uri(At(port), "health/ready"), Authority));
    }
}
