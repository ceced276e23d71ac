using System.Text.Json;
using Yrkesresan.LtiTool.Lti.Grades;
using Yrkesresan.LtiTool.Lti.Platforms;
using Yrkesresan.LtiTool.Lti.Roster;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.Registration;

/// <summary>
/// Changes a connection and keeps who changed what. The platform's row stays, and with it everything that hangs on it: accounts, course rooms,
/// line items. Keys and tokens had by the old addresses are not used again: both are kept by the addresses that they were had at.
/// </summary>
internal static class PlatformChanges
{
    private const int MostShown = 20;

    /// <summary>What can be changed, by the names of the form's fields.</summary>
    private static readonly (string Field, Func<Platform, string?> Of, Func<Platform, string?, Platform> With)[] Fields =
    [
        (nameof(PlatformForm.Name), p => p.Name, (p, v) => p with { Name = v! }),
        (nameof(PlatformForm.Issuer), p => p.Issuer, (p, v) => p with { Issuer = v! }),
        (nameof(PlatformForm.ClientId), p => p.ClientId, (p, v) => p with { ClientId = v! }),
        (nameof(PlatformForm.Authorization), p => p.AuthorizationEndpoint, (p, v) => p with { AuthorizationEndpoint = v! }),
        (nameof(PlatformForm.Token), p => p.TokenEndpoint, (p, v) => p with { TokenEndpoint = v! }),
        (nameof(PlatformForm.Keys), p => p.JwksUri, (p, v) => p with { JwksUri = v! }),
        (nameof(PlatformForm.Audience), p => p.TokenAudience, (p, v) => p with { TokenAudience = v }),
        (nameof(PlatformForm.Frames), p => string.Join(' ', p.FrameOrigins), (p, v) => p with { FrameOrigins = v!.Split(' ') }),
        (nameof(PlatformForm.Region), p => p.DefaultRegion, (p, v) => p with { DefaultRegion = v }),
    ];

    /// <summary>Changes a platform within the commit, and logs what was changed.</summary>
    /// <param name="unit">The commit.</param>
    /// <param name="id">The platform.</param>
    /// <param name="change">Makes of the platform as it is what it is to be; null where it may not be changed.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="now">When.</param>
    public static async Task<(ChangeOutcome Outcome, IReadOnlyList<FieldChange> Changed)> MakeAsync(WriteUnit unit, long id, Func<Platform, Platform?> change, Actor by, DateTimeOffset now)
    {
        if ((await PlatformStore.AllAsync(unit)).FirstOrDefault(p => p.Id == id) is not { } before || change(before) is not { } after)
            return (ChangeOutcome.Gone, []);
        var changed = Fields.Select(f => new FieldChange(f.Field, f.Of(before), f.Of(after))).Where(c => c.Before != c.After).ToList();
        if (changed.Count == 0)
            return (ChangeOutcome.Same, []);
        if (!await PlatformStore.ChangeAsync(unit, after))
            return (ChangeOutcome.Taken, []);
        await unit.ExecuteAsync($"""
            insert into platform_change (platform_id, at, by_whom, by_person, fields)
            values ({id}, {now}, {by.Name}, {by.Person}, {JsonSerializer.Serialize(changed)})
            """);
        if (after.ClientId != before.ClientId || after.TokenEndpoint != before.TokenEndpoint || after.TokenAudience != before.TokenAudience)
        {
            // What the platform refused by the old ones it may grant now.
            await GradePlatform.ResumeAsync(unit, id);
            await RosterPlatform.ResumePlatformAsync(unit, id);
        }
        return (ChangeOutcome.Changed, changed);
    }

    /// <summary>The latest changes of a platform, newest first.</summary>
    public static async Task<IReadOnlyList<PlatformChange>> OfAsync(SqlSession session, long id, CancellationToken cancel = default) =>
        await session.QueryAsync($"""
            select c.id, c.at, coalesce(w.name, c.by_whom, '–'), c.fields from platform_change c left join person w on w.id = c.by_person
            where c.platform_id = {id} order by c.id desc limit {MostShown}
            """,
            r => new PlatformChange(r.GetInt64(0), r.GetInstant(1), r.GetString(2), JsonSerializer.Deserialize<IReadOnlyList<FieldChange>>(r.GetString(3))!), cancel);

    /// <summary>The platform with what a change changed as it was before; null where that has been changed since.</summary>
    public static Platform? Undo(PlatformChange change, Platform platform)
    {
        var fields = change.Fields.Select(c => (Change: c, Field: Array.Find(Fields, f => f.Field == c.Field))).ToList();
        return fields.TrueForAll(f => f.Field.Of(platform) == f.Change.After) ? fields.Aggregate(platform, (p, f) => f.Field.With(p, f.Change.Before)) : null;
    }
}

/// <summary>What became of a change.</summary>
internal enum ChangeOutcome
{
    /// <summary>It holds.</summary>
    Changed,

    /// <summary>There was nothing to change.</summary>
    Same,

    /// <summary>Another platform has the issuer and the client id.</summary>
    Taken,

    /// <summary>There is no such platform, or not for whoever asks.</summary>
    Gone,
}

/// <summary>A change of a connection.</summary>
/// <param name="Id">Its row.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Fields">What.</param>
internal sealed record PlatformChange(long Id, DateTimeOffset At, string By, IReadOnlyList<FieldChange> Fields);

/// <summary>What a field was before, and after.</summary>
/// <param name="Field">The form's field: text <c>Form.*</c>.</param>
/// <param name="Before">Null for nothing.</param>
/// <param name="After">Likewise.</param>
internal sealed record FieldChange(string Field, string? Before, string? After);
