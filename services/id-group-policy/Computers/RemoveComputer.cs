namespace Distribution.IdGroupPolicy.Computers;

internal static class RemoveComputer
{
    public static void MapRemoveComputer(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/computers/{id:guid}", async (
            Guid id, IDocumentSession session, AgentBroker broker, TimeProvider clock, ILogger<AgentBroker> logger, CancellationToken ct) =>
        {
            // The event first: from then on the broker lets nobody in under this name. The queue goes at once, and if that
            // fails, with the message (CutOffRemovedComputers).
            await session.Decide<Computer>(
                id, state => Computer.Remove(state ?? throw new NotFoundException("computer", id), clock.GetUtcNow()), ct);
            try
            {
                await broker.DeleteQueueAsync(id, ct);
            }
            catch (BrokerUnavailableException unavailable)
            {
                logger.LogWarning(unavailable, "The queue of the removed computer {ComputerId} goes as soon as the broker answers.", id);
            }

            return TypedResults.NoContent();
        });
}
