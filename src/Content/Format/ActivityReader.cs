namespace Yrkesresan.Content;

/// <summary>Reads a course's activities with the Markdown and media that they point to.</summary>
internal sealed class ActivityReader(KitContext kit, string folder, IReadOnlySet<string> goalsOfCourse)
{
    /// <summary>A hundred hours; longer is surely a slip of the pen.</summary>
    private const int MaxMinutes = 6_000;

    private static readonly (string, ActivityFormat)[] Formats =
    [
        ("text", ActivityFormat.Text), ("handbook", ActivityFormat.Handbook), ("film", ActivityFormat.Film),
        ("podcast", ActivityFormat.Podcast), ("interactive", ActivityFormat.Interactive),
    ];

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    public Activity Read(YamlMapReader map, CoursePart part)
    {
        var format = map.Word("format", Formats);
        var activity = new Activity
        {
            Id = map.Id("id"),
            Title = map.Text("title"),
            Format = format,
            Minutes = Minutes(map),
            Source = SourceOf(map),
            QualityAssurance = Quality(map),
            GoalIds = CourseFile.GoalsOf(map, "goals", false, goalsOfCourse, "goal-not-of-course", kit.Faults),
            Obligatory = map.Flag("obligatory", part == CoursePart.Preparation),
            Audience = CourseFile.AudienceOf(map),
            BodyMarkdown = map.OptionalText("body") is { } body ? Markdown(map, "body", body) : null,
            Media = map.Map("media", required: false) is { } media ? new MediaReader(kit, this).Read(media, format) : null,
        };
        map.End();
        Check(activity, map, part);
        return activity;
    }

    /// <summary>A path beside the course's file; null, with the fault said, if it would leave the folder.</summary>
    internal string? Resolve(YamlMapReader map, string key, string reference)
    {
        if (KitPath.IsPlain(reference) && KitPath.IsPlain(folder + reference))
            return folder + reference;
        kit.Faults.Add(map.SpotOf(key), "path", reference);
        return null;
    }

    internal string? Markdown(YamlMapReader map, string key, string reference)
    {
        if (Resolve(map, key, reference) is not { } path)
            return null;
        if (Path.GetExtension(path) != ".md")
            kit.Faults.Add(map.SpotOf(key), "not-markdown", reference);
        if (kit.Text(path, map.SpotOf(key)) is not { } text)
            return null;
        if (string.IsNullOrWhiteSpace(text))
            kit.Faults.Add(Spot.Of(path), "empty", path);
        MarkdownCheck.Check(path, text, kit.Faults);
        return text;
    }

    private int Minutes(YamlMapReader map)
    {
        var minutes = map.Number("minutes", required: true);
        if (minutes is < 1 or > MaxMinutes)
            kit.Faults.Add(map.SpotOf("minutes"), "minutes", MaxMinutes);
        return minutes ?? 1;
    }

    private static Source SourceOf(YamlMapReader map)
    {
        if (map.Map("source", required: true) is not { } source)
            return new("", null);
        var result = new Source(source.Text("name"), source.Address("url"));
        source.End();
        return result;
    }

    private static QualityAssurance? Quality(YamlMapReader map)
    {
        if (map.Map("quality", required: false) is not { } quality)
            return null;
        var result = new QualityAssurance(quality.Text("by"), quality.Date("on") ?? default);
        quality.End();
        return result;
    }

    private void Check(Activity activity, YamlMapReader map, CoursePart part)
    {
        if (!ids.Add(activity.Id) && activity.Id.Length > 0)
            kit.Faults.Add(map.SpotOf("id"), "duplicate-id", activity.Id);
        if (activity.Obligatory && part == CoursePart.Deepening)
            kit.Faults.Add(map.SpotOf("obligatory"), "obligatory-deepening", activity.Id);
        if (activity.Obligatory && activity.GoalIds.Count == 0)
            kit.Faults.Add(map.SpotOf("goals"), "serves-no-goal", activity.Id);
        // Nobody records to whom a single activity applies, so an obligatory one would hold everyone up.
        if (activity.Obligatory && !activity.Audience.Everyone)
            kit.Faults.Add(map.SpotOf("audience"), "obligatory-for-some", activity.Id);
        if (!map.Has(Needed(activity.Format)) && !(map.Map("source", false)?.Has("url") ?? false))
            kit.Faults.Add(map.Spot, "nothing-to-open", activity.Id, Needed(activity.Format));
        if (activity.Format is ActivityFormat.Text && !map.Has("body"))
            kit.Faults.Add(map.Spot, "missing-key", "body");
    }

    /// <summary>What the kit must carry for an activity that has no public address.</summary>
    private static string Needed(ActivityFormat format) => format switch
    {
        ActivityFormat.Film or ActivityFormat.Podcast => "media",
        ActivityFormat.Handbook => "url",
        _ => "body",
    };
}
