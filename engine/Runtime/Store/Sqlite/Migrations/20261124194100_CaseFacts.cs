using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class CaseFacts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "confirmed_returns",
                table: "cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "dispatched_at",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "extensions",
                table: "cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "fed_back_at",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "first_dispatched_at",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "first_unit",
                table: "cases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "handling_unit",
                table: "cases",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "refused_returns",
                table: "cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "registered_at",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reworks",
                table: "cases",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "suspended_at",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "voided_at",
                table: "cases",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_cases_registered_at",
                table: "cases",
                column: "registered_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_cases_registered_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "confirmed_returns",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "dispatched_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "extensions",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "fed_back_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "first_dispatched_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "first_unit",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "handling_unit",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "refused_returns",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "registered_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "reworks",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "suspended_at",
                table: "cases");

            migrationBuilder.DropColumn(
                name: "voided_at",
                table: "cases");
        }
    }
}
