using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Stays : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "stays",
                columns: table => new
                {
                    instance_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    execution = table.Column<int>(type: "INTEGER", nullable: false),
                    definition_id = table.Column<string>(type: "TEXT", nullable: false),
                    definition_version = table.Column<int>(type: "INTEGER", nullable: false),
                    activity_id = table.Column<string>(type: "TEXT", nullable: false),
                    from_activity = table.Column<string>(type: "TEXT", nullable: true),
                    entered_at = table.Column<long>(type: "INTEGER", nullable: false),
                    left_at = table.Column<long>(type: "INTEGER", nullable: true),
                    ending = table.Column<string>(type: "TEXT", nullable: true),
                    faulted_at = table.Column<long>(type: "INTEGER", nullable: true),
                    unit_id = table.Column<string>(type: "TEXT", nullable: true),
                    clock_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    due_at = table.Column<long>(type: "INTEGER", nullable: true),
                    counted_ms = table.Column<long>(type: "INTEGER", nullable: true),
                    is_overdue = table.Column<bool>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stays", x => new { x.instance_id, x.execution });
                });

            migrationBuilder.CreateIndex(
                name: "ix_stays_definition_id_left_at",
                table: "stays",
                columns: new[] { "definition_id", "left_at" });

            migrationBuilder.CreateIndex(
                name: "ix_stays_faulted_at",
                table: "stays",
                column: "faulted_at",
                filter: "faulted_at is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "stays");
        }
    }
}
