using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.Launches;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>What every statement from outside goes through before it is stored, however it came: validation, the bounds of a launch, pseudonyms.</summary>
internal sealed class Intake(LrsOptions options, Pseudonyms pseudonyms)
{
    /// <summary>The statements of a body.</summary>
    /// <exception cref="StatementRefusedException">One cannot be taken; nothing of the body may be stored.</exception>
    public ValueTask<IReadOnlyList<PreparedStatement>> ReadBatchAsync(ReadOnlyMemory<byte> body, XapiVersion version, Credential credential, CancellationToken cancel) =>
        pseudonyms.SettleAsync(
            credential.Grant is { } grant ? LaunchBounds.Read(body, version, options.MaxBatch, grant) : PreparedStatement.ReadBatch(body, version, options.MaxBatch), cancel);

    /// <summary>The one statement of a body.</summary>
    /// <exception cref="StatementRefusedException">It cannot be taken.</exception>
    public async ValueTask<PreparedStatement> ReadAsync(ReadOnlyMemory<byte> body, XapiVersion version, Credential credential, CancellationToken cancel) =>
        (await pseudonyms.SettleAsync([credential.Grant is { } grant ? LaunchBounds.ReadOne(body, version, grant) : PreparedStatement.Read(body, version)], cancel))[0];
}
