using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.LtiTool.Kits;
using Yrkesresan.LtiTool.People;
using Yrkesresan.XapiBridge.FollowUp.Statements;
using Yrkesresan.XapiBridge.Vocabulary;

namespace Yrkesresan.LtiTool.FollowUp.Statements;

/// <summary>One statement, in words and as JSON. Beyond the reader's scope there is none: its id and times would tell more than region and month.</summary>
[Authorize(nameof(Role.StatementReader))]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
internal sealed class OneStatementModel(PlacedStatements statements, PlaceNames placeNames, StatementSentence sentence, StatementLog log, KitLibrary kits) : PageModel
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public StatementLine Line { get; private set; } = null!;

    public string Json { get; private set; } = "";

    public Guid Id { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        if (HttpContext.SignedIn() is not { } reader)
            return Unauthorized();
        var found = await statements.FindAsync(id, kits.Journeys, cancel);
        var shown = found is not null && ReaderScope.Of(reader).Covers(found.Place);
        await log.WriteAsync(reader, string.Create(CultureInfo.InvariantCulture, $"id={id:D}"), shown ? 1 : 0);
        if (!shown)
            return NotFound();
        Id = id;
        Line = StatementLine.Exact(found!, sentence, await placeNames.ReadAsync(cancel));
        Json = JsonSerializer.Serialize(JsonElement.Parse(found!.Statement.ToJson().Span), Readable);
        return Page();
    }
}
