using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>What every statement from outside goes through before it is stored, however it came: validation, the bounds of a launch, pseudonyms.</summary>
internal sealed class Intake(LrsOptions options, Pseudonyms pseudonyms)
{
    /// <summary>The statements of a body.</summary>
    /// <param name="body">UTF-8. It must not change while the statements are in use.</param>
    /// <param name="version">The data model to validate against.</param>
    /// <param name="credential">Who sends them.</param>
    /// <param name="single">Whether it must be one statement, and no array.</param>
    /// <param name="withParts">Whether the data of attachments follow.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="StatementRefusedException">One cannot be taken; nothing of the body may be stored.</exception>
    public ValueTask<IReadOnlyList<PreparedStatement>> ReadAsync(ReadOnlyMemory<byte> body, XapiVersion version, Credential credential, bool single, bool withParts, CancellationToken cancel)
    {
        var most = single ? 1 : options.MaxBatch;
        var (statements, isBatch) = credential.Grant is { } grant ? LaunchBounds.Read(body, version, most, grant, withParts) : StatementReader.Read(body, version, most, withParts);
        return single && isBatch ? throw new StatementRefusedException(Rules.TypeObject, null, "") : pseudonyms.SettleAsync(statements, withParts, cancel);
    }
}
