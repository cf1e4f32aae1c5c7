// Server-sent events: tells open pages of one portal what changed. One subscription serves all pages of this process.
import type { Request, Response } from 'express';
import type { HttpDeps } from './http-deps.ts';

type Change = Parameters<Parameters<HttpDeps['stores']['changes']['subscribe']>[0]>[0];

const heartbeatMs = 15_000;
const streamsMax = 1_000;

export function openStream({ stores, now }: HttpDeps) {
  const pages = new Map<Response, number>();
  let subscribed: Promise<unknown> | null = null;
  const tell = (change: Change) => {
    for (const [page, portalId] of pages) if (portalId === change.portalId) send(page, change, now());
  };
  return async (portalId: number, request: Request, response: Response): Promise<void> => {
    subscribed ??= stores.changes.subscribe(tell).catch((error: unknown) => {
      subscribed = null;
      throw error;
    });
    await subscribed;
    if (pages.size >= streamsMax) pages.keys().next().value?.end();
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    response.flushHeaders();
    response.write('retry: 2000\n\n');
    pages.set(response, portalId);
    // Whoever was away may have missed something: it reads everything again.
    if (request.get('last-event-id') !== undefined) send(response, { kind: 'accounts', accountId: null }, now());
    const heartbeat = setInterval(() => response.write(': here\n\n'), heartbeatMs);
    response.on('close', () => {
      clearInterval(heartbeat);
      pages.delete(response);
    });
  };
}

function send(page: Response, { kind, accountId }: Pick<Change, 'kind' | 'accountId'>, at: number): void {
  page.write(`id: ${at}\nevent: change\ndata: ${JSON.stringify({ kind, accountId })}\n\n`);
}
