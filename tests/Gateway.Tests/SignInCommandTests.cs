using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Gateway.Tests.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Transforms;
using static Distribution.Gateway.Tests.Access.GatewayCallers;

namespace Distribution.Gateway.Tests;

/// <summary>A person at the terminal: in, who am I, in again, out; at a gateway whose address has a path.</summary>
public sealed class SignInCommandTests
{
    [Fact]
    public async Task Signing_in_keeps_one_key_at_a_time_and_signing_out_ends_it()
    {
        await using var gateway = await GatewayBefore.Services(null);
        await using var front = await FrontAsync(gateway);
        var server = new Uri($"{front.Urls.First()}/platform");
        var (name, password) = await gateway.AddAsync("viewer");
        using var folder = new TemporaryFolder("sign-in");
        var file = Path.Combine(folder.Path, "password");
        await File.WriteAllTextAsync(file, password);

        var refused = await Terminal.Run(server, ["login", "--name", name, "--password-file", file]);
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("one-time password");
        await ChooseAsync(gateway, name, password);
        await File.WriteAllTextAsync(file, "a password of my own");

        (await Terminal.Run(server, ["login", "--name", name, "--password-file", file])).ShouldSucceed();
        var first = await KeptAsync(folder, server);
        var me = await Terminal.Run(server, ["whoami", "--api-key-file", first]);
        me.ShouldSucceed();
        me.Output.ShouldContain("(Key): viewer");
        (await Terminal.Run(server, ["login", "--name", name, "--password-file", file])).ShouldSucceed();
        (await Terminal.Run(server, ["whoami", "--api-key-file", first])).Error.ShouldContain("revoked");
        var second = await KeptAsync(folder, server);
        (await Terminal.Run(server, ["whoami", "--api-key-file", second])).ShouldSucceed();

        (await Terminal.Run(server, ["logout"])).ShouldSucceed();
        (await Terminal.Run(server, ["whoami", "--api-key-file", second])).Error.ShouldContain("revoked");
        (await Terminal.Run(server, ["logout"])).ShouldSucceed();
    }

    // What the terminal keeps, as the file of a key: the environment of the tests names another one, which would win.
    private static async Task<string> KeptAsync(TemporaryFolder folder, Uri server)
    {
        var all = await File.ReadAllTextAsync(Path.Combine(Environment.GetEnvironmentVariable("DISTRIBUTION_STATE")!, "keys.json"));
        var file = Path.Combine(folder.Path, $"{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, JsonSerializer.Deserialize<Dictionary<string, string>>(all)![server.ToString().TrimEnd('/')]);
        return file;
    }

    private static async Task ChooseAsync(GatewayBefore gateway, string name, string password)
    {
        using var browser = gateway.Browser();
        using var begun = await browser.PostAsJsonAsync(At("/api/access/sessions"), new { name, password });
        begun.EnsureSuccessStatusCode();
        using var chosen = await Change(browser, password, "a password of my own");
        chosen.EnsureSuccessStatusCode();
    }

    private static async Task<WebApplication> FrontAsync(GatewayBefore gateway)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddHttpForwarder();
        var front = builder.Build();
        front.MapForwarder("/platform/{**rest}", gateway.Address.ToString(), transforms => transforms.AddPathRemovePrefix("/platform"));
        await front.StartAsync();
        return front;
    }
}
