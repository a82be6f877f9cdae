using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Distribution.Contracts.Packages.V1;
using Distribution.IdGroupPolicy.Policies;
using Distribution.ServiceDefaults;
using Distribution.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Distribution.Benchmarks.Computers;

/// <summary>500 policies of 1,000 ID groups: one computer's enrolment judged by all of them, and one changed policy applied to all computers.</summary>
internal static class PolicyRows
{
    private const int Groups = 1_000;
    private const int Policies = 500;
    private const int WarmUps = 100;
    private const int Enrolments = 500;

    public static async Task MeasureAsync(Report report, ServiceUnderTest service, InventoriedFleet fleet)
    {
        var groups = await GroupsAsync(service);
        var ids = await PoliciesAsync(service);
        var chance = new Random(3);
        var times = new List<double>();
        for (var i = 0; i < WarmUps + Enrolments; i++)
        {
            await using var scope = service.Services.CreateAsyncScope();
            var apply = scope.ServiceProvider.GetRequiredService<ApplyPolicies>();
            var watch = Stopwatch.StartNew();
            await apply.ApplyAsync([InventoriedFleet.IdOf(chance.Next(fleet.Count))], default);
            if (i >= WarmUps)
                times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"an enrolment judged by {Policies} policies, its memberships saved: p50 {times[times.Count / 2]:N1} ms, p99 {times[(int)(times.Count * 0.99)]:N1} ms"));
        report.Figure("policy: an enrolment judged by 500 policies, p99 ms", times[(int)(times.Count * 0.99)], 20, atMost: true);

        var tenth = new PolicyCondition(
            null, null, null, Software: new(JudgedBy.All, [new("Common Product 7 Professional", true, Comparison.Less, "2.0")]));
        await ApplyAsync(report, service, ids[0], groups[0], tenth, "by software, a tenth joins");
        await ApplyAsync(report, service, ids[1], groups[1], new PolicyCondition(null, "windows", null), "everybody joins");
    }

    private static async Task<List<Guid>> GroupsAsync(ServiceUnderTest service)
    {
        List<Guid> ids = [.. Enumerable.Range(0, Groups).Select(_ => Guid.CreateVersion7())];
        await Parallel.ForEachAsync(ids.Index(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (group, ct) =>
            (await service.Client.PostAsJsonAsync(new Uri("/groups", UriKind.Relative), new { id = group.Item, name = $"Group {group.Index}" }, ct)).EnsureSuccessStatusCode().Dispose());
        return ids;
    }

    private static async Task<List<Guid>> PoliciesAsync(ServiceUnderTest service)
    {
        List<WrittenPolicy> written = [.. Enumerable.Range(0, Policies).Select(number => new WrittenPolicy(Guid.CreateVersion7(), $"Group {number}", ConditionOf(number)))];
        using var answer = await service.Client.PostAsJsonAsync(new Uri("/policies/import", UriKind.Relative), new PolicyDocument(1, written), HouseJson.Options);
        answer.EnsureSuccessStatusCode();
        return [.. written.Select(policy => policy.Id!.Value)];
    }

    private static PolicyCondition ConditionOf(int number) => (number % 5) switch
    {
        0 => new($"desk-0*{number / 5}", "windows", null),
        1 => new(null, null, "x64", [$"10.{number % 2}.{number / 2}.0/24"]),
        2 => new(null, null, null, Assets: [new("department", $"Department {number / 5}")]),
        3 => new(null, null, null, Domain: "sales.*", Hardware: new(MemoryAtLeastBytes: 8L << 30, Model: $"20X{number / 5 % 40}", CoresAtLeast: number / 200)),
        _ => new(null, null, null, Software: new(JudgedBy.All,
            [new($"Common Product {number / 5} Professional", true, Comparison.Less, $"{number % 7}.0"), new($"Departmental Tool {number}", true, null, null)])),
    };

    private static async Task ApplyAsync(Report report, ServiceUnderTest service, Guid policy, Guid group, PolicyCondition condition, string what)
    {
        var (own, servers, watch) = (Cpu.Own(), Cpu.Servers(), Stopwatch.StartNew());
        var changed = new SetPolicyCommand(null, group, condition.NamePattern, condition.OperatingSystem, condition.Architecture, Software: condition.Software);
        (await service.Client.PutAsJsonAsync(new Uri($"/policies/{policy}", UriKind.Relative), changed, HouseJson.Options)).EnsureSuccessStatusCode().Dispose();
        (await service.Client.PostAsJsonAsync(new Uri($"/policies/{policy}/applications", UriKind.Relative), new { id = Guid.CreateVersion7() })).EnsureSuccessStatusCode().Dispose();
        var done = await Eventually.Holds(
            () => service.Client.GetFromJsonAsync<JsonElement>(new Uri($"/policies/{policy}", UriKind.Relative)),
            seen => seen.GetProperty("application").GetProperty("finishedAt").ValueKind == JsonValueKind.String, $"the policy is applied, {what}", TimeSpan.FromMinutes(10));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            a changed policy applied to all, {what}: {watch.Elapsed.TotalSeconds:N1} s, processor {(Cpu.Own() - own) / 1e6:N1} s ours and {(Cpu.Servers() - servers) / 1e6:N1} s the servers', {done.GetProperty("application")}
            """));
        report.Figure($"policy: changed and applied to all, {what}, s", watch.Elapsed.TotalSeconds, 30, atMost: true);
    }
}
