using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Delivery : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_case",
                table: "instances",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.CreateTable(
                name: "kept_events",
                columns: table => new
                {
                    message_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    correlation_id = table.Column<string>(type: "TEXT", nullable: true),
                    instance_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    kept_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_kept_events", x => x.message_id);
                });

            migrationBuilder.CreateTable(
                name: "trigger_starts",
                columns: table => new
                {
                    definition_id = table.Column<string>(type: "TEXT", nullable: false),
                    activity_id = table.Column<string>(type: "TEXT", nullable: false),
                    program_hash = table.Column<string>(type: "TEXT", nullable: false),
                    last_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_trigger_starts", x => new { x.definition_id, x.activity_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_instances_definition_id",
                table: "instances",
                column: "definition_id",
                filter: "is_case = 0 and status = 'Running'");

            migrationBuilder.CreateIndex(
                name: "ix_kept_events_name_correlation_id",
                table: "kept_events",
                columns: new[] { "name", "correlation_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "kept_events");

            migrationBuilder.DropTable(
                name: "trigger_starts");

            migrationBuilder.DropIndex(
                name: "ix_instances_definition_id",
                table: "instances");

            migrationBuilder.DropColumn(
                name: "is_case",
                table: "instances");
        }
    }
}
