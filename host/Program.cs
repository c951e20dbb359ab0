using GridWorkflow.Host.Composition;

return await CommandLine.Run(args);
