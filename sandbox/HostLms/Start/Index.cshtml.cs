using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Start;

/// <summary>Everyone in this LMS, to open the tool as.</summary>
public sealed class IndexModel(HostLmsOptions options, SamplePeople people) : PageModel
{
    private const string Crowd = "crowd";

    public string StandardTarget => options.LaunchUrl;

    public string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    public IEnumerable<IGrouping<string, Person>> Groups =>
        people.All.Where(person => person.Group != Crowd).GroupBy(person => person.Group);

    public IReadOnlyList<Person> Others => [.. people.All.Where(person => person.Group == Crowd)];

    /// <summary>The page belongs to the public name: opened by another, it would frame itself as a stranger.</summary>
    public IActionResult OnGet() =>
        Request.Host.Value == new Uri(options.Issuer).Authority ? Page() : Redirect($"{options.Issuer}/");
}
