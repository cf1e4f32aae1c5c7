// The change feed and the locks of one process.
import type { ChangeFeed, Locks } from '../../src/accounts/ports.ts';

export function fakeChangeFeed(): ChangeFeed {
  const listeners = new Set<Parameters<ChangeFeed['subscribe']>[0]>();
  return {
    async publish(change) {
      for (const listener of listeners) listener(change);
    },
    async subscribe(listener) {
      listeners.add(listener);
      return async () => {
        listeners.delete(listener);
      };
    },
  };
}

export function fakeLocks(): Locks {
  const held = new Set<string>();
  return {
    async tryWithin(key, work) {
      if (held.has(key)) return null;
      held.add(key);
      try {
        return await work();
      } finally {
        held.delete(key);
      }
    },
  };
}
