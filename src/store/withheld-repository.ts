// Values that are not written, each with why: changed by hand, kept by an admin, taken back, refused by HubSpot.
import { type Withheld, type WithheldKey, type WithheldWrites, withheldReasons } from '../accounts/write-runs-port.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

export function withheldRepository(database: PortalDatabase): WithheldWrites {
  return {
    ofObjects: (portalId, type, ids) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<Withheld>(
          `${read} and type = $2 and object_id = any($3::text[]) order by object_id, property`,
          [portalId, type, ids],
        );
        return Map.groupBy(found.rows, ({ objectId }) => objectId);
      }),
    ofAccount: (portalId, accountId, limit) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<Withheld>(
          `${read} and account_id = $2 order by at_ms desc, object_id, property limit $3`,
          [portalId, accountId, limit],
        );
        return found.rows;
      }),
    list: (portalId, query) => database.withPortal(portalId, (client) => listWithheld(client, portalId, query)),
    keep: (portalId, key) =>
      database.withPortal(portalId, async (client) => {
        const kept = await client.query(`update withheld_write set why = 'kept' ${at}`, valuesOf(portalId, key));
        return kept.rowCount === 1;
      }),
    release: (portalId, key) =>
      database.withPortal(portalId, async (client) => {
        const released = await client.query<Withheld>(
          `delete from withheld_write ${at} returning ${columns}`,
          valuesOf(portalId, key),
        );
        const [row] = released.rows;
        if (row === undefined) return null;
        // What HubSpot holds counts as known: the next write is compared with it and does not find it changed by hand again.
        if (row.why === 'by_hand' || row.why === 'kept')
          await client.query(
            `insert into last_written (portal_id, type, object_id, property, value) values ($1, $2, $3, $4, $5)
             on conflict (portal_id, type, object_id, property) do update set value = excluded.value`,
            [...valuesOf(portalId, key), row.theirs ?? ''],
          );
        return row;
      }),
    releaseRefused: (portalId) =>
      database.withPortal(portalId, async (client) => {
        const released = await client.query<{ accountId: string }>(
          `delete from withheld_write where portal_id = $1 and why = 'refused' returning account_id as "accountId"`,
          [portalId],
        );
        return [...new Set(released.rows.map(({ accountId }) => accountId))];
      }),
  };
}

const columns = `type, object_id as "objectId", property, account_id as "accountId", why, ours, theirs, reason, at_ms as at`;
const read = `select ${columns} from withheld_write where portal_id = $1`;
const at = 'where portal_id = $1 and type = $2 and object_id = $3 and property = $4';

function valuesOf(portalId: number, { type, objectId, property }: WithheldKey): [number, string, string, string] {
  return [portalId, type, objectId, property];
}

async function listWithheld(
  client: Queryable,
  portalId: number,
  { why, offset, limit }: Parameters<WithheldWrites['list']>[1],
): ReturnType<WithheldWrites['list']> {
  const counted = await client.query<{ why: Withheld['why']; count: number }>(
    'select why, count(*) as count from withheld_write where portal_id = $1 group by why',
    [portalId],
  );
  const countOf = (each: Withheld['why']) => counted.rows.find((row) => row.why === each)?.count ?? 0;
  const [byHand, kept, undone, refused] = withheldReasons.map(countOf);
  const counts = { by_hand: byHand ?? 0, kept: kept ?? 0, undone: undone ?? 0, refused: refused ?? 0 };
  const found = await client.query<Withheld>(
    `${read} and ($2::text is null or why = $2) order by at_ms desc, type, object_id, property offset $3 limit $4`,
    [portalId, why, offset, limit],
  );
  const total = why === null ? Object.values(counts).reduce((sum, count) => sum + count, 0) : counts[why];
  return { rows: found.rows, total, counts };
}
