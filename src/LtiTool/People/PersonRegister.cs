using System.Data.Common;
using Yrkesresan.Storage;
using Yrkesresan.XapiBridge;

namespace Yrkesresan.LtiTool.People;

/// <summary>What a platform says of a person; each part null when it sent none.</summary>
internal sealed record Identity(string? Name, string? GivenName, string? FamilyName, string? Email, string? Locale)
{
    public static readonly Identity None = new(null, null, null, null, null);

    private const int LongestText = 200;

    /// <summary>As it may be kept: bounded, without control characters, without personal identity numbers (domain.md §9).</summary>
    public static Identity Clean(string? name, string? givenName, string? familyName, string? email, string? locale)
    {
        (givenName, familyName) = (Clean(givenName), Clean(familyName));
        name = Clean(name) ?? Clean($"{givenName} {familyName}");
        return new Identity(name, givenName, familyName, IdentityNumbers.Contains(email) ? null : Clean(email), Clean(locale));
    }

    private static string? Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (text.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            text = string.Concat(text.Where(c => !char.IsControl(c)));
        text = IdentityNumbers.Strip(text.Trim());
        if (text is { Length: > LongestText })
            text = text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }
}

/// <summary>A person as the register knows one.</summary>
/// <param name="Id">The person's own id.</param>
/// <param name="Pseudonym">What stands for the person in learning records.</param>
/// <param name="Identity">As the platform last sent it.</param>
internal sealed record RegisteredPerson(Guid Id, Guid Pseudonym, Identity Identity)
{
    /// <summary>Whether a role had been granted when the person was read; spares asking which.</summary>
    public bool HasGrants { get; init; }

    /// <summary>Whether the person belonged to a journey when read; spares asking which.</summary>
    public bool HasMemberships { get; init; }

    /// <summary>Whether the person was made just now: nothing can have been done yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>As what the person last came to the course room that was asked of; null where it was none, or the person is new there.</summary>
    public Participant? In { get; init; }
}

/// <summary>As what somebody last came to a course room.</summary>
/// <param name="IsLearner">As a learner.</param>
/// <param name="IsStaff">As somebody who gives the course or looks after it.</param>
internal sealed record Participant(bool IsLearner, bool IsStaff);

/// <summary>People by their accounts: a platform and the subject by which it names them.</summary>
internal static class PersonRegister
{
    /// <summary>How exactly it is known when somebody was last seen; spares a write at most launches.</summary>
    private static readonly TimeSpan SeenExactness = TimeSpan.FromHours(1);

    /// <summary>The person of an account; null when nobody has signed in or been announced by it.</summary>
    public static async Task<RegisteredPerson?> FindAsync(SqlSession session, long platformId, string subject, CancellationToken cancel = default) =>
        (await RowAsync(session, platformId, subject, context: null, cancel))?.Person;

    /// <summary>The person of an account, made when there is none: somebody may be given a role before the first launch.</summary>
    public static async Task<RegisteredPerson> FindOrAddAsync(WriteUnit unit, long platformId, string subject, DateTimeOffset now) =>
        (await RowAsync(unit, platformId, subject) ?? await AddAsync(unit, platformId, subject, Identity.None, now, lastSeen: null)).Person;

    /// <summary>As <see cref="FindOrAddAsync"/>, with a name for who has not signed in yet; the platform's own word replaces it.</summary>
    public static async Task<Guid> AnnounceAsync(WriteUnit unit, long platformId, string subject, Identity identity, DateTimeOffset now) =>
        (await RowAsync(unit, platformId, subject) ?? await AddAsync(unit, platformId, subject, identity, now, lastSeen: null)).Person.Id;

    /// <summary>The person who signs in, made at the first launch; name and address become what the platform now sends.</summary>
    /// <param name="unit">The launch's unit.</param>
    /// <param name="platformId">The platform.</param>
    /// <param name="subject">How it names the person.</param>
    /// <param name="identity">What it sends.</param>
    /// <param name="now">When.</param>
    /// <param name="context">The course room that is come to, where its row is known: read with the person, it costs no statement of its own.</param>
    public static async Task<RegisteredPerson> SignInAsync(WriteUnit unit, long platformId, string subject, Identity identity, DateTimeOffset now, long? context = null)
    {
        var (person, lastSeen) = await RowAsync(unit, platformId, subject, context) ?? await AddAsync(unit, platformId, subject, identity, now, now);
        if (person.Identity == identity && now - lastSeen < SeenExactness)
            return person;
        await unit.ExecuteAsync($"""
            update person set name = {identity.Name}, given_name = {identity.GivenName}, family_name = {identity.FamilyName},
              email = {identity.Email}, locale = {identity.Locale}, last_seen = {now}
            where id = {person.Id}
            """);
        return person with { Identity = identity };
    }

    private static async Task<Row?> RowAsync(SqlSession session, long platformId, string subject, long? context = null, CancellationToken cancel = default) =>
        await session.FirstOrDefaultAsync($"""
            select p.id, p.pseudonym, p.name, p.given_name, p.family_name, p.email, p.locale, p.last_seen,
              exists (select 1 from role_grant g where g.person_id = p.id and g.revoked is null), exists (select 1 from membership m where m.person_id = p.id),
              q.is_learner, q.is_staff
            from person_account a join person p on p.id = a.person_id
              left join lti_participant q on q.context_id = {context ?? 0} and q.subject = a.subject and q.person_id = a.person_id
            where a.platform_id = {platformId} and a.subject = {subject}
            """, Read, cancel);

    private static Row Read(DbDataReader r) => new(
        new RegisteredPerson(r.GetUuid(0), r.GetUuid(1), new Identity(
            r.GetStringOrNull(2), r.GetStringOrNull(3), r.GetStringOrNull(4), r.GetStringOrNull(5), r.GetStringOrNull(6)))
        {
            HasGrants = r.GetBoolean(8),
            HasMemberships = r.GetBoolean(9),
            In = r.IsDBNull(10) ? null : new Participant(r.GetBoolean(10), r.GetBoolean(11)),
        },
        r.GetInstantOrNull(7));

    private static async Task<Row> AddAsync(WriteUnit unit, long platformId, string subject, Identity identity, DateTimeOffset now, DateTimeOffset? lastSeen)
    {
        // The pseudonym is random and tells nothing, not even when it was made (domain.md §9).
        var person = new RegisteredPerson(Guid.CreateVersion7(now), Guid.NewGuid(), identity) { IsNew = true };
        await unit.ExecuteAsync($"""
            insert into person (id, pseudonym, name, given_name, family_name, email, locale, created, last_seen)
            values ({person.Id}, {person.Pseudonym}, {identity.Name}, {identity.GivenName}, {identity.FamilyName}, {identity.Email}, {identity.Locale}, {now}, {lastSeen})
            """);
        var added = await unit.ExecuteAsync($"""
            insert into person_account (platform_id, subject, person_id) values ({platformId}, {subject}, {person.Id})
            on conflict (platform_id, subject) do nothing
            """);
        if (added == 1)
            return new Row(person, lastSeen);
        // Another instance added the account a moment ago: that person it is.
        await unit.ExecuteAsync($"delete from person where id = {person.Id}");
        return (await RowAsync(unit, platformId, subject))!;
    }

    private sealed record Row(RegisteredPerson Person, DateTimeOffset? LastSeen);
}
