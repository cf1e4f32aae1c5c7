import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, jaroWinkler, withinOneEdit } from '../../src/identity/string-similarity.ts';

describe('Jaro–Winkler', () => {
  // Published: Winkler's MARTHA/DIXON/DWAYNE; DuckDB and rapidfuzz for the two that tell the variants apart.
  test.each([
    ['martha', 'marhta', 0.9611],
    ['dixon', 'dicksonx', 0.8133],
    ['dwayne', 'duane', 0.84],
    ['abcvwxyz', 'cabvwxyz', 0.9583],
    ['anna white', 'amelia brown', 0.5056],
    ['', 'a', 0],
    ['same', 'same', 1],
  ])('%s and %s', (left, right, expected) => {
    expect(jaroWinkler(left, right)).toBeCloseTo(expected, 4);
  });

  test('is symmetric and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.string({ maxLength: 20 }), (left, right) => {
        const similarity = jaroWinkler(left, right);
        expect(similarity).toBeCloseTo(jaroWinkler(right, left), 12);
        expect(similarity).toBeGreaterThanOrEqual(0);
        expect(similarity).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test('one edit is what the edit distance says', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, (left, right) => {
      expect(withinOneEdit(left, right)).toBe(editDistance({ left, right, limit: 3 }) <= 1);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['19620715', '19620751', 1],
  ['19620715', '19620715', 0],
  ['abc', 'cab', 2],
  ['abcdef', 'x', 3],
])('edit distance of %s and %s, counted to 2', (left, right, expected) => {
  expect(editDistance({ left, right, limit: 2 })).toBe(expected);
});
