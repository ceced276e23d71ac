namespace Yrkesresan.HostLms;

/// <summary>The sandbox cannot go on; the message says why and what to do, to the person at the terminal.</summary>
internal sealed class SandboxException(string message) : Exception(message);
