namespace GridWorkflow.Runtime.Store.Postgres;

/// <summary>Functions and triggers that EF does not know, made by the first migration.</summary>
internal static class PostgresFunctions
{
    /// <summary>Channel on which the database says that something changed that nodes hold in memory; the payload is the table.</summary>
    public const string Channel = "grid_changed";

    public const string Create = $"""
        -- A statement of a batch that had to write a row for each key wrote fewer: the whole batch goes, and its sender learns which keys lost.
        create function grid_expect(what text, wanted text[], written text[]) returns void language plpgsql as $$
        begin
            if cardinality(wanted) <> cardinality(written) then
                raise exception using errcode = '{PostgresBatch.LostCode}', message = what,
                    hint = array_to_string(array(select unnest(wanted) except select unnest(written)), chr(10));
            end if;
        end $$;

        create function grid_lock(key bigint, alone boolean) returns void language plpgsql as $$
        begin
            if alone then perform pg_advisory_xact_lock(key); else perform pg_advisory_xact_lock_shared(key); end if;
        end $$;

        create function grid_notify() returns trigger language plpgsql as $$
        begin
            perform pg_notify('{Channel}', tg_table_name);
            return null;
        end $$;

        create trigger definition_acts_changed after insert on definition_acts for each statement execute function grid_notify();
        create trigger api_keys_changed after insert or update on api_keys for each statement execute function grid_notify();
        create trigger webhook_sources_changed after insert or update on webhook_sources for each statement execute function grid_notify();

        -- Rows that change all the time find room on their own page, and no index is touched.
        alter table instances set (fillfactor = 70);
        alter table timers set (fillfactor = 70);
        alter table outbox set (fillfactor = 80);
        """;

    /// <summary>Made by the migration that made the table.</summary>
    public const string TellOfFiles =
        "create trigger file_acts_changed after insert on file_acts for each statement execute function grid_notify();";

    public const string Drop = """
        drop trigger definition_acts_changed on definition_acts;
        drop trigger api_keys_changed on api_keys;
        drop trigger webhook_sources_changed on webhook_sources;
        drop function grid_notify();
        drop function grid_lock(bigint, boolean);
        drop function grid_expect(text, text[], text[]);
        """;
}
