using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Reviews;
using GridWorkflow.Runtime.Store;

namespace GridWorkflow.Host.Pages.Reviews;

/// <summary>What a review is called and how it looks.</summary>
public static class ReviewWords
{
    /// <summary>A setting by the name that the face has for it; everything else as it was asked for.</summary>
    public static string Title(Review review, Wording wording)
    {
        ArgumentNullException.ThrowIfNull(review);
        ArgumentNullException.ThrowIfNull(wording);
        return review.Kind != ReviewKind.Setting ? review.Title
            : review.SubjectId.Split(':') is [var setting, var whose] ? wording[$"setting.{setting}", whose]
            : wording.Find($"setting.{review.SubjectId}") ?? review.Title;
    }

    /// <summary>Class of the tag of a state.</summary>
    public static string Tag(ReviewState state) => state switch
    {
        ReviewState.Asked => "tag-soon",
        ReviewState.Approved => "tag-good",
        ReviewState.Refused => "tag-late",
        _ => "",
    };
}
