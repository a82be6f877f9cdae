using Distribution.Contracts;
using Distribution.IdGroupPolicy.Groups;
using FluentValidation;

namespace Distribution.IdGroupPolicy.Computers;

/// <summary>A computer wants an identity, or comes back with the one that it has.</summary>
/// <param name="Key">The enrolment key; a computer that is known already needs none.</param>
/// <param name="ComputerId">
/// With a secret: who the computer is. A new computer may choose both itself, which makes it safe to repeat an enrolment
/// whose answer was lost; without them they are chosen here.
/// </param>
/// <param name="Secret">64 hexadecimal digits.</param>
public sealed record EnrolComputerCommand(
    string? Key, string Name, string OperatingSystem, string Architecture, Guid? ComputerId, string? Secret);

/// <summary>Who the computer is, and where its instructions wait.</summary>
public sealed record EnrolledComputer(Guid ComputerId, string Secret, EnrolledComputer.BrokerAccess Broker)
{
    /// <summary>The password is the secret.</summary>
    public sealed record BrokerAccess(string Address, string User, string Queue);
}

internal sealed class EnrolComputerValidator : AbstractValidator<EnrolComputerCommand>
{
    public EnrolComputerValidator()
    {
        RuleFor(c => c.Name).NotEmpty().MaximumLength(256);
        RuleFor(c => c.OperatingSystem).NotNull().IsOneOf("windows", "linux", "macos").WithMessage("must be windows, linux or macos, not '{PropertyValue}'");
        RuleFor(c => c.Architecture).NotNull().IsOneOf("x64", "x86", "arm64").WithMessage("must be x64, x86 or arm64, not '{PropertyValue}'");
        RuleFor(c => c.Secret).NotNull().When(c => c.ComputerId is not null).WithMessage("must come with computerId");
        RuleFor(c => c.ComputerId).NotNull().When(c => c.Secret is not null).WithMessage("must come with secret");
        RuleFor(c => c.ComputerId).NotEqual(Guid.Empty);
        RuleFor(c => c.Secret).Matches("^[0-9a-f]{64}$").WithMessage("must be 64 lower-case hexadecimal digits");
    }
}

internal static class EnrolComputer
{
    public static void MapEnrolComputer(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/enrolments", async Task<IResult> (EnrolComputerCommand command, Enrolment enrolment, AgentBroker broker, CancellationToken ct) =>
        {
            try
            {
                var id = command.ComputerId ?? Guid.CreateVersion7();
                var secret = command.Secret ?? Secret.New();
                await enrolment.AdmitAsync(id, secret, command, ct);
                return TypedResults.Ok(new EnrolledComputer(id, secret, new(broker.AddressForAgents, id.ToString("D"), AgentQueue.NameFor(id))));
            }
            catch (BrokerUnavailableException unavailable)
            {
                return TypedResults.Problem(unavailable.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
            }
            catch (EnrolmentRefusedException refused)
            {
                return refused.ToProblem();
            }
        }).Validate(new EnrolComputerValidator()).Produces<EnrolledComputer>().WithName("EnrolComputer").WithSummary("Gives a computer an identity and a queue of its own.");

    /// <summary>The answer to a computer that is not let in.</summary>
    public static IResult ToProblem(this EnrolmentRefusedException refused) => TypedResults.Problem(refused.Message, statusCode: refused.Refusal switch
    {
        EnrolmentRefusal.WrongKey or EnrolmentRefusal.WrongCredentials => StatusCodes.Status401Unauthorized,
        _ => StatusCodes.Status403Forbidden,
    });
}

/// <summary>The steps of one enrolment, in the order in which a crash between two of them does no harm: the queue before the identity.</summary>
internal sealed class Enrolment(IDocumentSession session, AgentBroker broker, KeyTurns turns, TimeProvider clock)
{
    public async Task AdmitAsync(Guid id, string secret, EnrolComputerCommand command, CancellationToken ct)
    {
        var computer = await session.Events.FetchForWriting<Computer>(id, ct);
        if (computer.Aggregate is null && command.Key is not null)
        {
            await AdmitNewAsync(computer, id, secret, command, ct);
            return;
        }

        var changes = Computer.Reenrol(computer.Aggregate, secret, command.Name, command.OperatingSystem, command.Architecture, clock.GetUtcNow());
        var queueWasGone = await broker.RestoreQueueAsync(id, ct);
        computer.AppendMany(changes);
        if (queueWasGone)
            computer.AppendMany(Computer.MakeContact(computer.Aggregate, null, queueWasGone, clock.GetUtcNow()));
        await session.SaveChangesAsync(ct);
    }

    private async Task AdmitNewAsync(IEventStream<Computer> computer, Guid id, string secret, EnrolComputerCommand command, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (keyId, keySecret) = EnrolmentKey.Parse(command.Key!);
        var key = await session.LoadAsync<EnrolmentKey>(keyId, ct);
        EnrolmentKey.Use(key, keySecret, id, now);          // before anything is made at the broker for somebody unknown

        await broker.DeclareQueueAsync(id, ct);
        try
        {
            using var turn = key!.UsesAllowed is null ? null : await turns.TakeAsync(keyId, ct);
            if (turn is not null)
            {
                var counted = await session.Events.FetchForWriting<EnrolmentKey>(keyId, ct);
                counted.AppendMany(EnrolmentKey.Use(counted.Aggregate, keySecret, id, now));
            }

            session.Store(Presence.Of(id, now));
            computer.AppendOne(Computer.Enrol(id, command.Name, command.OperatingSystem, command.Architecture, Secret.Sha256(secret), keyId, now));
            if (key.GroupId is { } groupId && await session.LoadAsync<Group>(groupId, ct) is { RemovalStartedAt: null })
                session.Events.StartStream<Membership>(
                    Membership.StreamOf(groupId, id), Membership.Join(null, groupId, id, JoinedBy.EnrolmentKey, now));
            await session.SaveChangesAsync(ct);
        }
        catch (EnrolmentRefusedException)
        {
            await broker.DeleteQueueAsync(id, ct);          // the last use went to another computer in between
            throw;
        }
    }
}
