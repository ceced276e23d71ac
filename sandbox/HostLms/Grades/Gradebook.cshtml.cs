using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Yrkesresan.HostLms.People;

namespace Yrkesresan.HostLms.Grades;

/// <summary>The gradebook as a teacher sees it: what tools have sent, and a column can be deleted.</summary>
public sealed class GradebookModel(Gradebook book, SamplePeople people) : PageModel
{
    public IReadOnlyList<LineItem> LineItems => book.LineItems;

    public IReadOnlyList<(string User, Result Result)> ResultsOf(LineItem item) => book.ResultsOf(item.Id);

    public string NameOf(string user) => people.Find(user)?.Name ?? user;

    public IActionResult OnPostDelete(int id)
    {
        book.Delete(id);
        return Redirect("/gradebook");
    }
}
