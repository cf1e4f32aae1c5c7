// How a fault run gets at its portal: Quorum's own tokens, the hand that changes things, and the faults that it turns on.
import { z } from 'zod';
import type { FaultWorld } from './fault-world.ts';
import type { PortalHand } from './random-portal.ts';

/** A new token where HubSpot rejected the last, as a refresh gives. */
export function tokens(world: FaultWorld, portalId: number): (rejected?: string) => Promise<string> {
  let current: Promise<string> | null = null;
  return async (rejected) => {
    if (current === null || (rejected !== undefined && (await current) === rejected))
      current = world.mintToken(portalId);
    return current;
  };
}

export function handOf(url: string, portalId: number, accessToken: string): PortalHand {
  const patience = () => AbortSignal.timeout(20_000);
  return {
    call: async (method, path, body) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: patience(),
      }).catch(() => null);
      return response === null ? null : await response.json().catch(() => null);
    },
    submit: async (path) => {
      const options = { method: 'POST', headers: { origin: url }, redirect: 'manual' as const, signal: patience() };
      await fetch(`${url}/portal/${portalId}${path}`, { ...options, body: new URLSearchParams() }).catch(() => null);
    },
  };
}

export async function turnFaultsOn({ sandbox }: FaultWorld, portalId: number, seed: number): Promise<void> {
  const rules = [
    { kind: 'tooMany' as const, probability: 0.04 },
    { kind: 'error' as const, probability: 0.02 },
    { kind: 'error' as const, probability: 0.01, status: 423 },
    { kind: 'error' as const, probability: 0.01, status: 500 },
    { kind: 'error' as const, probability: 0.01, status: 524 },
    { kind: 'resetBefore' as const, probability: 0.02 },
    { kind: 'resetAfterWrite' as const, probability: 0.05 },
    { kind: 'partial' as const, probability: 0.1 },
    { kind: 'slowBody' as const, probability: 0.02, ms: 40 },
    { kind: 'hang' as const, probability: 0.002, ms: 4_000 },
    { kind: 'expireToken' as const, probability: 0.02 },
  ];
  const webhooks = { drop: 0.05, duplicate: 0.2, delay: 0.2, delayMs: 60, reorder: true };
  sandbox.setFaults({ seed, rules, searchLagMs: 30, ...webhooks }, portalId);
}

const reportSchema = z.object({
  results: z.array(z.object({ fired: z.array(z.object({ kind: z.string(), times: z.number() })) })),
});

export async function faultsOf({ sandbox }: FaultWorld, portalId: number): Promise<Record<string, number>> {
  const answer = await fetch(`${sandbox.url}/sandbox/faults?portalId=${portalId}`);
  const counts: Record<string, number> = {};
  for (const { fired } of reportSchema.parse(await answer.json()).results) {
    for (const { kind, times } of fired) counts[kind] = (counts[kind] ?? 0) + times;
  }
  return counts;
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
