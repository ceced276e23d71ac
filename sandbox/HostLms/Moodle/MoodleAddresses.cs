namespace Yrkesresan.HostLms.Moodle;

/// <summary>Where a Moodle answers; as recorded, services carry the tool's number (<c>type_id</c>) in the query.</summary>
internal static class MoodleAddresses
{
    public const string Authorization = "/mod/lti/auth.php";
    public const string Token = "/mod/lti/token.php";
    public const string Keys = "/mod/lti/certs.php";
    public const string Configuration = "/mod/lti/openid-configuration.php";
    public const string Registration = "/mod/lti/openid-registration.php";
    public const string PickerReturn = "/mod/lti/contentitem_return.php";
    public const string Services = "/mod/lti/services.php";
    public const string Outcomes = "/mod/lti/service.php";

    public static string LineItems(HostLmsOptions options, string course, string type) => $"{options.ServerUrl}{Services}/{course}/lineitems?type_id={type}";

    public static string LineItem(HostLmsOptions options, string course, int item, string type) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{options.ServerUrl}{Services}/{course}/lineitems/{item}/lineitem?type_id={type}");

    public static string Members(HostLmsOptions options, string course, string type) => $"{options.ServerUrl}{Services}/CourseSection/{course}/bindings/{type}/memberships";
}
