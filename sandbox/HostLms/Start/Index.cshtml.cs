using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.People;
using Yrkesresan.HostLms.Tool;

namespace Yrkesresan.HostLms.Start;

/// <summary>Everyone in this LMS, to open the tool as.</summary>
public sealed class IndexModel(HostLmsOptions options, SamplePeople people, RegisteredTools tools) : PageModel
{
    private const string Crowd = "crowd";

    /// <summary>The tools that can be opened.</summary>
    public IReadOnlyList<RegisteredTool> Tools => tools.All;

    /// <summary>The one that registered itself last, when it has just done so.</summary>
    public RegisteredTool Chosen => Request.Query.ContainsKey("registered") ? Tools[^1] : Tools[0];

    public string ToolUrl => options.ToolUrl;

    public string StandardTarget => options.LaunchUrl;

    public string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    public IEnumerable<IGrouping<string, Person>> Groups =>
        people.All.Where(person => person.Group != Crowd).GroupBy(person => person.Group);

    public IReadOnlyList<Person> Others => [.. people.All.Where(person => person.Group == Crowd)];

    /// <summary>The page belongs to the public name: opened by another, it would frame itself as a stranger.</summary>
    public IActionResult OnGet() =>
        Request.Host.Value == new Uri(options.Issuer).Authority ? Page() : Redirect($"{options.Issuer}/");
}
