// The audit log. Entries that come while others are being written go together in the next statement.
import type { Audit, AuditEntry } from '../accounts/access-port.ts';
import { toJson } from './json-text.ts';
import type { PortalDatabase } from './portal-database.ts';

export function auditRepository(database: PortalDatabase): Audit {
  const append = groupedByPortal((portalId, entries: AuditEntry[]) => insert(database, portalId, entries));
  return {
    async append(portalId, entries) {
      if (entries.length > 0) await append(portalId, entries);
    },
    list: (portalId, { who, what, from, until, before, limit }) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<AuditEntry & { auditId: string }>(
          `select audit_id::text as "auditId", at_ms as at, who, what, object_ids as "objectIds" from audit
           where portal_id = $1 and ($2::text is null or who = $2) and ($3::text is null or what = $3)
             and ($4::bigint is null or at_ms >= $4) and ($5::bigint is null or at_ms < $5)
             and ($6::bigint is null or audit_id < $6)
           order by audit_id desc limit $7`,
          [portalId, who, what, from, until, before, limit],
        );
        return found.rows;
      }),
  };
}

async function insert(database: PortalDatabase, portalId: number, entries: AuditEntry[]): Promise<void> {
  await database.withPortal(portalId, (client) =>
    client.query(
      `insert into audit (portal_id, at_ms, who, what, object_ids)
       select $1, at, who, what, array(select jsonb_array_elements_text("objectIds"))
       from rows from (jsonb_to_recordset($2::jsonb) as (at bigint, who text, what text, "objectIds" jsonb))
         with ordinality as given(at, who, what, "objectIds", place)
       order by place`,
      [portalId, toJson(entries)],
    ),
  );
}

/** Each caller waits until its own entries are written; those who wait together share a statement. */
function groupedByPortal<Item>(write: (portalId: number, items: Item[]) => Promise<void>) {
  const groups = new Map<number, { items: Item[]; written: Promise<void> }>();
  const running = new Map<number, Promise<unknown>>();
  return (portalId: number, items: Item[]): Promise<void> => {
    const waiting = groups.get(portalId);
    if (waiting !== undefined) {
      waiting.items.push(...items);
      return waiting.written;
    }
    const group = { items: [...items], written: Promise.resolve() };
    const before = running.get(portalId) ?? Promise.resolve();
    group.written = before.then(() => {
      groups.delete(portalId);
      const writing = write(portalId, group.items);
      const settled = writing
        .catch(() => undefined)
        .then(() => {
          if (running.get(portalId) === settled) running.delete(portalId);
        });
      running.set(portalId, settled);
      return writing;
    });
    groups.set(portalId, group);
    return group.written;
  };
}
