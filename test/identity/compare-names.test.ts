import { describe, expect, test } from 'vitest';
import { compareNames, sameNameMin } from '../../src/identity/compare-names.ts';
import { nameBenchCases } from '../harness/name-bench.ts';

describe('names alone tell whether two people or companies are one', () => {
  test.each([
    ['person', 'Bob Smith', 'Robert Smith', true],
    ['person', 'Nguyễn Văn An', 'An Nguyen Van', true],
    ['person', 'Сергей Лавров', 'Sergey Lavrov', true],
    ['person', 'Olaf Scholz', 'Octavian Scholz', false],
    ['person', 'Trần Minh Đức', 'Trần Minh Quân', false],
    ['company', 'Công ty TNHH Sao Việt', 'Sao Viet JSC', true],
    ['company', 'Yamada 株式会社', 'Yamada K.K.', true],
    ['company', 'Bowne of Dallas, L.P.', 'Bowne of Phoenix, Inc.', false],
    ['company', 'International Business Machines', 'IBM', true],
  ] as const)('%s: %s and %s', (kind, left, right, isOne) => {
    expect(compareNames({ left, right, kind }) >= sameNameMin).toBe(isOne);
    expect(compareNames({ left: right, right: left, kind })).toBeCloseTo(compareNames({ left, right, kind }), 10);
  });

  test('on name_bench F1 is at least 0.80', () => {
    const cases = nameBenchCases();
    if (cases === null) return;
    const said = cases.map((pair) => compareNames(pair) >= sameNameMin);
    const hits = cases.filter((pair, at) => pair.isMatch && said[at]).length;
    const f1 = (2 * hits) / (said.filter(Boolean).length + cases.filter((pair) => pair.isMatch).length);
    expect(f1).toBeGreaterThanOrEqual(0.8);
  });
});
