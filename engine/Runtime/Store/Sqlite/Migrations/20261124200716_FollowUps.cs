using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class FollowUps : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "items",
                table: "notices",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "rectified_at",
                table: "notices",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "parent_id",
                table: "cases",
                type: "BLOB",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_cases_parent_id",
                table: "cases",
                column: "parent_id",
                filter: "parent_id is not null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_cases_parent_id",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "items",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "rectified_at",
                table: "notices");

            migrationBuilder.DropColumn(
                name: "parent_id",
                table: "cases");
        }
    }
}
