using Yrkesresan.XapiBridge.Lrs.Credentials;

namespace Yrkesresan.XapiBridge.Lrs;

/// <summary>
/// A statement would void one that its sender has no right to void (Data 2.3.2: the LRS answers 403 when the source is not authorized). Nothing of
/// the request is stored.
/// </summary>
public sealed class VoidingRefusedException : Exception
{
    internal VoidingRefusedException(Guid target, bool ofService, int index)
        : base(ofService
            ? $"Statement {target} is this service's own record of what was done here; it is taken back here and nowhere else."
            : $"Statement {target} was stored with another credential; voiding it needs the scope {Scope.All}.") => Index = index;

    /// <summary>Position in the batch, from 0.</summary>
    public int Index { get; }
}
