using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Yrkesresan.XapiBridge.Lrs.Credentials;
using Yrkesresan.XapiBridge.Lrs.People;
using Yrkesresan.XapiBridge.Lrs.Store;

namespace Yrkesresan.XapiBridge.Lrs.Http;

/// <summary>/xapi/statements (Communication 2.1).</summary>
internal sealed class StatementsResource(StatementStore store, Intake intake, Pseudonyms pseudonyms, Cursor cursors, LrsOptions options, MultipartAnswer multipart)
{
    /// <summary>POST: a statement or a batch, all or nothing; answers their ids.</summary>
    public async Task PostAsync(HttpContext http, Credential credential, XapiVersion version)
    {
        RequireWrite(credential);
        if (http.Request.Query.Count > 0)
            throw RequestRefusedException.Bad("POST takes no parameters.");
        if (BoundaryOf(http.Request) is { } boundary)
        {
            using var parts = await PartsAsync(http, boundary, version, credential, single: false);
            await IngestAsync(parts.Statements, credential);
            await WriteIdsAsync(http, parts.Statements);
            return;
        }

        using var body = await Body.ReadAsync(http.Request, LargestBody(credential));
        var statements = await intake.ReadAsync(body.Memory, version, credential, single: false, withParts: false, http.RequestAborted);
        await IngestAsync(statements, credential);
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
        if (BoundaryOf(http.Request) is { } boundary)
        {
            using var parts = await PartsAsync(http, boundary, version, credential, single: true);
            await StoreAsync(parts.Statements[0]);
            return;
        }

        using var body = await Body.ReadAsync(http.Request, LargestBody(credential));
        await StoreAsync((await intake.ReadAsync(body.Memory, version, credential, single: true, withParts: false, http.RequestAborted))[0]);

        async Task StoreAsync(PreparedStatement statement)
        {
            if (statement.HasId && statement.Id != id)
                throw RequestRefusedException.Bad("The statement's id and the parameter statementId differ.");
            statement.Id = id;
            await IngestAsync([statement], credential);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
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
            mine = await store.Interned.FindAsync(options.AuthorityOf(credential).Agent, http.RequestAborted) ?? 0;
        if ((parameters.StatementId ?? parameters.VoidedStatementId) is { } id)
            await GetOneAsync(http, credential, parameters, id, mine);
        else
            await GetListAsync(http, credential, parameters, mine);
    }

    private bool IsStrict(Credential credential) => options.IsStrict || credential.IsStrict;

    private Task<MultipartStatements> PartsAsync(HttpContext http, string boundary, XapiVersion version, Credential credential, bool single) => MultipartStatements.ReadAsync(
        http.Request, boundary, Math.Min(options.MaxUploadBytes, credential.Limits.LargestBody ?? long.MaxValue),
        body => intake.ReadAsync(body, version, credential, single, withParts: true, http.RequestAborted), options, IsStrict(credential));

    private async Task IngestAsync(IReadOnlyList<PreparedStatement> statements, Credential credential)
    {
        await store.IngestAsync(statements, options.AuthorityOf(credential), credential.Voiding, credential.MayReadStatements);
        if (credential.MayDefine)
            await store.Definitions.LearnAsync(statements);
    }

    private async Task GetOneAsync(HttpContext http, Credential credential, ListParameters parameters, Guid id, int? mine)
    {
        var found = await store.Pages.FindAsync(id, parameters.VoidedStatementId is not null, mine, http.RequestAborted)
            ?? throw new RequestRefusedException(StatusCodes.Status404NotFound, "There is no such statement.");
        http.Response.Headers.LastModified = Storage.DbValue.FromMicroseconds(found.Stored).ToString("R", CultureInfo.InvariantCulture);
        var formatted = await FormatAsync(http, credential, parameters.Format, [found]);
        await WriteAsync(http, parameters, [found], SizeOf(found, formatted, 0), output => WriteOne(found, formatted, 0, output));
    }

    private async Task GetListAsync(HttpContext http, Credential credential, ListParameters parameters, int? mine)
    {
        var limit = parameters.Limit == 0 ? options.MaxPage : Math.Min(parameters.Limit, options.MaxPage);
        var page = await QueryAsync(parameters, mine, http.RequestAborted) is { } query
            ? await store.Pages.ReadAsync(query, limit, options.MaxPageBytes, http.RequestAborted)
            : new StatementPage([], false);
        var more = page.HasMore ? MoreOf(http.Request, parameters, page.Statements[^1].Stored) : "";
        var tail = Encoding.UTF8.GetBytes($"],\"more\":\"{more}\"}}");
        var formatted = await FormatAsync(http, credential, parameters.Format, page.Statements);
        var size = "{\"statements\":["u8.Length + tail.Length + Math.Max(0, page.Statements.Count - 1);
        for (var i = 0; i < page.Statements.Count; i++)
            size += SizeOf(page.Statements[i], formatted, i);
        await WriteAsync(http, parameters, page.Statements, size, output =>
        {
            output.Write("{\"statements\":["u8);
            for (var i = 0; i < page.Statements.Count; i++)
            {
                if (i > 0)
                    output.Write(","u8);
                WriteOne(page.Statements[i], formatted, i, output);
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

    /// <summary>The statements in another format than they came; null for exact, which is written as it is stored.</summary>
    private async ValueTask<List<ReadOnlyMemory<byte>>?> FormatAsync(HttpContext http, Credential credential, StatementFormat format, List<StoredStatement> statements)
    {
        if (format == StatementFormat.Exact)
            return null;
        var exact = statements.ConvertAll(s => s.ToJson());
        if (format == StatementFormat.Ids)
            return exact.ConvertAll(IdsFormat.Of);
        // What others' statements have told of an activity is for whoever may ask for it (4.2); the rest see what their own statements say.
        HashSet<string> activities = credential.MayReadDefinitions ? CanonicalFormat.ActivitiesOf(exact) : [];
        var known = await store.Definitions.FindAsync(activities, http.RequestAborted);
        return exact.ConvertAll(new CanonicalFormat(AcceptedLanguages.Read(http.Request.Headers.AcceptLanguage), known).Of);
    }

    private static int SizeOf(StoredStatement statement, List<ReadOnlyMemory<byte>>? formatted, int index) => formatted?[index].Length ?? statement.Size;

    private static void WriteOne(StoredStatement statement, List<ReadOnlyMemory<byte>>? formatted, int index, IBufferWriter<byte> output)
    {
        if (formatted is not null)
            output.Write(formatted[index].Span);
        else
            statement.WriteTo(output);
    }

    private Task WriteAsync(HttpContext http, ListParameters parameters, List<StoredStatement> statements, int size, Action<IBufferWriter<byte>> write) =>
        parameters.Attachments ? multipart.WriteAsync(http, statements, size, write) : WriteJsonAsync(http, size, write);

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

    /// <summary>Communication 1.5: application/json in UTF-8, which has no boundary, or multipart/mixed, which has one.</summary>
    private static string? BoundaryOf(HttpRequest request)
    {
        var type = request.ContentType ?? "";
        if (type == "application/json")
            return null;
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var parsed))
            throw RequestRefusedException.Bad("Content-Type must be application/json or multipart/mixed.");
        if (MultipartStatements.BoundaryOf(parsed) is { } boundary)
            return boundary;
        if (!parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw RequestRefusedException.Bad("Content-Type must be application/json or multipart/mixed.");
        if (parsed.Charset.HasValue && !parsed.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw RequestRefusedException.Bad("The body must be in UTF-8.");
        return null;
    }
}
