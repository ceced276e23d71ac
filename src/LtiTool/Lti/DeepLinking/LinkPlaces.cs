using System.Collections.Concurrent;
using Yrkesresan.LtiTool.Lti.Launch;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Lti.DeepLinking;

/// <summary>
/// Which place a link was made for, remembered for LMSs that lose what they were given: of the link itself, and of the links it is a copy of
/// (lti.md §2.12). Read at most once a minute for each link, since most links that name no place were made for none.
/// </summary>
internal sealed class LinkPlaces(TimeProvider clock)
{
    private const int MostRemembered = 20_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<long, (string? Place, DateTimeOffset Read)> _known = new();

    /// <summary>Remembers the place that a link was made for, within the launch's commit.</summary>
    public async Task RememberAsync(WriteUnit unit, long link, Place place)
    {
        var name = Places.NameOf(place);
        if (Known(link) is { } known && known.Place == name)
            return;
        await unit.ExecuteAsync($"update lti_link set placed = {name}, place = {Places.PathOf(place)} where id = {link} and (placed is null or placed <> {name})");
        unit.OnCommitted(() => Keep(link, name));
    }

    /// <summary>The place of a link whose launch names none: its own, or that of the link it is a copy of. Null where none is known.</summary>
    public async Task<Place?> FindAsync(WriteUnit unit, Launched launched)
    {
        if (launched.Origin.LinkRow is not { } link)
            return null;
        if (Known(link) is { } known)
            return Places.Parse(known.Place);
        var placed = Places.Parse(await unit.ScalarAsync<string>($"select placed from lti_link where id = {link}"));
        if (placed is null && await OfOriginalAsync(unit, launched) is { } original)
        {
            await RememberAsync(unit, link, original);
            return original;
        }
        unit.OnCommitted(() => Keep(link, placed?.ToString()));
        return placed;
    }

    private static async Task<Place?> OfOriginalAsync(WriteUnit unit, Launched launched)
    {
        var launch = launched.Launch;
        foreach (var id in PlaceParameters.IdsOf(Placement.Custom(launched.Attempt, PlaceParameters.LinkHistory)))
        {
            var (placed, path) = await unit.FirstOrDefaultAsync(
                $"select placed, place from lti_link where deployment_id = {launch.DeploymentId} and resource_link_id = {id}", r => (r.GetStringOrNull(0), r.GetStringOrNull(1)));
            if ((Places.Parse(placed) ?? Places.OfPath(path)) is { } place)
                return place;
        }
        var said = PlaceParameters.IdsOf(Placement.Custom(launched.Attempt, PlaceParameters.ContextHistory));
        return launch.Origin is { Context.ContextId: { Length: > 0 } context, Link.Title: { } title }
            ? await ContextCopies.PlaceOfAsync(unit, launch.DeploymentId, context, said, title)
            : null;
    }

    private (string? Place, DateTimeOffset Read)? Known(long link) =>
        _known.TryGetValue(link, out var known) && clock.GetUtcNow() - known.Read is var age && age >= TimeSpan.Zero && age < Fresh ? known : null;

    private void Keep(long link, string? place)
    {
        if (_known.Count >= MostRemembered)
            _known.Clear();
        _known[link] = (place, clock.GetUtcNow());
    }
}
