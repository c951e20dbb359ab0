using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Postgres.Migrations
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
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "dispatched_at",
                table: "cases",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "extensions",
                table: "cases",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "fed_back_at",
                table: "cases",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "first_dispatched_at",
                table: "cases",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "first_unit",
                table: "cases",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "handling_unit",
                table: "cases",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<int>(
                name: "refused_returns",
                table: "cases",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "registered_at",
                table: "cases",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "reworks",
                table: "cases",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "suspended_at",
                table: "cases",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "voided_at",
                table: "cases",
                type: "timestamp with time zone",
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
