// The inbox as the jobs see it: pending batches in order of arrival, finished ones counted and, after some days, gone.
import type { Inbox } from '../accounts/ports.ts';
import { storableText, toJson } from './json-text.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

type Finished = Parameters<Inbox['complete']>[1][number];

export function inboxRepository(database: PortalDatabase): Inbox {
  return {
    pending: (portalId, limit) =>
      database.withPortal(portalId, async (client) => {
        const found = await client.query<{ inboxId: string; receivedAt: number; body: Buffer }>(
          `select inbox_id::text as "inboxId", received_at_ms as "receivedAt", body from inbox
           where portal_id = $1 and state = 'pending' order by inbox_id limit $2`,
          [portalId, limit],
        );
        return found.rows;
      }),
    async complete(portalId, batches) {
      if (batches.length > 0) await database.withPortal(portalId, (client) => complete(client, portalId, batches));
    },
    async quarantine(portalId, inboxId, reason) {
      await database.withPortal(portalId, (client) =>
        client.query(quarantineOne, [portalId, inboxId, storableText(reason)]),
      );
    },
    async portalsPending() {
      const found = await database.acrossPortals.query<{ id: number }>('select portals_pending() as id');
      return found.rows.map((row) => row.id);
    },
    counts: (portalId) => database.withPortal(portalId, (client) => counts(client, portalId)),
    purge: (portalId, before) =>
      database.withPortal(portalId, async (client) => {
        const gone = await client.query(
          `delete from inbox where portal_id = $1 and state <> 'pending' and received_at_ms < $2`,
          [portalId, before],
        );
        return gone.rowCount ?? 0;
      }),
  };
}

// Totals move only with the rows that leave the pending state here, so completing a batch twice counts once.
async function complete(client: Queryable, portalId: number, batches: Finished[]): Promise<void> {
  await client.query(
    `with given as (
       select * from jsonb_to_recordset($2::jsonb)
         as given("inboxId" bigint, notifications integer, echoes integer, odd integer)
     ), finished as (
       update inbox set state = 'done', body = case when erase_body then ''::bytea else body end
       from given
       where inbox.portal_id = $1 and inbox.inbox_id = given."inboxId" and inbox.state = 'pending'
       returning inbox.received_at_ms, given.notifications, given.echoes, given.odd
     )
     insert into inbox_total as total (portal_id, done, notifications, echoes, odd, last_received_at_ms)
     select $1, count(*), sum(notifications), sum(echoes), sum(odd), max(received_at_ms) from finished
     having count(*) > 0
     on conflict (portal_id) do update set done = total.done + excluded.done,
       notifications = total.notifications + excluded.notifications, echoes = total.echoes + excluded.echoes,
       odd = total.odd + excluded.odd,
       last_received_at_ms = greatest(total.last_received_at_ms, excluded.last_received_at_ms)`,
    [portalId, toJson(batches)],
  );
}

const quarantineOne = `
  with moved as (
    update inbox set state = 'quarantined', reason = $3, body = case when erase_body then ''::bytea else body end
    where portal_id = $1 and inbox_id = $2 and state = 'pending'
    returning received_at_ms
  )
  insert into inbox_total as total (portal_id, quarantined, last_received_at_ms)
  select $1, 1, received_at_ms from moved
  on conflict (portal_id) do update set quarantined = total.quarantined + 1,
    last_received_at_ms = greatest(total.last_received_at_ms, excluded.last_received_at_ms)`;

async function counts(client: Queryable, portalId: number): ReturnType<Inbox['counts']> {
  const found = await client.query<Awaited<ReturnType<Inbox['counts']>>>(
    `select waiting.pending, waiting.oldest as "oldestPendingAt",
       coalesce(total.done, 0) as done, coalesce(total.quarantined, 0) as quarantined,
       coalesce(total.notifications, 0) as notifications, coalesce(total.echoes, 0) as echoes,
       coalesce(total.odd, 0) as odd,
       greatest(waiting.newest, total.last_received_at_ms) as "lastReceivedAt"
     from (
       select count(*) as pending, min(received_at_ms) as oldest, max(received_at_ms) as newest
       from inbox where portal_id = $1 and state = 'pending'
     ) as waiting
     left join inbox_total as total on total.portal_id = $1`,
    [portalId],
  );
  const [row] = found.rows;
  if (!row) throw new Error('A count always has a row.');
  return row;
}
