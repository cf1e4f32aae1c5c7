import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallSlots, SlotReport } from '../../src/accounts/call-slots-port.ts';
import { onBothStores } from './both-stores.ts';

const report = (holder: string, more: Partial<SlotReport> = {}): SlotReport => ({
  kind: 'general',
  holder,
  used: 0,
  wanted: 0,
  total: 108,
  restMs: 0,
  ...more,
});

onBothStores('call slots', ({ stores, newPortal }) => {
  const limitOf = async (portalId: number, given: SlotReport) =>
    (await stores().callSlots.share(portalId, given)).limit;

  test('one process gets all that it wants, and another one what is left until slots are given back', async () => {
    const portalId = newPortal();
    expect(await limitOf(portalId, report('a', { wanted: 500 }))).toBe(108);
    expect(await limitOf(portalId, report('b', { wanted: 500 }))).toBe(0);
    expect(await limitOf(portalId, report('a', { used: 100, wanted: 500 }))).toBe(54);
    expect(await limitOf(portalId, report('b', { wanted: 500 }))).toBe(8);
    expect(await limitOf(portalId, report('a', { used: 54, wanted: 500 }))).toBe(54);
    expect(await limitOf(portalId, report('b', { used: 8, wanted: 500 }))).toBe(54);
    expect(await limitOf(portalId, report('a'))).toBe(0);
    expect(await limitOf(portalId, report('b', { used: 54, wanted: 500 }))).toBe(108);
  });

  test('small wishes are met in full, kinds and portals are counted apart', async () => {
    const portalId = newPortal();
    await limitOf(portalId, report('a', { wanted: 2 }));
    expect(await limitOf(portalId, report('b', { wanted: 500 }))).toBe(98);
    expect(await limitOf(portalId, report('a', { kind: 'search', wanted: 9, total: 4 }))).toBe(4);
    expect(await limitOf(newPortal(), report('c', { wanted: 500 }))).toBe(108);
  });

  test('a rest that one process was asked for holds for the others, and the lowest limit holds for all', async () => {
    const portalId = newPortal();
    await stores().callSlots.share(portalId, report('a', { wanted: 1, restMs: 60_000, total: 50 }));
    const share = await stores().callSlots.share(portalId, report('b', { wanted: 500 }));
    expect(share.restMs).toBeGreaterThan(30_000);
    expect(share.limit).toBe(41);
  });

  test('whatever processes report, more than the limit is never handed out', async () => {
    const step = fc.record({ holder: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), used: fc.nat(9), more: fc.nat(9) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const portalId = newPortal();
        const total = 5;
        const shares = new Map<string, { used: number; limit: number }>();
        for (const { holder, used, more } of steps)
          await take(stores().callSlots, { portalId, total, shares }, { holder, used, more });
        const taken = [...shares.values()].reduce((sum, { used, limit }) => sum + Math.max(used, limit), 0);
        expect(taken).toBeLessThanOrEqual(total);
      }),
      { numRuns: 30 },
    );
  });
});

/** A process uses no more than it was allowed, or than it used before. */
async function take(
  slots: CallSlots,
  {
    portalId,
    total,
    shares,
  }: { portalId: number; total: number; shares: Map<string, { used: number; limit: number }> },
  { holder, used: wish, more }: { holder: string; used: number; more: number },
): Promise<void> {
  const known = shares.get(holder) ?? { used: 0, limit: 0 };
  const used = Math.min(wish, Math.max(known.used, known.limit));
  const { limit } = await slots.share(portalId, report(holder, { used, wanted: used + more, total }));
  shares.set(holder, { used, limit });
}
