// HubSpot's ingress: verify the raw bytes, keep the batch as one row, answer, and only then nudge. Nothing more.
import type { IncomingHttpHeaders } from 'node:http';
import express from 'express';
import type { InboxWriter } from '../src/accounts/ports.ts';
import { appendWithin } from './append-within.ts';
import { sortBatch } from './sort-batch.ts';

/** What HubSpot signed. `uri` is the full public address, with the query. */
interface WebhookRequest {
  method: string;
  uri: string;
  body: Buffer;
  headers: IncomingHttpHeaders;
}

export interface WebhookIngressOptions {
  /** Address under which HubSpot reaches this service, without a trailing slash; known only once the server listens. */
  publicUrl: () => string;
  /** Checks the signature; the wiring hands in the hubspot room's, with the secrets and the clock. */
  verify: (request: WebhookRequest) => 'ok' | 'missing' | 'wrong' | 'stale';
  inbox: InboxWriter;
  knownPortal: (portalId: number) => boolean;
  /** Called after the answer has been sent, once for each known portal of the batch. Must not throw. */
  nudge: (portalId: number) => void;
  now: () => number;
  log: WebhookLog;
  /** Longest wait for the store before 503, in ms. HubSpot waits 5 s and comes back later. */
  appendTimeoutMs?: number;
}

/** Gets numbers and reasons, never bodies or addresses. */
interface WebhookLog {
  warn(fields: Record<string, string | number>, message: string): void;
  error(fields: Record<string, string | number>, message: string): void;
}

interface WebhookCounts {
  /** Batches answered with 204: every one of them is committed. */
  accepted: number;
  /** Refused, by reason: `missing`, `wrong`, `stale`, `not_json`, `too_large`, `compressed`, `unreadable`. */
  refused: Record<string, number>;
  /** Accepted though odd, by reason: `unknown_portal`, `mixed_portals`, `over_100`, `no_events`. */
  odd: Record<string, number>;
  /** Answered with 503 because the store was not there. */
  unavailable: number;
}

export interface WebhookIngress {
  /** To be mounted at /webhooks/hubspot, before anything that reads bodies. */
  router: express.Router;
  counts(): WebhookCounts;
}

const bodyLimit = '1mb';
const defaultAppendTimeoutMs = 800;

export function createWebhookIngress(options: WebhookIngressOptions): WebhookIngress {
  const counts: WebhookCounts = { accepted: 0, refused: {}, odd: {}, unavailable: 0 };
  const router = express.Router();
  router.post('/', express.raw({ type: () => true, limit: bodyLimit, inflate: false }), (request, response) =>
    receive(options, counts, { request, response }),
  );
  router.use(refuseUnreadable(options, counts));
  return { router, counts: () => structuredClone(counts) };
}

interface Exchange {
  request: express.Request;
  response: express.Response;
}

async function receive(options: WebhookIngressOptions, counts: WebhookCounts, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  const receivedAt = options.now();
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const uri = options.publicUrl() + request.originalUrl;
  const verdict = options.verify({ method: request.method, uri, body, headers: request.headers });
  if (verdict !== 'ok') return refuse({ options, counts, response }, 401, verdict);
  const sorted = sortBatch(body, options.knownPortal);
  if (sorted === null) return refuse({ options, counts, response }, 400, 'not_json');
  const kept = await appendWithin(
    options.inbox,
    sorted.rows.map((row) => ({ ...row, receivedAt })),
    options.appendTimeoutMs ?? defaultAppendTimeoutMs,
  );
  if (!kept.ok) return answerUnavailable({ options, counts, response }, kept.reason);
  counts.accepted += 1;
  noteOddities(options, counts, sorted.oddities);
  // 'close' comes after the answer is out, and also when the sender went away: the batch is committed either way.
  response.once('close', () => {
    for (const { portalId } of sorted.rows) if (portalId !== 0) options.nudge(portalId);
  });
  response.status(204).end();
}

interface Refusal {
  options: WebhookIngressOptions;
  counts: WebhookCounts;
  response: express.Response;
}

function refuse({ options, counts, response }: Refusal, status: number, reason: string): void {
  counts.refused[reason] = (counts.refused[reason] ?? 0) + 1;
  options.log.warn({ status, reason }, 'webhook refused');
  response.status(status).json({ status: 'error', reason });
}

function answerUnavailable({ options, counts, response }: Refusal, reason: string): void {
  counts.unavailable += 1;
  options.log.error({ status: 503, reason }, 'webhook not kept: the store is not there; HubSpot sends it again');
  response.status(503).json({ status: 'error', reason: 'unavailable' });
}

function noteOddities(options: WebhookIngressOptions, counts: WebhookCounts, oddities: string[]): void {
  for (const reason of oddities) counts.odd[reason] = (counts.odd[reason] ?? 0) + 1;
  if (oddities.length > 0) options.log.warn({ reasons: oddities.join(',') }, 'odd webhook batch kept');
}

/** What express.raw refuses: too large, compressed, cut off. */
function refuseUnreadable(options: WebhookIngressOptions, counts: WebhookCounts): express.ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const status = statusOf(error);
    if (status === null || response.headersSent) return next(error);
    const reason = status === 413 ? 'too_large' : status === 415 ? 'compressed' : 'unreadable';
    refuse({ options, counts, response }, status, reason);
  };
}

function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('status' in error)) return null;
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : null;
}
