using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class CasePlaces : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "latitude",
                table: "cases",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "longitude",
                table: "cases",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_cases_category_code_reported_at",
                table: "cases",
                columns: new[] { "category_code", "reported_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_cases_category_code_reported_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "latitude",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "longitude",
                table: "cases");
        }
    }
}
