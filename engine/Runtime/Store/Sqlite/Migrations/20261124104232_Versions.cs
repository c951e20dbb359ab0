using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Versions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "parts",
                table: "definitions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "definition_acts",
                columns: table => new
                {
                    definition_id = table.Column<string>(type: "TEXT", nullable: false),
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    act = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    by = table.Column<string>(type: "TEXT", nullable: false),
                    hash_before = table.Column<string>(type: "TEXT", nullable: true),
                    hash_after = table.Column<string>(type: "TEXT", nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_definition_acts", x => new { x.definition_id, x.revision });
                });

            migrationBuilder.CreateTable(
                name: "definition_versions",
                columns: table => new
                {
                    definition_id = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    origin = table.Column<string>(type: "TEXT", nullable: false),
                    json = table.Column<string>(type: "TEXT", nullable: false),
                    content_hash = table.Column<string>(type: "TEXT", nullable: true),
                    created_by = table.Column<string>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_by = table.Column<string>(type: "TEXT", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    published_by = table.Column<string>(type: "TEXT", nullable: true),
                    published_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_definition_versions", x => new { x.definition_id, x.version });
                });

            migrationBuilder.CreateIndex(
                name: "ix_instances_program_hash_id",
                table: "instances",
                columns: new[] { "program_hash", "id" },
                filter: "status = 'Running'");

            migrationBuilder.CreateIndex(
                name: "ix_definition_versions_content_hash",
                table: "definition_versions",
                column: "content_hash",
                filter: "content_hash is not null");

            migrationBuilder.CreateIndex(
                name: "ix_definition_versions_definition_id_state",
                table: "definition_versions",
                columns: new[] { "definition_id", "state" },
                unique: true,
                filter: "state in ('Draft', 'Published')");

            migrationBuilder.CreateIndex(
                name: "ix_definition_versions_id",
                table: "definition_versions",
                column: "id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "definition_acts");

            migrationBuilder.DropTable(
                name: "definition_versions");

            migrationBuilder.DropIndex(
                name: "ix_instances_program_hash_id",
                table: "instances");

            migrationBuilder.DropColumn(
                name: "parts",
                table: "definitions");
        }
    }
}
