import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusterPairs, type ScoredPair } from '../../src/identity/cluster-pairs.ts';

const options = { bitsMin: 0, unseenBits: -4, bitsCap: 12 };

test('two strong pairs with a clear contradiction between their ends do not chain', () => {
  const pairs = [
    { left: 0, right: 1, bits: 9 },
    { left: 1, right: 2, bits: 6 },
    { left: 0, right: 2, bits: -11 },
  ];
  expect([...clusterPairs(3, pairs, options)]).toEqual([0, 0, 2]);
});

test('a pair that shared no key is carried by the others', () => {
  const pairs = [
    { left: 0, right: 1, bits: 11 },
    { left: 1, right: 2, bits: 11 },
  ];
  expect([...clusterPairs(3, pairs, options)]).toEqual([0, 0, 0]);
});

test('the order of the pairs does not matter, and every record has one cluster named by its first member', () => {
  const pair = fc.record({ left: fc.nat(7), right: fc.nat(7), bits: fc.double({ min: -12, max: 12, noNaN: true }) });
  const pairs = fc.uniqueArray(pair, {
    selector: (p) => `${Math.min(p.left, p.right)}-${Math.max(p.left, p.right)}`,
    maxLength: 20,
  });
  fc.assert(
    fc.property(pairs, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (drawn, dice) => {
      const ordered: ScoredPair[] = drawn
        .filter((p) => p.left !== p.right)
        .map((p) => ({ left: Math.min(p.left, p.right), right: Math.max(p.left, p.right), bits: p.bits }));
      const shuffled = ordered
        .map((p) => ({ p, key: dice.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ p }) => p);
      const clusters = [...clusterPairs(8, ordered, options)];
      expect([...clusterPairs(8, shuffled, options)]).toEqual(clusters);
      clusters.forEach((cluster, position) => {
        expect(cluster).toBeLessThanOrEqual(position);
        expect(clusters[cluster]).toBe(cluster);
      });
    }),
  );
});
