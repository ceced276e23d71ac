namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>A statement with this id is stored and says something else (Communication 2.1.1). Nothing of the request is stored.</summary>
public sealed class StatementConflictException : Exception
{
    internal StatementConflictException(Guid id, int index)
        : base($"Statement {id} is stored already, and is another statement.") => (Id, Index) = (id, index);

    /// <summary>The id.</summary>
    public Guid Id { get; }

    /// <summary>Position in the batch, from 0.</summary>
    public int Index { get; }
}
