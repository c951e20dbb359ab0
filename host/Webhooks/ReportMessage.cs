using System.Globalization;
using System.Text.Json;
using GridWorkflow.Casework;
using GridWorkflow.Casework.Cases;
using GridWorkflow.Host.Reports;

namespace GridWorkflow.Host.Webhooks;

/// <summary>What the body of a webhook was read as.</summary>
public abstract record ReportReading
{
    private ReportReading()
    {
    }

    public sealed record Read(Report Report) : ReportReading;

    /// <summary>Every problem that was found, not only the first.</summary>
    public sealed record Wrong(IReadOnlyList<FieldError> Errors) : ReportReading;
}

/// <summary>Reads the JSON of a report. Strict: an unknown or repeated property is refused, since a typing error would lose a fact.</summary>
public sealed class ReportMessage
{
    /// <summary>Deeper JSON is refused unread.</summary>
    public const int MaxDepth = 8;

    private static readonly string[] Fields =
        ["title", "description", "category", "condition", "grid", "subject", "reporter", "place", "reportedAt", "targetAt", "emergency"];

    // Nobody of the organisation sets the limit by which she is measured.
    private static readonly string[] HandFields = [.. Fields.Where(field => field != "targetAt")];

    private static readonly string[] ReporterFields = ["name", "email", "phone"];
    private static readonly string[] PlaceFields = ["address", "lat", "lon"];

    private readonly List<FieldError> _errors = [];
    private readonly Vocabulary _vocabulary;
    private readonly DateTimeOffset _now;
    private readonly string[] _fields;

    private ReportMessage(Vocabulary vocabulary, DateTimeOffset now, bool byHand)
    {
        _vocabulary = vocabulary;
        _now = now;
        _fields = byHand ? HandFields : Fields;
    }

    /// <param name="Categories">Codes of the catalogue.</param>
    /// <param name="Grids">Codes of the grids.</param>
    public sealed record Vocabulary(IReadOnlyCollection<string> Categories, IReadOnlyCollection<string> Grids)
    {
        public static Vocabulary Of(ReferenceData data)
        {
            ArgumentNullException.ThrowIfNull(data);
            return new Vocabulary([.. data.Catalogue.Categories.Select(category => category.Code)], [.. data.Organisation.Grids.Select(grid => grid.Id)]);
        }
    }

