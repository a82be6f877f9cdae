using Distribution.Packages.Content;
using Distribution.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Distribution.Packages.Uploads;

/// <summary>Gives an upload up (tus: termination). Content that it became already stays until nothing refers to it.</summary>
internal static class TerminateUpload
{
    public static void MapTerminateUpload(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/uploads/{id:guid}", DeleteAsync).SpeaksTus().WithName("TerminateUpload").WithSummary("Ends an upload and forgets what came (tus: termination).");

    internal static async Task<NoContent> DeleteAsync(Guid id, IDocumentSession session, UploadEnd end, SharedLocks locks, CancellationToken ct)
    {
        await using var alone = await locks.TryTakeAsync(UploadEnd.LockOf(id), ct)
            ?? throw new BadHttpRequestException($"Upload {id} is being written by another request.", StatusCodes.Status423Locked);
        if (await session.LoadAsync<Upload>(id, ct) is null)
            throw new NotFoundException("upload", id);
        await end.ForgetAsync(id, ct);
        return TypedResults.NoContent();
    }
}
