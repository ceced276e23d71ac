using Yrkesresan.LtiTool.CommandLine;

return await CommandRoot.RunAsync(args);
