using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Postgres.Migrations
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
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    execution = table.Column<int>(type: "integer", nullable: false),
                    definition_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    definition_version = table.Column<int>(type: "integer", nullable: false),
                    activity_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    from_activity = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ending = table.Column<string>(type: "text", nullable: true),
                    faulted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    unit_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    clock_id = table.Column<Guid>(type: "uuid", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    counted_ms = table.Column<long>(type: "bigint", nullable: true),
                    is_overdue = table.Column<bool>(type: "boolean", nullable: true)
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
