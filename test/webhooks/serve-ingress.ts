// The ingress on a port of its own, and a sender that signs like HubSpot.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import express from 'express';
import type { InboxWriter } from '../../src/accounts/ports.ts';
import { verifySignatureV3 } from '../../src/hubspot/verify-signature.ts';
import { createWebhookIngress, type WebhookIngress } from '../../webhooks/webhook-ingress.ts';

const secret = 'a-client-secret';
const publicUrl = 'https://quorum.example.com';
const knownPortals: ReadonlySet<number> = new Set([7, 8]);
export const now = 1_800_000_000_000;

export interface ServedIngress {
  ingress: WebhookIngress;
  server: http.Server;
  url: string;
  nudged: number[];
  logged: string[];
  close(): Promise<void>;
}

export async function serveIngress(
  inbox: InboxWriter,
  options: { onNudge?: () => void; appendTimeoutMs?: number } = {},
): Promise<ServedIngress> {
  const nudged: number[] = [];
  const logged: string[] = [];
  const keep = (fields: Record<string, unknown>, message: string): void => {
    logged.push(JSON.stringify({ fields, message }));
  };
  const ingress = createWebhookIngress({
    publicUrl: () => publicUrl,
    verify: (request) => verifySignatureV3(request, { secrets: ['another', secret], now }),
    inbox,
    knownPortal: (portalId) => knownPortals.has(portalId),
    nudge: (portalId) => {
      nudged.push(portalId);
      options.onNudge?.();
    },
    now: () => now,
    log: { warn: keep, error: keep },
    appendTimeoutMs: options.appendTimeoutMs ?? 10_000,
  });
  const server = http.createServer(express().use('/webhooks/hubspot', ingress.router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const url = `http://127.0.0.1:${address.port}/webhooks/hubspot`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ingress, server, url, nudged, logged, close };
}

/** v3 headers for a POST of `body`, with the query where there is one. */
export function signed(body: string | Buffer, { timestamp = now, query = '' } = {}): Record<string, string> {
  const hmac = createHmac('sha256', secret)
    .update(`POST${publicUrl}/webhooks/hubspot${query}`)
    .update(body)
    .update(`${timestamp}`);
  return { 'x-hubspot-signature-v3': hmac.digest('base64'), 'x-hubspot-request-timestamp': `${timestamp}` };
}

/** The status of the answer. */
export async function post(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = signed(body),
): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: { 'content-type': 'application/json', ...headers },
  });
  await response.arrayBuffer();
  return response.status;
}
