// A night in which nothing happened writes almost nothing; the bench measures it on a whole portal.
import { expect, test } from 'vitest';
import { quietPortal } from '../bench/quiet-portal.ts';

test('the same moment again writes nothing, a quiet night at most one record in fifty', () => {
  const spend = quietPortal(120);
  const first = spend(0);
  expect(first.objects).toBeGreaterThan(600);
  expect(spend(0).objects).toBe(0);
  const { objects, byProperty } = spend(1);
  expect(objects / first.objects).toBeLessThan(0.02);
  expect(Object.keys(byProperty)).not.toContain('companies.quorum_value_class');
});
