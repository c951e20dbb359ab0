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
        return review.Kind == ReviewKind.Setting ? wording.Find($"setting.{review.SubjectId}") ?? review.Title : review.Title;
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
