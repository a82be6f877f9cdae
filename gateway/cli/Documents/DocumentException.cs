namespace Distribution.Cli.Documents;

/// <summary>A document that breaks a rule: which field, what stands there, and what should.</summary>
internal sealed class DocumentException(string message) : Exception(message);
