using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>/xapi/statements (Communication 2.1).</summary>
internal sealed class StatementsResource(StatementStore store, Intake intake, Pseudonyms pseudonyms, Cursor cursors, LrsOptions options)
{
    /// <summary>POST: a statement or a batch, all or nothing; answers their ids.</summary>
    public async Task PostAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        RequireWrite(credential);
        if (http.Request.Query.Count > 0)
            throw RequestRefusedException.Bad("POST takes no parameters. (The alternate request syntax is not offered.)");
        RequireJson(http.Request);
        using var body = await Body.ReadAsync(http.Request, LargestBody(credential));
        var statements = await intake.ReadBatchAsync(body.Memory, version, credential, http.RequestAborted);
        await store.IngestAsync(statements, AuthorityOf(credential), credential.Voiding);
        await WriteIdsAsync(http, statements);
    }

    /// <summary>PUT: one statement under the id in the address.</summary>
    public async Task PutAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        RequireWrite(credential);
        var query = http.Request.Query;
        if (query.Keys.FirstOrDefault(k => k != "statementId") is { } unknown)
            throw RequestRefusedException.Bad($"The parameter {unknown} is not one of this resource's.");
        var parameters = ListParameters.Read(query, version);
        if (parameters.StatementId is not { } id)
            throw RequestRefusedException.Bad("PUT needs the parameter statementId.");
        RequireJson(http.Request);
        using var body = await Body.ReadAsync(http.Request, LargestBody(credential));
        var statement = await intake.ReadAsync(body.Memory, version, credential, http.RequestAborted);
        if (statement.HasId && statement.Id != id)
            throw RequestRefusedException.Bad("The statement's id and the parameter statementId differ.");
        statement.Id = id;
        await store.IngestAsync([statement], AuthorityOf(credential), credential.Voiding);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>GET and HEAD: one statement by id, or a list.</summary>
    public async Task GetAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        if (!credential.MayReadOwnStatements)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "This credential may not read statements.");
        var parameters = ListParameters.Read(http.Request.Query, version);
        if (credential.Grant is { } grant)
            parameters.Bind(grant);
        int? mine = null;
        if (!credential.MayReadStatements)
            mine = await store.Interned.FindAsync(AuthorityOf(credential).Agent, http.RequestAborted) ?? 0;
        if ((parameters.StatementId ?? parameters.VoidedStatementId) is { } id)
            await GetOneAsync(http, parameters, id, mine);
        else
            await GetListAsync(http, parameters, mine);
    }

    private async Task GetOneAsync(HttpContext http, ListParameters parameters, Guid id, int? mine)
    {
        var found = await store.Pages.FindAsync(id, parameters.VoidedStatementId is not null, mine, http.RequestAborted)
            ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "There is no such statement.");
        http.Response.Headers.LastModified = Storage.DbValue.FromMicroseconds(found.Stored).ToString("R", CultureInfo.InvariantCulture);
        await WriteJsonAsync(http, SizeOf(found, parameters.Format, out var formatted), output => WriteOne(found, formatted, output));
    }

    private async Task GetListAsync(HttpContext http, ListParameters parameters, int? mine)
    {
        var limit = parameters.Limit == 0 ? options.MaxPage : Math.Min(parameters.Limit, options.MaxPage);
        var page = await QueryAsync(parameters, mine, http.RequestAborted) is { } query
            ? await store.Pages.ReadAsync(query, limit, options.MaxPageBytes, http.RequestAborted)
            : new StatementPage([], false);
        var more = page.HasMore ? MoreOf(http.Request, parameters, page.Statements[^1].Stored) : "";
        var tail = Encoding.UTF8.GetBytes($"],\"more\":\"{more}\"}}");
        var formatted = new ReadOnlyMemory<byte>?[page.Statements.Count];
        var size = "{\"statements\":["u8.Length + tail.Length + Math.Max(0, page.Statements.Count - 1);
        for (var i = 0; i < formatted.Length; i++)
            size += SizeOf(page.Statements[i], parameters.Format, out formatted[i]);
        await WriteJsonAsync(http, size, output =>
        {
            output.Write("{\"statements\":["u8);
            for (var i = 0; i < formatted.Length; i++)
            {
                if (i > 0)
                    output.Write(","u8);
                WriteOne(page.Statements[i], formatted[i], output);
            }

            output.Write(tail);
        });
    }

    /// <summary>The query in the store's numbers; null when it names something that no statement does.</summary>
    private async Task<StatementQuery?> QueryAsync(ListParameters p, int? mine, CancellationToken cancel)
    {
        var query = new StatementQuery
        {
            RelatedAgents = p.RelatedAgents,
            RelatedActivities = p.RelatedActivities,
            Registration = p.Registration,
            Authority = mine,
            Ascending = p.Ascending,
            Above = p.Since ?? long.MinValue,
            Below = p.Until is { } until ? until + 1 : long.MaxValue,
        };
        if (p.Cursor is { } sealedCursor)
        {
            if (!cursors.TryOpen(sealedCursor, p.Canonical, out var at))
                throw RequestRefusedException.Bad("This is not a more link that this server made.");
            query = p.Ascending ? query with { Above = at } : query with { Below = at };
        }

        if (p.Agent is { } agent && (query = query with { Agent = await store.Interned.FindAsync(await pseudonyms.OfAsync(agent, cancel), cancel) }).Agent is null)
            return null;
        if (p.Verb is { } verb && (query = query with { Verb = await store.Interned.FindAsync(verb, cancel) }).Verb is null)
            return null;
        if (p.Activity is { } activity && (query = query with { Activity = await store.Interned.FindAsync(activity, cancel) }).Activity is null)
            return null;
        return query;
    }

    // Data 2.5: relative, with the full path. Escaped parameters need no escaping in JSON.
    private string MoreOf(HttpRequest request, ListParameters parameters, long last)
    {
        var canonical = parameters.Canonical;
        var rest = canonical.Length == 0 ? "" : canonical + "&";
        return $"{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}?{rest}cursor={cursors.Seal(last, canonical)}";
    }

    private static int SizeOf(StoredStatement statement, StatementFormat format, out ReadOnlyMemory<byte>? formatted)
    {
        formatted = format == StatementFormat.Ids ? IdsFormat.Of(statement.ToJson()) : (ReadOnlyMemory<byte>?)null;
        return formatted?.Length ?? statement.Size;
    }

    private static void WriteOne(StoredStatement statement, ReadOnlyMemory<byte>? formatted, IBufferWriter<byte> output)
    {
        if (formatted is { } bytes)
            output.Write(bytes.Span);
        else
            statement.WriteTo(output);
    }

    private static Task WriteIdsAsync(HttpContext http, IReadOnlyList<PreparedStatement> statements)
    {
        // ["…","…"]: 36 characters and two quotes each, commas between, brackets around.
        var size = 2 + (statements.Count * 38) + Math.Max(0, statements.Count - 1);
        return WriteJsonAsync(http, size, output =>
        {
            output.Write("["u8);
            for (var i = 0; i < statements.Count; i++)
            {
                var span = output.GetSpan(40);
                var at = 0;
                if (i > 0)
                    span[at++] = (byte)',';
                span[at++] = (byte)'"';
                statements[i].Id.TryFormat(span[at..], out var written);
                at += written;
                span[at++] = (byte)'"';
                output.Advance(at);
            }

            output.Write("]"u8);
        });
    }

    private static async Task WriteJsonAsync(HttpContext http, int size, Action<IBufferWriter<byte>> write)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = size;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        write(http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private int LargestBody(Credential credential) => Math.Min(credential.Limits.LargestBody ?? int.MaxValue, options.MaxBodyBytes);

    private static void RequireWrite(Credential credential)
    {
        if (!credential.MayWriteStatements)
            throw new RequestRefusedException(StatusCodes.Status403Forbidden, "This credential may not store statements.");
    }

    /// <summary>Communication 1.5: application/json in UTF-8.</summary>
    private static void RequireJson(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        if (type == "application/json")
            return;
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var parsed))
            throw RequestRefusedException.Bad("Content-Type must be application/json.");
        if (parsed.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase))
            throw new RequestRefusedException(StatusCodes.Status415UnsupportedMediaType, "Attachment data (multipart/mixed) is not taken. Send application/json and attachments with a fileUrl.");
        if (!parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw RequestRefusedException.Bad("Content-Type must be application/json.");
        if (parsed.Charset.HasValue && !parsed.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw RequestRefusedException.Bad("The body must be in UTF-8.");
    }

    private Authority AuthorityOf(Credential credential) => new(options.PublicUrl, credential.Key);
}
