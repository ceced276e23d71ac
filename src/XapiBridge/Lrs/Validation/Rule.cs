namespace Yrkesresan.XapiBridge.Lrs.Validation;

/// <summary>One named requirement of the specification. Clauses are those of xAPI 1.0.3 (parts Data and Communication); 2.0 keeps the requirements and renumbers them.</summary>
/// <param name="Name">Stable name that clients may match on.</param>
/// <param name="Clause">The clause, such as <c>Data 2.4.4.1</c>.</param>
/// <param name="Says">What the clause asks for, in a sentence.</param>
internal sealed record Rule(string Name, string Clause, string Says);
