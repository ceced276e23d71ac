using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Yrkesresan.XapiBridge.Lrs.Validation;

namespace Yrkesresan.XapiBridge.Lrs.Attachments;

/// <summary>
/// Signed statements (Data 2.6): a JSON Web Signature over the statement as it was before, attached to it. It is checked to be well formed, which catches
/// mistakes; whom to trust is for whoever reads the statement.
/// </summary>
internal static class Signature
{
    public const string UsageType = "http://adlnet.gov/expapi/attachments/signature";

    // A certificate chain beside the statement, which base64 makes a third longer.
    private const int MostBesideStatement = 256 * 1024;

    /// <summary>Checks each signature that came with the statement; one with a fileUrl alone is not here to be checked.</summary>
    /// <exception cref="StatementRefusedException">It is malformed.</exception>
    public static async Task CheckAsync(PreparedStatement statement)
    {
        foreach (var claim in statement.Attachments ?? [])
        {
            if (claim.UsageType != UsageType)
                continue;
            if (!claim.ContentType.Split(';')[0].Trim().Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
                throw Refuse(Rules.SignatureType, claim);
            if (claim.Data is not { } data)
                continue;
            if (data.Length > MostBesideStatement + (2L * statement.Json.Length))
                throw Refuse(Rules.SignaturePayload, claim);
            var jws = new byte[data.Length];
            await data.Spool.ReadAsync(data.At, jws);
            if (Check(jws, statement) is { } broken)
                throw Refuse(broken, claim);
        }
    }

    private static StatementRefusedException Refuse(Rule rule, AttachmentClaim claim) => new(rule, claim.Index, claim.Path);

    private static Rule? Check(ReadOnlySpan<byte> jws, PreparedStatement statement)
    {
        var dot = jws.IndexOf((byte)'.');
        var last = jws.LastIndexOf((byte)'.');
        if (dot < 1 || last == dot || Decode(jws[..dot]) is not { } header || Decode(jws[(dot + 1)..last]) is not { } payload || Decode(jws[(last + 1)..]) is not { } signature)
            return Rules.SignatureForm;
        try
        {
            using var json = JsonDocument.Parse(header);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("alg", out var alg) || alg.ValueKind != JsonValueKind.String)
                return Rules.SignatureForm;
            if (HashOf(alg.GetString()!) is not { } hash)
                return Rules.SignatureAlgorithm;
            if (json.RootElement.TryGetProperty("x5c", out var chain) && !Verifies(chain, jws[..last], signature, hash))
                return Rules.SignatureCertificate;
        }
        catch (JsonException)
        {
            return Rules.SignatureForm;
        }

        return IsSigned(payload, statement) ? null : Rules.SignaturePayload;
    }

    private static byte[]? Decode(ReadOnlySpan<byte> text) => Base64Url.IsValid(text, out _) && !text.ContainsAny("=\r\n\t "u8) ? Base64Url.DecodeFromUtf8(text) : null;

    private static HashAlgorithmName? HashOf(string algorithm) => algorithm switch
    {
        "RS256" => HashAlgorithmName.SHA256,
        "RS384" => HashAlgorithmName.SHA384,
        "RS512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    // RFC 7515 4.1.6: an array of certificates in base64 (not base64url), the signer's first.
    private static bool Verifies(JsonElement chain, ReadOnlySpan<byte> signed, byte[] signature, HashAlgorithmName hash)
    {
        if (chain.ValueKind != JsonValueKind.Array || chain.GetArrayLength() == 0 || chain[0].ValueKind != JsonValueKind.String || !chain[0].TryGetBytesFromBase64(out var der))
            return false;
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            using var key = certificate.GetRSAPublicKey();
            return key is not null && key.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool IsSigned(byte[] payload, PreparedStatement statement)
    {
        try
        {
            var (all, wasArray) = StatementReader.Read(payload, statement.Version, maxStatements: 1, withParts: true);
            var sameId = !all[0].HasId || !statement.HasId || all[0].Id == statement.Id;
            return !wasArray && sameId && StatementEquality.Same(all[0].Json, Unsigned(statement.Json));
        }
        catch (StatementRefusedException)
        {
            return false;
        }
    }

    /// <summary>The statement without its signatures.</summary>
    private static ReadOnlyMemory<byte> Unsigned(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in document.RootElement.EnumerateObject())
                if (!property.NameEquals("attachments"))
                    property.WriteTo(writer);
                else if (property.Value.EnumerateArray().Where(a => a.GetProperty("usageType").GetString() != UsageType).ToList() is { Count: > 0 } others)
                    Write(writer, others);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, List<JsonElement> attachments)
    {
        writer.WriteStartArray("attachments");
        attachments.ForEach(a => a.WriteTo(writer));
        writer.WriteEndArray();
    }
}
