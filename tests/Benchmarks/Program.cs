using Yrkesresan.Benchmarks;

// Each prints a table; none is a test. Run on an otherwise idle machine and state the machine with the figures.
return args switch
{
    ["launches", .. var rest] => await Launches.RunAsync(Arguments.Read(rest)),
    ["statements", .. var rest] => await Statements.RunAsync(Arguments.Read(rest)),
    ["reads", .. var rest] => await Reads.RunAsync(Arguments.Read(rest)),
    ["fill", .. var rest] => await Reads.FillAsync(Arguments.Read(rest)),
    ["grades", .. var rest] => await Grades.RunAsync(Arguments.Read(rest)),
    ["roster", .. var rest] => await Roster.RunAsync(Arguments.Read(rest)),
    ["map", .. var rest] => await MapPage.RunAsync(Arguments.Read(rest)),
    ["bare-launch", .. var rest] => await BareLaunch.ServeAsync(Arguments.Read(rest)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run -c Release --project tests/Benchmarks -- launches [--database sqlite|postgresql] [--seconds 10] [--rounds 3] [--warm-up 20]
        dotnet run -c Release --project tests/Benchmarks -- statements [--database sqlite|postgresql] [--seconds 8] [--rounds 3]
        dotnet run -c Release --project tests/Benchmarks -- reads [--database sqlite|postgresql] [--statements 1000000] [--years 5] [--own 2] [--seconds 8] [--folder KEPT [--at CONNECTION]]
        dotnet run -c Release --project tests/Benchmarks -- fill --folder KEPT [--at CONNECTION] [--statements 1000000] [--years 5] [--own 2]
        dotnet run -c Release --project tests/Benchmarks -- map [--database sqlite|postgresql] [--requests 2000]
        dotnet run -c Release --project tests/Benchmarks -- grades [--database sqlite|postgresql] [--rows 100000] [--latency 50]
        dotnet run -c Release --project tests/Benchmarks -- roster [--database sqlite|postgresql] [--members 10000]
        """);
    return 2;
}
