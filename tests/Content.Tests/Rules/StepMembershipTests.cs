namespace Yrkesresan.Content.Tests.Rules;

/// <summary>Domain §4: [0,2) Ny, [2,5] Van, (5,∞) Erfaren by calendar anniversaries; others by role or the manager's choice.</summary>
public class StepMembershipTests
{
    private static readonly Journey BarnOchUnga = Sample.Journey(
        Sample.Step("ny", new ByTenure(0, true, 2, false)),
        Sample.Step("van", new ByTenure(2, true, 5, true)),
        Sample.Step("erfaren", new ByTenure(5, false, null, false)),
        Sample.Step("chef", new ByRole("manager")));

    private static readonly Journey Aldre = Sample.Journey(
        Sample.Step("bas", new ByManagersChoice()),
        Sample.Step("fordjupning", new ByManagersChoice()),
        Sample.Step("spets", new ByManagersChoice()));

    [Theory]
    [InlineData("2024-09-02", "2024-09-01", null)]
    [InlineData("2024-09-02", "2024-09-02", "ny")]
    [InlineData("2024-09-02", "2026-09-01", "ny")]
    [InlineData("2024-09-02", "2026-09-02", "van")]
    [InlineData("2024-09-02", "2029-09-02", "van")]
    [InlineData("2024-09-02", "2029-09-03", "erfaren")]
    [InlineData("2024-02-29", "2026-02-27", "ny")]
    [InlineData("2024-02-29", "2026-02-28", "van")]
    [InlineData("2024-02-29", "2029-02-28", "van")]
    [InlineData("2024-02-29", "2029-03-01", "erfaren")]
    [InlineData("2019-02-28", "2024-02-28", "van")]
    [InlineData("2019-02-28", "2024-02-29", "erfaren")]
    public void Exactly_two_and_exactly_five_years_are_Van_and_29_February_counts_as_28_in_a_common_year(string start, string on, string? step) =>
        Assert.Equal(step, StepMembership.StepOn(BarnOchUnga, Started(start), Date(on))?.Id);

    [Fact]
    public void Tenure_agrees_with_counting_anniversaries_day_by_day() => Sample.ForAll(random =>
    {
        var start = RandomStart(random);
        var (first, second) = RandomThresholds(random);
        var journey = Sample.Journey(
            Sample.Step("ny", new ByTenure(0, true, first, false)),
            Sample.Step("van", new ByTenure(first, true, second, true)),
            Sample.Step("erfaren", new ByTenure(second, false, null, false)));
        var basis = new MembershipBasis(start, Sample.Set(), null, null);
        var (years, isAnniversary) = (0, true);
        for (var day = start; day < start.AddDays(366 * (second + 2)); day = day.AddDays(1))
        {
            if (day > start)
            {
                isAnniversary = IsAnniversary(start, day);
                years += isAnniversary ? 1 : 0;
            }
            var expected = years < first ? "ny" : years < second || (years == second && isAnniversary) ? "van" : "erfaren";
            if (StepMembership.StepOn(journey, basis, day)?.Id != expected)
                return false;
        }
        return StepMembership.StepOn(journey, basis, start.AddDays(-1)) is null;
    });

    [Fact]
    public void A_step_opens_on_the_first_day_that_it_is_the_persons() => Sample.ForAll(random =>
    {
        var (first, second) = RandomThresholds(random);
        var journey = Sample.Journey(
            Sample.Step("ny", new ByTenure(0, true, first, false)),
            Sample.Step("van", new ByTenure(first, true, second, true)),
            Sample.Step("erfaren", new ByTenure(second, false, null, false)));
        var basis = new MembershipBasis(RandomStart(random), Sample.Set(), null, null);
        return journey.Steps.All(step =>
            StepMembership.OpensOn(journey, step, basis) is { } opens
            && StepMembership.StepOn(journey, basis, opens)?.Id == step.Id
            && StepMembership.StepOn(journey, basis, opens.AddDays(-1))?.Id != step.Id);
    });

    [Fact]
    public void An_override_wins_then_the_managers_choice_then_a_role_then_tenure()
    {
        var journey = BarnOchUnga with { Steps = [.. BarnOchUnga.Steps, .. Aldre.Steps] };
        var all = new MembershipBasis(Date("2024-09-02"), Sample.Set("manager"), "bas", "van");
        var on = Date("2025-01-01");
        Assert.Equal("van", StepMembership.StepOn(journey, all, on)?.Id);
        Assert.Equal("bas", StepMembership.StepOn(journey, all with { OverrideStepId = null }, on)?.Id);
        Assert.Equal("chef", StepMembership.StepOn(journey, all with { OverrideStepId = null, ChosenStepId = null }, on)?.Id);
        Assert.Equal("ny", StepMembership.StepOn(journey, Started("2024-09-02"), on)?.Id);
    }

