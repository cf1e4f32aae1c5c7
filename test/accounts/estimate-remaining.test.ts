import { expect, test } from 'vitest';
import { estimateRemaining } from '../../src/accounts/estimate-remaining.ts';
import type { SyncStep } from '../../src/accounts/ports.ts';

const step = (name: string, more: Partial<SyncStep>): SyncStep => {
  const base = { state: 'waiting' as const, after: null, count: 0, expected: null, reason: null, updatedAt: 0 };
  return { step: name, ...base, ...more };
};

test.each([
  ['a copy that is complete', [step('companies', { state: 'done', count: 5 })], 0],
  ['a source that is off', [step('deals', { state: 'unavailable', expected: 1_000_000 })], 0],
  ['a size that nobody knows', [step('deals', {})], null],
  ['pages of a hundred and associations of a thousand', [step('contacts', { expected: 100_000 })], 115],
  ['what is copied already', [step('contacts', { state: 'running', expected: 100_000, count: 99_950 })], 1],
  ['more than was expected', [step('contacts', { state: 'running', expected: 10, count: 12 })], 0],
])('%s is counted for what it is', (_what, steps, seconds) => {
  expect(estimateRemaining(steps)).toBe(seconds);
});
