// Accounts whose map or value is older than what the mirror knows; the truth that a lost queue is rebuilt from.
import type { DirtyAccounts } from '../accounts/ports.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

export function dirtyAccountRepository(database: PortalDatabase): DirtyAccounts {
  return {
    async mark(portalId, accountIds, { at, value }) {
      if (accountIds.length === 0) return;
      await database.withPortal(portalId, (client) => client.query(mark, [portalId, accountIds, at, value]));
    },
    list: (portalId, limit) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<{ accountId: string; markedAt: number; value: boolean; version: number }>(
          `select account_id as "accountId", marked_at_ms as "markedAt", value, version from dirty_account
           where portal_id = $1 order by marked_at_ms, account_id limit $2`,
          [portalId, limit],
        );
        return found.rows;
      }),
    async clear(portalId, marks) {
      if (marks.length === 0) return;
      await database.withPortal(portalId, (client) => client.query(clear, [portalId, toJson(marks)]));
    },
    async portalsDirty() {
      const found = await database.acrossPortals.query<{ id: number }>('select portals_dirty() as id');
      return found.rows.map((row) => row.id);
    },
  };
}

// A renewed mark keeps its age (the longest wait counts from the first change) and takes a new version.
const mark = `
  insert into dirty_account as kept (portal_id, account_id, marked_at_ms, value, version)
  select $1, id, $3, $4, nextval('mark_version')
  from (select distinct id collate "C" as id from unnest($2::text[]) as each(id)) as given
  order by id
  on conflict (portal_id, account_id) do update set value = kept.value or excluded.value, version = excluded.version`;

const clear = `
  delete from dirty_account where portal_id = $1 and (account_id, version) in (
    select "accountId" collate "C", version from jsonb_to_recordset($2::jsonb) as given("accountId" text, version bigint))`;