    [Fact]
    public void An_override_to_a_step_that_is_gone_and_a_choice_that_is_not_the_managers_are_passed_over()
    {
        var basis = Started("2024-09-02") with { OverrideStepId = "borta", ChosenStepId = "erfaren" };
        Assert.Equal("ny", StepMembership.StepOn(BarnOchUnga, basis, Date("2025-01-01"))?.Id);
    }

    [Fact]
    public void Without_a_start_date_a_role_or_a_choice_there_is_no_step()
    {
        Assert.Null(StepMembership.StepOn(BarnOchUnga, MembershipBasis.Unknown, Date("2025-01-01")));
        Assert.All(BarnOchUnga.Steps, s => Assert.Null(StepMembership.OpensOn(BarnOchUnga, s, MembershipBasis.Unknown)));
    }

    [Fact]
    public void Earlier_steps_stay_open_to_read_and_later_ones_say_when_they_open()
    {
        var basis = Started("2024-02-29");
        var on = Date("2027-01-01");
        Assert.Equal(new(StepOpenness.Readable, null), Access("ny"));
        Assert.Equal(new(StepOpenness.Own, null), Access("van"));
        Assert.Equal(new(StepOpenness.Closed, Date("2029-03-01")), Access("erfaren"));
        Assert.Equal(new(StepOpenness.Closed, null), Access("chef"));

        StepAccess Access(string step) => StepMembership.AccessTo(BarnOchUnga, BarnOchUnga.FindStep(step)!, basis, on);
    }

    [Fact]
    public void Under_an_override_no_other_step_opens_by_itself()
    {
        var basis = Started("2024-02-29") with { OverrideStepId = "van" };
        var on = Date("2024-06-01");
        Assert.Equal(new(StepOpenness.Readable, null), StepMembership.AccessTo(BarnOchUnga, BarnOchUnga.FindStep("ny")!, basis, on));
        Assert.Equal(new(StepOpenness.Closed, null), StepMembership.AccessTo(BarnOchUnga, BarnOchUnga.FindStep("erfaren")!, basis, on));
    }

    [Fact]
    public void Where_the_manager_chooses_the_steps_before_the_chosen_one_are_readable()
    {
        var basis = MembershipBasis.Unknown with { ChosenStepId = "fordjupning" };
        var on = Date("2025-01-01");
        Assert.Equal(
            [StepOpenness.Readable, StepOpenness.Own, StepOpenness.Closed],
            Aldre.Steps.Select(s => StepMembership.AccessTo(Aldre, s, basis, on).Openness));
    }

    [Fact]
    public void A_manager_may_read_the_tenure_steps_that_the_managers_time_in_the_profession_has_reached()
    {
        var basis = Started("2022-01-10") with { Roles = Sample.Set("manager") };
        var on = Date("2025-01-01");
        Assert.Equal(
            [StepOpenness.Readable, StepOpenness.Readable, StepOpenness.Closed, StepOpenness.Own],
            BarnOchUnga.Steps.Select(s => StepMembership.AccessTo(BarnOchUnga, s, basis, on).Openness));
    }

    [Fact]
    public void Dates_at_the_calendars_ends_are_answered()
    {
        var late = new MembershipBasis(DateOnly.MaxValue, Sample.Set(), null, null);
        Assert.Equal("ny", StepMembership.StepOn(BarnOchUnga, late, DateOnly.MaxValue)?.Id);
        Assert.Null(StepMembership.OpensOn(BarnOchUnga, BarnOchUnga.FindStep("erfaren")!, late));
        var early = new MembershipBasis(DateOnly.MinValue, Sample.Set(), null, null);
        Assert.Equal("erfaren", StepMembership.StepOn(BarnOchUnga, early, DateOnly.MaxValue)?.Id);
    }

    private static bool IsAnniversary(DateOnly start, DateOnly day) =>
        start is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(day.Year)
            ? day is { Month: 2, Day: 28 }
            : day.Month == start.Month && day.Day == start.Day;

    private static DateOnly RandomStart(Random random) =>
        random.Next(3) == 0 ? new(4 * random.Next(490, 520), 2, 29) : new DateOnly(1960, 1, 1).AddDays(random.Next(0, 30_000));

    private static (int First, int Second) RandomThresholds(Random random)
    {
        var first = random.Next(1, 6);
        return (first, first + random.Next(1, 6));
    }

    private static MembershipBasis Started(string date) => new(Date(date), Sample.Set(), null, null);

    private static DateOnly Date(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
