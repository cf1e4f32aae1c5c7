// Sends the outbox to the subscribed target: v3-signed, up to 100 events a batch, at most ten batches in flight, retried up to ten times
// with growing, random waits; a batch that was refused is sent whole again. Survives a restart: what was not accepted stays.
import crypto from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { chance, type FaultSwitch } from './faults.ts';

const batchMax = 100;
const inFlightMax = 10;
const attemptsMax = 11;
const answerTimeoutMs = 5_000;
const idleMs = 500;

export interface Dispatcher {
  wake(): void;
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  pool: pg.Pool;
  target: string | null;
  clientSecret: string;
  now: () => number;
  faults: FaultSwitch;
  /** Batches wait this long for company: HubSpot gathers what happens together. */
  gatherMs?: number;
}

export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const ending = new AbortController();
  let wakeUp: (() => void) | null = null;
  const loop = run(options, ending.signal, (waker) => {
    wakeUp = waker;
  });
  return {
    wake: () => wakeUp?.(),
    stop: async () => {
      ending.abort();
      wakeUp?.();
      await loop;
    },
  };
}

async function run(
  options: DispatcherOptions,
  ended: AbortSignal,
  onWaker: (waker: () => void) => void,
): Promise<void> {
  while (!ended.aborted) {
    const sent = options.target === null ? 0 : await sendDue(options, options.target).catch(() => 0);
    if (sent > 0) continue;
    const waking = new Promise<void>((resolve) => onWaker(resolve));
    await Promise.race([waking, delay(idleMs, undefined, { signal: ended }).catch(() => undefined)]);
    await delay(options.gatherMs ?? 20);
  }
}

interface DueEvent {
  event_id: string;
  event: Record<string, unknown>;
  attempts: number;
  state: string;
}

async function sendDue(options: DispatcherOptions, target: string): Promise<number> {
  const { rows } = await options.pool.query<DueEvent>(
    `select event_id, event, attempts, state from sandbox.outbox where state in ('waiting', 'held') and due_at <= $1 order by attempts, event_id limit $2`,
    [new Date(options.now()), batchMax * inFlightMax],
  );
  const fates = Map.groupBy(rows, (row) => fateOf(options.faults, row));
  await settle(options, fates.get('dropped') ?? [], 'dropped');
  await hold(options, fates.get('held') ?? []);
  const due = rows.filter((row) => !['dropped', 'held'].includes(fateOf(options.faults, row)));
  await Promise.all(batchesOf(options.faults, due).map((batch) => sendBatch(options, target, batch)));
  return rows.length;
}

type Fate = 'dropped' | 'held' | 'twice' | 'sent';

/** What the portal's fault switch makes of an event: settled by the seed and the event's number, however events are gathered. */
function fateOf(faults: FaultSwitch, { event, event_id, attempts, state }: DueEvent): Fate {
  const { seed, drop, delay: held, duplicate } = faults.of(Number(event.portalId));
  if (attempts > 0) return 'sent';
  const draw = chance(seed, Number(event_id), 1);
  if (draw < drop) return 'dropped';
  if (draw < drop + held && state === 'waiting') return 'held';
  return draw >= drop + held && draw < drop + held + duplicate ? 'twice' : 'sent';
}

/** Up to 100 events of one portal and one attempt. */
function batchesOf(faults: FaultSwitch, rows: DueEvent[]): DueEvent[][] {
  const groups = Map.groupBy(rows, ({ event, attempts, state }) => `${event.portalId} ${attempts} ${state}`);
  return [...groups.values()].flatMap((group) => {
    const { reorder, seed } = faults.of(Number(group[0]?.event.portalId));
    const place = ({ event_id }: DueEvent): number => chance(seed, Number(event_id), 2);
    const ordered = reorder ? group.toSorted((a, b) => place(a) - place(b)) : group;
    return Array.from({ length: Math.ceil(ordered.length / batchMax) }, (_, at) =>
      ordered.slice(at * batchMax, (at + 1) * batchMax),
    );
  });
}

async function sendBatch(options: DispatcherOptions, target: string, batch: DueEvent[]): Promise<void> {
  const status = await post(options, target, batch);
  const twice = batch.filter((row) => fateOf(options.faults, row) === 'twice');
  if (twice.length > 0) await post(options, target, twice);
  const attempts = batch[0]?.attempts ?? 0;
  if (status === '2xx') await settle(options, batch, 'sent');
  else if (attempts + 1 >= attemptsMax) await settle(options, batch, 'given up');
  else await postpone(options, batch, retryWaitMs(attempts, chance(Number(batch[0]?.event_id), attempts)));
}

/** Quick at first so that a restart is bridged, then minutes: up to ten times within a day. */
function retryWaitMs(attempts: number, draw: number): number {
  return Math.round(500 * 3 ** attempts * (0.7 + 0.6 * draw));
}

async function post(
  { pool, clientSecret, now }: DispatcherOptions,
  target: string,
  batch: DueEvent[],
): Promise<string> {
  const attempt = batch[0]?.attempts ?? 0;
  const body = JSON.stringify(
    batch.map(({ event, event_id }) => ({ ...event, eventId: Number(event_id), attemptNumber: attempt })),
  );
  const timestamp = String(now());
  const signature = crypto
    .createHmac('sha256', clientSecret)
    .update(`POST${target}${body}${timestamp}`)
    .digest('base64');
  let status: string;
  try {
    const response = await fetch(target, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-hubspot-signature-v3': signature,
        'x-hubspot-request-timestamp': timestamp,
        'x-hubspot-timeout-millis': '10000',
      },
      signal: AbortSignal.timeout(answerTimeoutMs),
      redirect: 'manual',
    });
    await response.arrayBuffer();
    status = response.ok ? '2xx' : String(response.status);
  } catch (error) {
    status = error instanceof Error ? error.name : 'failed';
  }
  await pool.query('insert into sandbox.delivery (at, events, attempt, status) values ($1, $2, $3, $4)', [
    new Date(now()),
    batch.length,
    attempt,
    status,
  ]);
  return status;
}

async function settle({ pool }: DispatcherOptions, batch: DueEvent[], state: string): Promise<void> {
  if (batch.length === 0) return;
  const ids = batch.map(({ event_id }) => event_id);
  if (state === 'sent') await pool.query('delete from sandbox.outbox where event_id = any($1::bigint[])', [ids]);
  else await pool.query('update sandbox.outbox set state = $2 where event_id = any($1::bigint[])', [ids, state]);
}

/** The fault switch's delay: later, but not as a retry. */
async function hold({ pool, now, faults }: DispatcherOptions, batch: DueEvent[]): Promise<void> {
  for (const [portalId, rows] of Map.groupBy(batch, ({ event }) => Number(event.portalId)))
    await pool.query(`update sandbox.outbox set state = 'held', due_at = $2 where event_id = any($1::bigint[])`, [
      rows.map(({ event_id }) => event_id),
      new Date(now() + faults.of(portalId).delayMs),
    ]);
}

async function postpone({ pool, now }: DispatcherOptions, batch: DueEvent[], waitMs: number): Promise<void> {
  await pool.query(
    'update sandbox.outbox set attempts = attempts + 1, due_at = $2 where event_id = any($1::bigint[])',
    [batch.map(({ event_id }) => event_id), new Date(now() + waitMs)],
  );
}
