using System.Text.Encodings.Web;
using System.Text.Json;
using Yrkesresan.LtiTool.Journeys.Progress;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.MyData;

/// <summary>All that is stored of a person, as a file: what is here, by table, and the learning records and documents as they are stored.</summary>
internal sealed class PersonFile(Database database, ProgressExporter exporter)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file's parts.</summary>
    public async Task<Dictionary<string, object>> ReadAsync(Guid personId, CancellationToken cancel = default)
    {
        var learning = await exporter.ExportAsync(personId, cancel);
        await using var session = await database.ReadAsync(cancel);
        var all = (await StoredData.ReadAsync(session, personId, cancel)).ToDictionary(p => p.Key, p => (object)p.Value);
        all["learningRecords"] = learning?.Records ?? [];
        all["learningDocuments"] = learning?.Documents ?? [];
        return all;
    }

    /// <summary>The file, JSON in UTF-8.</summary>
    public async Task<byte[]> WriteAsync(Guid personId, CancellationToken cancel = default) => JsonSerializer.SerializeToUtf8Bytes(await ReadAsync(personId, cancel), Json);
}
