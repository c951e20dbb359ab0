using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Bulletins : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "orphaned_at",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "subject",
                table: "cases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "bulletin_readers",
                columns: table => new
                {
                    bulletin_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    person_id = table.Column<string>(type: "TEXT", nullable: false),
                    signed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulletin_readers", x => new { x.bulletin_id, x.person_id });
                });

            migrationBuilder.CreateTable(
                name: "bulletins",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    schedule_id = table.Column<string>(type: "TEXT", nullable: false),
                    period = table.Column<string>(type: "TEXT", nullable: false),
                    edition = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    made_at = table.Column<long>(type: "INTEGER", nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    snapshot = table.Column<string>(type: "TEXT", nullable: true),
                    published_at = table.Column<long>(type: "INTEGER", nullable: true),
                    published_by = table.Column<string>(type: "TEXT", nullable: true),
                    withdrawn_at = table.Column<long>(type: "INTEGER", nullable: true),
                    withdrawn_by = table.Column<string>(type: "TEXT", nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bulletins", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_cases_orphaned_at",
                table: "cases",
                column: "orphaned_at",
                filter: "orphaned_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_cases_subject_reported_at",
                table: "cases",
                columns: new[] { "subject", "reported_at" },
                filter: "subject is not null");

            migrationBuilder.CreateIndex(
                name: "ix_bulletin_readers_person_id",
                table: "bulletin_readers",
                column: "person_id",
                filter: "signed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_bulletins_made_at",
                table: "bulletins",
                column: "made_at");

            migrationBuilder.CreateIndex(
                name: "ix_bulletins_schedule_id_period_edition",
                table: "bulletins",
                columns: new[] { "schedule_id", "period", "edition" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "bulletin_readers");

            migrationBuilder.DropTable(
                name: "bulletins");

            migrationBuilder.DropIndex(
                name: "ix_cases_orphaned_at",
                table: "cases");

            migrationBuilder.DropIndex(
                name: "ix_cases_subject_reported_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "orphaned_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "subject",
                table: "cases");
        }
    }
}
