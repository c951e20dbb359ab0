using System.Collections;
using System.Collections.Immutable;
using System.Text;
using GridWorkflow.Workflow.Interpreter;
using GridWorkflow.Workflow.Values;

namespace GridWorkflow.Workflow.Activities.Http;

/// <summary>
/// Answers the HTTP request that led to this burst with a file. Content is text, bytes, or a file as <c>HttpEndpoint</c> and
/// <c>DownloadHttpFile</c> give it. Several files in one answer are refused: they would have to be packed by the host.
/// </summary>
internal sealed class WriteFileHttpResponse : ActivityType
{
    public override string TypeName => "Elsa.WriteFileHttpResponse";

    public override string DisplayName => "HTTP File Response";

    public override string Category => "HTTP";

    public override string Description => "Send a file to the HTTP response.";

    public override ImmutableArray<InputSpec> Inputs { get; } =
    [
        new("ContentType", DataType.String) { UiHint = "singleline" },
        new("Filename", DataType.String) { UiHint = "singleline" },
        new("EntityTag", DataType.String) { UiHint = "singleline" },
        new("Content", DataType.Object) { UiHint = "singleline" },
        new("EnableResumableDownloads", DataType.Boolean) { UiHint = "checkbox", Category = "Advanced" },
        new("DownloadCorrelationId", DataType.String) { UiHint = "singleline", Category = "Advanced" },
    ];

    public override void Execute(ActivityContext c)
    {
        var content = c.Input(3);
        if (content is IList { Count: 1 } list and not byte[])
            content = list[0];
        var name = (string?)c.Input(1);
        var type = (string?)c.Input(0);
        if (content is IDictionary<string, object?> file && HttpEndpoint.Held(file, "Content") is byte[] held)
        {
            name ??= HttpEndpoint.Held(file, "Name") as string;
            type ??= HttpEndpoint.Held(file, "ContentType") as string;
            content = held;
        }

        var bytes = content switch
        {
            byte[] given => given,
            string text => Encoding.UTF8.GetBytes(text),
            null => throw new ActivityFaultException("Expected the content of a file, but found none.") { Code = "no-content" },
            _ => throw new ActivityFaultException($"Expected one file, text or bytes, but found {Text.Of(content)}.") { Code = "bad-content" },
        };
        c.Emit(new HttpResponded(200)
        {
            Content = bytes,
            ContentType = string.IsNullOrWhiteSpace(type) ? "application/octet-stream" : type,
            FileName = string.IsNullOrWhiteSpace(name) ? "file.bin" : name,
            EntityTag = (string?)c.Input(2),
        });
        c.Complete();
    }
}
