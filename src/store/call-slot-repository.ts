// The shares of a portal's call limit, for processes that call it side by side: one short transaction a report.
import { type CallSlots, type SlotReport, type SlotShare, shareForgottenMs } from '../accounts/call-slots-port.ts';
import { shareOutSlots } from '../accounts/share-out-slots.ts';
import type { PortalDatabase, Queryable } from './portal-database.ts';

/** How long the odd slots stay with the same processes, ms. */
const turnMs = 2_000;

export function callSlotRepository(database: PortalDatabase): CallSlots {
  return {
    share: (portalId, report) => database.withPortal(portalId, (client) => share(client, portalId, report)),
  };
}

interface Row {
  holder: string;
  held: number;
  wanted: number;
  total: number;
  restMs: number;
  nowMs: number;
}

async function share(client: Queryable, portalId: number, report: SlotReport): Promise<SlotShare> {
  const { kind, holder, used, wanted, total, restMs } = report;
  // Reports of one portal and kind take turns; the lock ends with the transaction.
  await client.query(
    `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'call_slot', $1::bigint, $2::text), 0))`,
    [portalId, kind],
  );
  const found = await client.query<Row>(
    `select holder, held, wanted, total, extract(epoch from clock_timestamp()) * 1000 as "nowMs",
       extract(epoch from rest_until - clock_timestamp())::double precision * 1000 as "restMs"
     from call_slot where portal_id = $1 and kind = $2 and holder <> $3
       and seen_at > clock_timestamp() - make_interval(secs => $4)`,
    [portalId, kind, holder, shareForgottenMs / 1_000],
  );
  const others = found.rows;
  const { held, limit } = shareOutSlots({
    total: Math.min(total, ...others.map((other) => other.total)),
    turn: Math.floor(Number(others[0]?.nowMs ?? 0) / turnMs),
    others,
    own: { holder, wanted, used },
  });
  await keep(client, portalId, { ...report, held });
  return { limit, restMs: Math.max(0, restMs, ...others.map((other) => other.restMs)) };
}

/** A process that uses and wants nothing, and knows of no rest, leaves no row; others' rows that were forgotten go with the first report after that. */
async function keep(client: Queryable, portalId: number, row: SlotReport & { held: number }): Promise<void> {
  const { kind, holder, held, wanted, total, restMs } = row;
  await client.query(
    `with gone as (
       delete from call_slot where portal_id = $1 and kind = $2
         and ((holder <> $3 and seen_at <= clock_timestamp() - make_interval(secs => $8))
           or (holder = $3 and $4::integer = 0 and $5::integer = 0 and $7::double precision = 0))
     )
     insert into call_slot (portal_id, kind, holder, held, wanted, total, seen_at, rest_until)
     select $1, $2, $3, $4::integer, $5::integer, $6, clock_timestamp(), clock_timestamp() + make_interval(secs => $7::double precision)
     where $4::integer > 0 or $5::integer > 0 or $7::double precision > 0
     on conflict (portal_id, kind, holder) do update set held = excluded.held, wanted = excluded.wanted,
       total = excluded.total, seen_at = excluded.seen_at, rest_until = excluded.rest_until`,
    [portalId, kind, holder, held, wanted, total, restMs / 1_000, shareForgottenMs / 1_000],
  );
}
