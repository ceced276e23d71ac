namespace Yrkesresan.XapiBridge.Lrs.Documents;

/// <summary>Why a document was not changed.</summary>
internal enum DocumentRefusal
{
    /// <summary>If-Match or If-None-Match does not hold.</summary>
    Precondition,

    /// <summary>There is a document already, and the request does not say that it knows it.</summary>
    Conflict,

    /// <summary>There is none, and the request does not say that it knows that.</summary>
    Unconditional,

    /// <summary>What is there, or what came, is no JSON object.</summary>
    NotMergeable,

    /// <summary>The document, or the number of documents, is larger than this store takes.</summary>
    TooLarge,

    /// <summary>It would be of a person who has been erased.</summary>
    Erased,
}

/// <summary>A document was not changed, and nothing else was.</summary>
internal sealed class DocumentRefusedException(DocumentRefusal why, string message) : Exception(message)
{
    public DocumentRefusal Why { get; } = why;
}
