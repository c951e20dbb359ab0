using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using GridWorkflow.Runtime.Commit;
using GridWorkflow.Runtime.Store;
using Microsoft.EntityFrameworkCore;

namespace GridWorkflow.Runtime.Reviews;

/// <summary>The changes that wait for a second person: asked for here, looked at by admins.</summary>
public sealed class ReviewQueue(CommitPipeline pipeline, IDbContextFactory<GridDbContext> contexts, TimeProvider time, RandomNumberGenerator random)
{
    private const int MostTries = 4;

    private readonly EdgeRandom _random = new(random);

    /// <summary>
    /// Asks for a review. The same text that is asked for already stays as it was asked; a review that is open for another text of the same
    /// subject is outdated.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It could not be written.</exception>
    public async Task<Review> Ask(ReviewRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = time.Now();
        var row = new ReviewRow
        {
            Id = _random.NextId(now),
            Kind = request.Kind,
            SubjectId = request.SubjectId,
            Title = request.Title,
            Version = request.Version,
            Content = request.Content,
            ContentHash = HashOf(request.Content),
            Before = request.Before,
            BeforeVersion = request.BeforeVersion,
            AskedBy = request.AskedBy,
            AskedAt = now,
            EditedBy = request.EditedBy,
            Note = string.IsNullOrWhiteSpace(request.Note) ? null : request.Note.Trim(),
            State = ReviewState.Asked,
        };
        for (var tries = 1; ; tries++)
        {
            switch (await pipeline.Commit(new Write.AskReview(row)))
            {
                case WriteOutcome.Committed:
                    return Without(row);
                // Decided between the two: then it is asked for anew.
                case WriteOutcome.Conflict when await Open(row.Kind, row.SubjectId, cancellation) is { } open && open.ContentHash == row.ContentHash:
                    return open;
                case WriteOutcome.Conflict when tries < MostTries:
                    continue;
                case var failed:
                    failed.ThrowUnlessCommitted($"The review of '{request.Title}'");
                    break;
            }
        }
    }

    /// <summary>Reviews, the latest first.</summary>
    /// <param name="open">Only those that wait, or only those that are decided; null: all.</param>
    public async Task<Page<Review>> List(bool? open, PageRequest page, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = context.Reviews.AsNoTracking();
        if (open is { } wanted)
            rows = rows.Where(row => row.State == ReviewState.Asked == wanted);
        var total = await rows.CountAsync(cancellation);
        var found = await View(rows.OrderByDescending(row => row.AskedAt).ThenBy(row => row.Id).Skip((page.ValidNumber - 1) * page.ValidSize).Take(page.ValidSize)).ToListAsync(cancellation);
        return new Page<Review>([.. found], page.ValidNumber, page.ValidSize, total);
    }

    /// <summary>A review with its texts; null when there is none.</summary>
    public async Task<ReviewText?> Find(Guid id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var row = await context.Reviews.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation);
        return row is null ? null : new ReviewText(Without(row), row.Before, row.Content);
    }

    /// <summary>The review that is open for a subject; null when there is none.</summary>
    public async Task<Review?> Open(ReviewKind kind, string subjectId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await View(context.Reviews.AsNoTracking().Where(row => row.Kind == kind && row.SubjectId == subjectId && row.State == ReviewState.Asked)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>How many reviews wait for this person: all that are open and in which she had no hand.</summary>
    public async Task<int> CountFor(string person, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Reviews.CountAsync(row => row.State == ReviewState.Asked && row.AskedBy != person && (row.EditedBy == null || row.EditedBy != person), cancellation);
    }

    /// <summary>SHA-256 of a text as it is kept, hexadecimal.</summary>
    public static string HashOf(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    // The texts stay in the database; a row that is at hand is read the same way.
    private static readonly Expression<Func<ReviewRow, Review>> WithoutTexts = row => new Review
    {
        Id = row.Id,
        Kind = row.Kind,
        SubjectId = row.SubjectId,
        Title = row.Title,
        Version = row.Version,
        ContentHash = row.ContentHash,
        BeforeVersion = row.BeforeVersion,
        AskedBy = row.AskedBy,
        AskedAt = row.AskedAt,
        EditedBy = row.EditedBy,
        Note = row.Note,
        State = row.State,
        DecidedBy = row.DecidedBy,
        DecidedAt = row.DecidedAt,
        Reason = row.Reason,
    };

    private static readonly Func<ReviewRow, Review> Without = WithoutTexts.Compile();

    private static IQueryable<Review> View(IQueryable<ReviewRow> rows) => rows.Select(WithoutTexts);
}
