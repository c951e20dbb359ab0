using GridWorkflow.Host.Access;
using GridWorkflow.Host.Figures;
using GridWorkflow.Host.Texts;
using GridWorkflow.Runtime.Catalog;
using GridWorkflow.Runtime.Schedules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GridWorkflow.Host.Pages;

/// <summary>A bulletin on paper (A4).</summary>
[Authorize(Policies.Overview)]
public sealed class BulletinPrintModel(BulletinQueries queries, BulletinDesk desk, Reader reader, ReferenceCatalog reference, Names names, FigureWords words, Wording wording)
    : BulletinPage(queries, desk, reader, reference, names, words, wording)
{
    public async Task<IActionResult> OnGetAsync(Guid id) => await Load(id, HttpContext.RequestAborted) ? Page() : NotFound();
}
