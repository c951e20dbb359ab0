namespace GridWorkflow.Casework.Catalogue;

/// <summary>When reports of one category and place are taken as the same matter, and when the matter itself must be looked into (M29).</summary>
/// <param name="Days">Window back from the report, in days.</param>
/// <param name="Metres">Points not farther apart are one place; without a point the grid is.</param>
/// <param name="Times">So many cases in the window open one case about their cause.</param>
/// <param name="RootCause">Category of that case; null: none is opened.</param>
public sealed record RepeatRule(int Days, int Metres, int Times, string? RootCause)
{
    // Mean radius of the earth in metres.
    private const double Earth = 6_371_008.8;

    /// <summary>Distance of two points on the sphere in metres; exact to a few per mille.</summary>
    public static double Distance(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        var (from, to) = (double.DegreesToRadians(latitude), double.DegreesToRadians(otherLatitude));
        var half = Math.Sin((to - from) / 2);
        var halfEast = Math.Sin(double.DegreesToRadians(otherLongitude - longitude) / 2);
        var square = (half * half) + (Math.Cos(from) * Math.Cos(to) * halfEast * halfEast);
        return 2 * Earth * Math.Asin(Math.Min(1, Math.Sqrt(square)));
    }
}
