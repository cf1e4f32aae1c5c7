// Shares of a portal's call limit, in memory.
import { type CallSlots, shareForgottenMs } from '../../src/accounts/call-slots-port.ts';
import { type SlotHolder, shareOutSlots } from '../../src/accounts/share-out-slots.ts';

type Row = SlotHolder & { total: number; seenAt: number; restUntil: number };

export function fakeCallSlots(now: () => number = () => performance.now()): CallSlots {
  const tables = new Map<string, Map<string, Row>>();
  return {
    async share(portalId, { kind, holder, used, wanted, total, restMs }) {
      const key = `${portalId} ${kind}`;
      const rows = tables.get(key) ?? new Map<string, Row>();
      tables.set(key, rows);
      for (const row of rows.values()) if (row.seenAt <= now() - shareForgottenMs) rows.delete(row.holder);
      const others = [...rows.values()].filter((row) => row.holder !== holder);
      const { held, limit } = shareOutSlots({
        total: Math.min(total, ...others.map((other) => other.total)),
        turn: Math.floor(now() / 2_000),
        others,
        own: { holder, wanted, used },
      });
      if (held > 0 || wanted > 0 || restMs > 0)
        rows.set(holder, { holder, held, wanted, total, seenAt: now(), restUntil: now() + restMs });
      else rows.delete(holder);
      return { limit, restMs: Math.max(0, restMs, ...others.map((other) => other.restUntil - now())) };
    },
  };
}