    /// <param name="byHand">Somebody of the organisation reports: she sets no limit.</param>
    public static ReportReading Read(ReadOnlyMemory<byte> body, Vocabulary vocabulary, DateTimeOffset now, bool byHand = false)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            var where = e.LineNumber is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (line {e.LineNumber + 1}, byte {e.BytePositionInLine})");
            return new ReportReading.Wrong(
            [
                new FieldError("", $"Expected one JSON object at most {MaxDepth} levels deep, each property once, but it cannot be read{where}.",
                    "Send valid JSON in UTF-8."),
            ]);
        }

        using (document)
            return new ReportMessage(vocabulary, now, byHand).Take(document.RootElement);
    }

    private ReportReading Take(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new ReportReading.Wrong([new FieldError("", $"Expected a JSON object, but found {Kind(root)}.", "Send one report per message.")]);
        RefuseUnknown(root, "", _fields);

        var title = Text(root, "", "title", ReportText.LongestTitle, required: true);
        var category = Known(root, "category", _vocabulary.Categories, "Use a code of the category list.");
        var grid = Known(root, "grid", _vocabulary.Grids, "Use the code of a grid.");
        var report = new Report
        {
            Title = title ?? "",
            Description = Text(root, "", "description", ReportText.LongestDescription),
            CategoryCode = category ?? "",
            Condition = Text(root, "", "condition", 32),
            GridCode = grid ?? "",
            Subject = Text(root, "", "subject", ReportText.LongestSubject),
            Reporter = TakeReporter(root),
            Place = TakePlace(root),
            Emergency = Flag(root, "emergency"),
            ReportedAt = Instant(root, "reportedAt"),
            TargetAt = Instant(root, "targetAt"),
        };
        if (report.ReportedAt > _now + WebhookSignature.Tolerance)
            _errors.Add(new FieldError("reportedAt", "Expected an instant that has passed, but it lies in the future.", "Send the time at which the report was made, with its offset from UTC."));
        if (report.TargetAt <= (report.ReportedAt ?? _now))
            _errors.Add(new FieldError("targetAt", "Expected an instant after reportedAt, but it is not.", "Leave targetAt out to take the limit of the policy."));
        return _errors.Count == 0 ? new ReportReading.Read(report) : new ReportReading.Wrong([.. _errors]);
    }

    private Reporter TakeReporter(JsonElement root)
    {
        if (!TryObject(root, "reporter", ReporterFields, out var reporter))
            return Reporter.Anonymous;
        var email = Text(reporter, "reporter", "email", ReportText.LongestMail);
        if (email is not null && !ReportText.IsMailAddress(email))
            _errors.Add(new FieldError("reporter.email", "Expected one mail address, but it is not.", "Send one address such as name@example.org, or leave it out."));
        return new Reporter(Text(reporter, "reporter", "name", ReportText.LongestName), email, Text(reporter, "reporter", "phone", ReportText.LongestPhone));
    }

    private Place? TakePlace(JsonElement root)
    {
        if (!TryObject(root, "place", PlaceFields, out var place))
            return null;
        var latitude = Number(place, "lat", 90);
        var longitude = Number(place, "lon", 180);
        if (Has(place, "lat") != Has(place, "lon"))
            _errors.Add(new FieldError(Has(place, "lat") ? "place.lon" : "place.lat", "Expected both lat and lon, but found only one.", "Send both in degrees (WGS-84), or neither."));
        return new Place(Text(place, "place", "address", ReportText.LongestAddress), latitude, longitude);
    }

    private void RefuseUnknown(JsonElement owner, string path, string[] known)
    {
        foreach (var property in owner.EnumerateObject().Where(property => !known.Contains(property.Name, StringComparer.Ordinal)))
        {
            var near = Nearest.Of(property.Name, known);
            var name = property.Name.Length > 60 ? property.Name[..60] + "…" : property.Name;
            _errors.Add(new FieldError(Join(path, name), $"Expected one of {string.Join(", ", known)}, but found '{name}'.",
                near is null ? "Leave it out." : $"Did you mean '{near}'?"));
        }
    }

    private string? Known(JsonElement root, string name, IReadOnlyCollection<string> codes, string remedy)
    {
        var code = Text(root, "", name, 64, required: true);
        if (code is null || codes.Contains(code))
            return code;
        var near = Nearest.Of(code, codes);
        _errors.Add(new FieldError(name, $"Expected a known {name} code, but found '{code}'.", near is null ? remedy : $"Did you mean '{near}'? {remedy}"));
        return null;
    }

    private bool TryObject(JsonElement root, string name, string[] known, out JsonElement value)
    {
        if (!root.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null)
            return false;
        if (value.ValueKind != JsonValueKind.Object)
        {
            _errors.Add(new FieldError(name, $"Expected an object, but found {Kind(value)}.", $"Send {{{string.Join(", ", known)}}}."));
            return false;
        }

        RefuseUnknown(value, name, known);
        return true;
    }

    private string? Text(JsonElement owner, string path, string name, int longest, bool required = false)
    {
        var field = Join(path, name);
        if (!owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (required)
                _errors.Add(new FieldError(field, "Expected a text, but the field is missing.", $"Send {field}."));
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            _errors.Add(new FieldError(field, $"Expected a text, but found {Kind(value)}.", "Send it in quotes."));
            return null;
        }

        var text = value.GetString()!.Trim();
        if (text.Length == 0)
        {
            if (required)
                _errors.Add(new FieldError(field, "Expected a text, but it is empty.", $"Send {field}."));
            return null;
        }

        if (text.Length > longest)
        {
            _errors.Add(new FieldError(field, string.Create(CultureInfo.InvariantCulture, $"Expected at most {longest} characters, but found {text.Length}."), "Shorten it."));
            return null;
        }

        if (!ReportText.IsPlain(text))
        {
            _errors.Add(new FieldError(field, "Expected plain text, but found control characters.", "Remove them."));
            return null;
        }

        return text;
    }

    private bool Flag(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
            return false;
        if (value.ValueKind != JsonValueKind.True)
            _errors.Add(new FieldError(name, $"Expected true or false, but found {Kind(value)}.", "Send it without quotes."));
        return value.ValueKind == JsonValueKind.True;
    }

    private double? Number(JsonElement owner, string name, double limit)
    {
        if (!owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && Math.Abs(number) <= limit)
            return number;
        _errors.Add(new FieldError($"place.{name}", string.Create(CultureInfo.InvariantCulture, $"Expected degrees from -{limit} to {limit}, but found {Kind(value)}."), "Send degrees (WGS-84) as a number."));
        return null;
    }

    private DateTimeOffset? Instant(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        // The offset must be written: a local time without one means another instant on each machine.
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var instant)
            && value.GetString() is { } text && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && instant.Year is >= 1970 and < 2200)
            return instant.ToUniversalTime();
        _errors.Add(new FieldError(name, "Expected an instant with its offset from UTC, but found something else.", "Send ISO 8601 such as 2026-11-24T09:30:00+08:00."));
        return null;
    }

    private static bool Has(JsonElement owner, string name) => owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => "null",
    };
}
