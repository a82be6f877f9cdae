using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distribution.Cli.Documents;

/// <summary>What an import did with one document.</summary>
/// <param name="What">created, changed, unchanged or failed.</param>
/// <param name="Detail">The fields that changed, or what is wrong.</param>
internal sealed record Outcome(string What, string File, string Title, Guid? Id, IReadOnlyList<string> Detail)
{
    public const string Created = "created", Changed = "changed", Unchanged = "unchanged", Failed = "failed";

    public static Outcome Of(string what, PackageDocument document, params IReadOnlyList<string> detail) => new(what, document.File, document.Title, document.Id, detail);

    public static string Sum(IReadOnlyCollection<Outcome> all, bool dryRun)
    {
        int Count(string what) => all.Count(outcome => outcome.What == what);
        var failed = Count(Failed) > 0 ? $", {Count(Failed)} failed" : "";
        return $"{Count(Created)} created, {Count(Changed)} changed, {Count(Unchanged)} unchanged{failed}{(dryRun ? " (dry run: nothing was done)" : "")}";
    }

    public static string Json(IEnumerable<Outcome> all) => new JsonArray([.. all.Select(o => new JsonObject
    {
        ["outcome"] = o.What, ["file"] = o.File, ["title"] = o.Title, ["id"] = o.Id?.ToString(), ["detail"] = new JsonArray([.. o.Detail.Select(d => JsonValue.Create(d))]),
    })]).ToJsonString(JsonSerializerOptions.Web);
}
