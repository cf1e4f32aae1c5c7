// Sends the outbox to the subscribed target: v3-signed, up to 100 events a batch, at most ten batches in flight, retried up to ten times
// with growing, random waits; a batch that was refused is sent whole again. Survives a restart: what was not accepted stays.
import crypto from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { type Faults, randomNumbers } from './faults.ts';

const batchMax = 100;
const inFlightMax = 10;
const attemptsMax = 11;
const answerTimeoutMs = 5_000;
const idleMs = 500;
const heldForMs = 2_000;

export interface Dispatcher {
  wake(): void;
  stop(): Promise<void>;
}

export interface DispatcherOptions {
  pool: pg.Pool;
  target: string | null;
  clientSecret: string;
  now: () => number;
  faults: () => Faults;
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
  let random = randomNumbers(options.faults().seed);
  let seed = options.faults().seed;
  while (!ended.aborted) {
    if (options.faults().seed !== seed) {
      seed = options.faults().seed;
      random = randomNumbers(seed);
    }
    const sent = options.target === null ? 0 : await sendDue(options, options.target, random).catch(() => 0);
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

async function sendDue(options: DispatcherOptions, target: string, random: () => number): Promise<number> {
  const { rows } = await options.pool.query<DueEvent>(
    `select event_id, event, attempts, state from sandbox.outbox where state in ('waiting', 'held') and due_at <= $1 order by attempts, event_id limit $2`,
    [new Date(options.now()), batchMax * inFlightMax],
  );
  const faults = options.faults();
  if (faults.reorder) rows.sort(() => random() - 0.5);
  const batches: DueEvent[][] = [];
  for (const row of rows) {
    const last = batches.at(-1);
    const fits =
      last !== undefined &&
      last.length < batchMax &&
      last[0]?.attempts === row.attempts &&
      last[0].state === row.state &&
      last[0].event.portalId === row.event.portalId;
    if (fits) last.push(row);
    else batches.push([row]);
  }
  await Promise.all(batches.map((batch) => sendBatch(options, { target, batch, draw: random() })));
  return rows.length;
}

async function sendBatch(
  options: DispatcherOptions,
  { target, batch, draw }: { target: string; batch: DueEvent[]; draw: number },
): Promise<void> {
  const { drop, delay: held, duplicate } = options.faults();
  if (draw < drop) return settle(options, batch, 'dropped');
  const isFresh = batch[0]?.attempts === 0 && batch[0].state === 'waiting';
  if (draw < drop + held && isFresh) return hold(options, batch);
  const status = await post(options, target, batch);
  if (draw >= drop + held && draw < drop + held + duplicate) await post(options, target, batch);
  if (status === '2xx') await settle(options, batch, 'sent');
  else if ((batch[0]?.attempts ?? 0) + 1 >= attemptsMax) await settle(options, batch, 'given up');
  else await postpone(options, batch, retryWaitMs(batch[0]?.attempts ?? 0, draw));
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
  const ids = batch.map(({ event_id }) => event_id);
  if (state === 'sent') await pool.query('delete from sandbox.outbox where event_id = any($1::bigint[])', [ids]);
  else await pool.query('update sandbox.outbox set state = $2 where event_id = any($1::bigint[])', [ids, state]);
}

/** The fault switch's delay: later, but not as a retry. */
async function hold({ pool, now }: DispatcherOptions, batch: DueEvent[]): Promise<void> {
  await pool.query(`update sandbox.outbox set state = 'held', due_at = $2 where event_id = any($1::bigint[])`, [
    batch.map(({ event_id }) => event_id),
    new Date(now() + heldForMs),
  ]);
}

async function postpone({ pool, now }: DispatcherOptions, batch: DueEvent[], waitMs: number): Promise<void> {
  await pool.query(
    'update sandbox.outbox set attempts = attempts + 1, due_at = $2 where event_id = any($1::bigint[])',
    [batch.map(({ event_id }) => event_id), new Date(now() + waitMs)],
  );
}
