using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace GridWorkflow.Runtime.Store.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OutboxOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // By hand: the rows get their numbers in the order in which they were written, and no table of sequences is kept beside them.
            migrationBuilder.Sql("""
                create table outbox_in_order (
                    seq INTEGER NOT NULL CONSTRAINT pk_outbox PRIMARY KEY, id BLOB NOT NULL, kind TEXT NOT NULL, case_id BLOB NOT NULL, payload TEXT NOT NULL,
                    status TEXT NOT NULL, attempts INTEGER NOT NULL, locked_until INTEGER NULL, owner TEXT NULL, next_at INTEGER NOT NULL,
                    last_error TEXT NULL, created_at INTEGER NOT NULL, sent_at INTEGER NULL);
                insert into outbox_in_order (id, kind, case_id, payload, status, attempts, locked_until, owner, next_at, last_error, created_at, sent_at)
                    select id, kind, case_id, payload, status, attempts, locked_until, owner, next_at, last_error, created_at, sent_at from outbox order by rowid;
                drop table outbox;
                alter table outbox_in_order rename to outbox;
                create unique index ix_outbox_id on outbox (id);
                create index ix_outbox_next_at on outbox (next_at) where status = 'Pending';
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                create table outbox_by_id (
                    id BLOB NOT NULL CONSTRAINT pk_outbox PRIMARY KEY, kind TEXT NOT NULL, case_id BLOB NOT NULL, payload TEXT NOT NULL,
                    status TEXT NOT NULL, attempts INTEGER NOT NULL, locked_until INTEGER NULL, owner TEXT NULL, next_at INTEGER NOT NULL,
                    last_error TEXT NULL, created_at INTEGER NOT NULL, sent_at INTEGER NULL);
                insert into outbox_by_id (id, kind, case_id, payload, status, attempts, locked_until, owner, next_at, last_error, created_at, sent_at)
                    select id, kind, case_id, payload, status, attempts, locked_until, owner, next_at, last_error, created_at, sent_at from outbox order by seq;
                drop table outbox;
                alter table outbox_by_id rename to outbox;
                create index ix_outbox_next_at on outbox (next_at) where status = 'Pending';
                """);
        }
    }
}
