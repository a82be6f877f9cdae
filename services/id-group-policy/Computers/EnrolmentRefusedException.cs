namespace Distribution.IdGroupPolicy.Computers;

/// <summary>Why an enrolment is refused.</summary>
public enum EnrolmentRefusal
{
    WrongKey,
    KeyRevoked,
    KeyExpired,
    KeyUsedUp,
    WrongCredentials,
    ComputerRemoved,
    ComputerFenced,
}

/// <summary>An enrolment is refused; HTTP 401 when who asks is not known, else 403.</summary>
public sealed class EnrolmentRefusedException(EnrolmentRefusal refusal) : Exception(Words(refusal))
{
    /// <summary>Why.</summary>
    public EnrolmentRefusal Refusal { get; } = refusal;

    private static string Words(EnrolmentRefusal refusal) => refusal switch
    {
        EnrolmentRefusal.WrongKey => "The enrolment key is not known.",
        EnrolmentRefusal.KeyRevoked => "The enrolment key was revoked.",
        EnrolmentRefusal.KeyExpired => "The enrolment key has expired.",
        EnrolmentRefusal.KeyUsedUp => "The enrolment key has been used as often as it may be.",
        EnrolmentRefusal.WrongCredentials => "The computer id and the secret do not belong together.",
        EnrolmentRefusal.ComputerFenced => "Two computers live under this identity; nobody is let in under it until an operator has looked.",
        _ => "The computer was removed; it may come back as a new one, with an enrolment key and without its old id.",
    };
}
