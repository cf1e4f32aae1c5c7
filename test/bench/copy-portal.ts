// Copies a made-up sandbox portal over the wire, within the limits given, and counts what it cost beside what it must cost at least.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import manifestFile from '../../manifest.json' with { type: 'json' };
import { backfillPortal } from '../../src/accounts/backfill-portal.ts';
import { connectPortal } from '../../src/accounts/connect-portal.ts';
import { CrmUnavailableError, mirroredPairs, mirroredTypes } from '../../src/accounts/crm.ts';
import { parseManifest } from '../../src/accounts/manifest.ts';
import { NotYetError } from '../../src/accounts/queue-port.ts';
import { createHubspotCrm } from '../../src/hubspot/hubspot-crm.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import type { OpenStores } from '../../src/store/create-stores.ts';
import { fakeQueue } from '../fakes/fake-queue.ts';

export interface PortalSize {
  companies: number;
  contacts: number;
  deals: number;
}

export interface CopyFigures {
  /** Calls that the copy made, searches among them. */
  calls: number;
  /** Σ ⌈records/100⌉ + Σ ⌈from-ids of each association pair/1000⌉. */
  floor: number;
  seconds: number;
  /** Until the first accounts were asked to be drawn. */
  firstAccountsSeconds: number;
  limited: number;
  records: Record<string, number>;
}

const portalSchema = z.object({ portalId: z.number(), accessToken: z.string() });
const manifest = parseManifest(manifestFile);

export async function makePortal(sandbox: Sandbox, size: PortalSize): Promise<z.infer<typeof portalSchema>> {
  const response = await fetch(`${sandbox.url}/sandbox/portals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Large', ...size }),
  });
  return portalSchema.parse(await response.json());
}

export async function copyPortal(parts: {
  sandbox: Sandbox;
  stores: OpenStores;
  portal: z.infer<typeof portalSchema>;
}): Promise<CopyFigures> {
  const { sandbox, stores, portal: made } = parts;
  const crm = createHubspotCrm({ baseUrl: sandbox.url, accessToken: async () => made.accessToken });
  const from = performance.now();
  const since = () => (performance.now() - from) / 1_000;
  let firstAccountsSeconds = Number.POSITIVE_INFINITY;
  const queue = fakeQueue();
  const timed = {
    ...queue,
    scheduleRebuild: async (portalId: number, accountIds: string[]) => {
      firstAccountsSeconds = Math.min(firstAccountsSeconds, since());
      await queue.scheduleRebuild(portalId, accountIds);
    },
  };
  const common = { crm, stores, queue: timed, manifest };
  const portal = await connectPortal({ ...common, appId: sandbox.appId, now: Date.now() });
  const context = { ...common, portal, now: Date.now };
  while (!(await isCopied(() => backfillPortal(context)))) await delay(200);
  const counts = await stores.mirror.counts(made.portalId);
  const { calls, rateLimited } = crm.meter();
  const limited = Object.values(rateLimited).reduce((sum, count) => sum + count, 0);
  return { calls, floor: floorOf(counts), seconds: since(), firstAccountsSeconds, limited, records: counts };
}

async function isCopied(copy: () => Promise<void>): Promise<boolean> {
  try {
    await copy();
    return true;
  } catch (error) {
    if (error instanceof NotYetError || error instanceof CrmUnavailableError) return false;
    throw error;
  }
}

function floorOf(counts: Partial<Record<string, number>>): number {
  const pages = mirroredTypes.map((type) => Math.ceil((counts[type] ?? 0) / 100));
  const pairs = mirroredPairs.map(([from]) => Math.ceil((counts[from] ?? 0) / 1_000));
  return [...pages, ...pairs].reduce((sum, count) => sum + count, 0);
}
