namespace Distribution.IdGroupPolicy.Computers;

internal static class RemoveComputer
{
    public static void MapRemoveComputer(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/computers/{id:guid}", async (
            Guid id, IDocumentSession session, AgentBroker broker, BrokerManagement management, TimeProvider clock, ILogger<AgentBroker> logger,
            CancellationToken ct) =>
        {
            // The event first: from then on the broker lets nobody in under this name. The queue and the connections go at once,
            // and if that fails, with the message (CutOffComputers).
            var computer = await session.Events.FetchForWriting<Computer>(id, ct);
            computer.AppendMany(Computer.Remove(computer.Aggregate ?? throw new NotFoundException("computer", id), clock.GetUtcNow()));
            session.Delete<Presence>(id);
            await session.SaveChangesAsync(ct);
            try
            {
                await broker.DeleteQueueAsync(id, ct);
                await management.CloseConnectionsAsync(id.ToString("D"), "The computer was removed.", ct);
            }
            catch (Exception unavailable) when (unavailable is BrokerUnavailableException or HttpRequestException)
            {
                logger.LogWarning(unavailable, "What the removed computer {ComputerId} has at the broker goes as soon as the broker answers.", id);
            }

            return TypedResults.NoContent();
        }).WithName("RemoveComputer").WithSummary("Removes a computer.");
}
