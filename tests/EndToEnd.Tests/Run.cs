using Yrkesresan.Testing;

[assembly: AssemblyFixture(typeof(SharedClusterEnds))]
