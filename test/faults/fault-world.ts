// What seeded fault runs share: a sandbox that goes wrong on request, the stores, and the real ingress for its webhooks.
import crypto from 'node:crypto';
import http from 'node:http';
import express from 'express';
import pg from 'pg';
import { verifySignatureV3 } from '../../src/hubspot/verify-signature.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { createStores, type OpenStores } from '../../src/store/create-stores.ts';
import { createWebhookIngress } from '../../webhooks/webhook-ingress.ts';

export interface FaultWorld {
  sandbox: Sandbox;
  stores: OpenStores;
  /** Sees everything, the sandbox's tables and ours: for the comparison. */
  superuser: pg.Pool;
  /** Portals whose webhooks are taken. */
  known: Set<number>;
  /** An access token of the app that can run out, as those of OAuth do. */
  mintToken(portalId: number): Promise<string>;
  stop(): Promise<void>;
}

const generous = { callsPerTenSeconds: 1_000_000, searchPerSecond: 1_000_000 };

export async function startFaultWorld(databaseUrl: string): Promise<FaultWorld> {
  const stores = await createStores({ databaseUrl });
  const superuser = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  superuser.on('error', () => undefined);
  const known = new Set<number>();
  const live = { url: '', secret: '' };
  const ingress = createWebhookIngress({
    publicUrl: () => live.url,
    verify: (request) => verifySignatureV3(request, { secrets: [live.secret], now: Date.now() }),
    inbox: stores.inboxWriter,
    knownPortal: (portalId) => known.has(portalId),
    nudge: () => undefined,
    now: Date.now,
    log: { warn: () => undefined, error: () => undefined },
  });
  const server = http.createServer(express().use('/webhooks/hubspot', ingress.router));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  live.url = `http://127.0.0.1:${address.port}`;
  const where = { databaseUrl, host: '127.0.0.1', port: 0, webhookTarget: `${live.url}/webhooks/hubspot` };
  const sandbox = await startSandbox({ ...where, limits: generous });
  live.secret = sandbox.clientSecret;
  return {
    sandbox,
    stores,
    superuser,
    known,
    mintToken: async (portalId) => {
      const token = crypto.randomUUID();
      await superuser.query(
        `insert into sandbox.token (token, portal_id, kind, expires_at, scopes) values ($1, $2, 'access', now() + interval '1 hour', $3)`,
        [token, portalId, allScopes],
      );
      return token;
    },
    stop: async () => {
      await sandbox.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await superuser.end();
      await stores.close();
    },
  };
}

const objects = ['contacts', 'companies', 'deals', 'line_items'];
const allScopes = [
  'oauth',
  'tickets',
  'sales-email-read',
  'crm.objects.owners.read',
  ...objects.flatMap((name) => [`crm.objects.${name}.read`, `crm.objects.${name}.write`]),
  ...objects.flatMap((name) => [`crm.schemas.${name}.read`, `crm.schemas.${name}.write`]),
];
