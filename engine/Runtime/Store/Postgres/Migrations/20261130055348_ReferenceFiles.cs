using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ReferenceFiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "change_orders",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    title = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    state = table.Column<string>(type: "text", nullable: false),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_change_orders", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "file_acts",
                columns: table => new
                {
                    path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    act = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    change_order = table.Column<long>(type: "bigint", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    hash_before = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    hash_after = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_acts", x => new { x.path, x.revision });
                });

            migrationBuilder.CreateTable(
                name: "file_versions",
                columns: table => new
                {
                    path = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    content_hash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    change_order = table.Column<long>(type: "bigint", nullable: true),
                    created_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    published_by = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_file_versions", x => new { x.path, x.version });
                });

            migrationBuilder.CreateIndex(
                name: "ix_file_versions_change_order",
                table: "file_versions",
                column: "change_order",
                filter: "change_order is not null");

            migrationBuilder.CreateIndex(
                name: "ix_file_versions_path_state",
                table: "file_versions",
                columns: new[] { "path", "state" },
                unique: true,
                filter: "state in ('Draft', 'Published')");

            migrationBuilder.Sql(PostgresFunctions.TellOfFiles);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "change_orders");

            migrationBuilder.DropTable(
                name: "file_acts");

            migrationBuilder.DropTable(
                name: "file_versions");
        }
    }
}
