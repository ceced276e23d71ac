using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Yrkesresan.Storage;

namespace Yrkesresan.LtiTool.Hosting;

/// <summary>Ready means that the database answers; a balancer then sends people here.</summary>
internal sealed class DatabaseHealth(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var session = await database.ReadAsync(cancellationToken);
            await session.ScalarAsync<int>($"select 1", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (DbException e)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
