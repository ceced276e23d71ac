using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Yrkesresan.XapiBridge.Tests.Lrs.Http;
using static Yrkesresan.XapiBridge.Tests.Lrs.Attachments.Multipart;

namespace Yrkesresan.XapiBridge.Tests.Lrs.Attachments;

/// <summary>Data 2.6: signed statements.</summary>
public sealed class SignatureTests
{
    private const string Usage = "http://adlnet.gov/expapi/attachments/signature";

    private static readonly RSA Key = RSA.Create(2048);

    [Theory]
    [InlineData("RS256", "1.0.3"), InlineData("RS384", "1.0.3"), InlineData("RS512", "2.0.0")]
    public async Task XAPI_Data_2_6_A_statement_signed_with_one_of_the_three_algorithms_is_taken_as_sent(string algorithm, string version)
    {
        await using var lrs = await LrsServer.StartAsync();
        using var client = lrs.ClientOf(await lrs.Credentials.AddAsync("Exempel", [XapiBridge.Lrs.Credentials.Scope.All]), version);
        var statement = Sample.Minimal();
        statement["id"] = "fd41c918-b88b-4b20-a0a5-a4c32391aaa1";
        statement["context"] = Sample.Parse("""{"contextActivities":{"parent":{"id":"https://example.org/p"}}}""");
        await TakenAsync(client, Signed(statement, Jws(algorithm, statement, x5c: true)));
        using var got = await client.GetAsync("/xapi/statements?attachments=true");
        Assert.Equal(2, (await ReadAsync(got)).Count);
    }

    [Theory]
    [InlineData("HS256"), InlineData("none"), InlineData("ES256"), InlineData("PS256"), InlineData("rs256")]
    public async Task XAPI_Data_2_6_Another_algorithm_is_refused(string algorithm)
    {
        await using var lrs = await LrsServer.StartAsync();
        await RefusedAsync(lrs, Signed(Sample.Minimal(), Jws(algorithm, Sample.Minimal())), "signature-algorithm");
    }

    [Fact]
    public async Task XAPI_Data_2_6_The_payload_is_the_statement_before_it_was_signed()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var payload in (JsonNode[])[Sample.Minimal("another"), new JsonArray(Sample.Minimal()), new JsonObject(), JsonValue.Create(1)])
            await RefusedAsync(lrs, Signed(Sample.Minimal(), Jws("RS256", payload)), "signature-payload");
        var statement = With("other"u8.ToArray());
        await RefusedAsync(lrs, Signed(statement, Jws("RS256", Sample.Minimal()), "other"u8.ToArray()), "signature-payload");
        var other = statement.DeepClone().AsObject();
        other["id"] = Guid.NewGuid().ToString();
        await RefusedAsync(lrs, Signed(statement, Jws("RS256", other), "other"u8.ToArray()), "signature-payload");
        await TakenAsync(lrs, Signed(statement, Jws("RS256", statement), "other"u8.ToArray()));
    }

    [Theory]
    [InlineData(""), InlineData("a.b"), InlineData("a.b.c.d"), InlineData("e30.e30.AA"), InlineData("bnVsbA.e30.AA"), InlineData("%.e30.AA"), InlineData("{\"payload\":\"\"}"), InlineData("..")]
    public async Task XAPI_Data_2_6_What_is_no_compact_JWS_is_refused(string jws)
    {
        await using var lrs = await LrsServer.StartAsync();
        await RefusedAsync(lrs, Signed(Sample.Minimal(), Encoding.ASCII.GetBytes(jws)), "signature-form");
    }

    [Fact]
    public async Task XAPI_Data_2_6_The_content_type_is_octet_stream_and_a_certificate_must_be_the_signers()
    {
        await using var lrs = await LrsServer.StartAsync();
        await RefusedAsync(lrs, Signed(Sample.Minimal(), Jws("RS256", Sample.Minimal()), type: "text/plain"), "signature-type");
        var jws = Encoding.ASCII.GetString(Jws("RS256", Sample.Minimal(), x5c: true)).Split('.');
        var forged = Base64Url.EncodeToString(new byte[256]);
        await RefusedAsync(lrs, Signed(Sample.Minimal(), Encoding.ASCII.GetBytes($"{jws[0]}.{jws[1]}.{forged}")), "signature-certificate");
        var header = Base64Url.EncodeToString("""{"alg":"RS256","x5c":["AAAA"]}"""u8);
        await RefusedAsync(lrs, Signed(Sample.Minimal(), Encoding.ASCII.GetBytes($"{header}.{jws[1]}.{forged}")), "signature-certificate");
    }

    [Fact]
    public async Task XAPI_Data_4_6_Durations_are_compared_to_hundredths_of_a_second()
    {
        await using var lrs = await LrsServer.StartAsync();
        foreach (var (signed, sent, same) in ((string, string, bool)[])[("PT0.12S", "PT0.1237S", true), ("PT0.1299S", "PT0.12S", true), ("PT0.13S", "PT0.1299S", false), ("PT60S", "PT1M", false)])
        {
            var (before, after) = (Sample.Minimal(), Sample.Minimal());
            before["result"] = new JsonObject { ["duration"] = signed };
            after["result"] = new JsonObject { ["duration"] = sent };
            using var answer = await PostAsync(lrs, Signed(after, Jws("RS256", before)));
            Assert.Equal(same ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    private static byte[] Signed(JsonObject statement, byte[] jws, byte[]? other = null, string type = "application/octet-stream")
    {
        var signed = statement.DeepClone().AsObject();
        var attachment = Attachment(jws, type);
        attachment["usageType"] = Usage;
        if (signed["attachments"] is JsonArray attachments)
            attachments.Add(attachment);
        else
            signed["attachments"] = new JsonArray(attachment);
        var body = Of(signed).Data(jws, type);
        return (other is null ? body : body.Data(other)).End();
    }

    // RFC 7515 7.1: header, payload and signature, each base64url, with dots between.
    private static byte[] Jws(string algorithm, JsonNode payload, bool x5c = false)
    {
        var header = new JsonObject { ["alg"] = algorithm };
        if (x5c)
        {
            using var certificate = new CertificateRequest("CN=Exempel", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
            header["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData));
        }

        var signed = $"{Base64Url.EncodeToString(Sample.Utf8(header))}.{Base64Url.EncodeToString(Sample.Utf8(payload))}";
        var hash = algorithm[^3..] switch { "384" => HashAlgorithmName.SHA384, "512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 };
        return Encoding.ASCII.GetBytes($"{signed}.{Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(signed), hash, RSASignaturePadding.Pkcs1))}");
    }
}
