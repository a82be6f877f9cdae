using System.Security.Authentication;
using RabbitMQ.Client.Exceptions;

namespace Distribution.Agent.Connections;

/// <summary>Why a connection failed, in the words that help: libraries wrap them in others.</summary>
internal static class Failure
{
    public static string Reason(Exception problem)
    {
        for (var inner = problem; inner is not null; inner = Inner(inner))
        {
            if (inner is AuthenticationException { InnerException: null })
                return inner.Message;
        }
        return problem switch
        {
            BrokerUnreachableException { InnerException: AggregateException { InnerException: { } first } } => first.Message,
            BrokerUnreachableException { InnerException: { } inner } => inner.Message,
            _ => problem.Message,
        };
    }

    private static Exception? Inner(Exception problem) =>
        problem is AggregateException { InnerExceptions: [var first, ..] } ? first : problem.InnerException;
}
