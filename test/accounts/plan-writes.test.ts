// What is worth writing into the CRM, and what is not.
import { expect, test } from 'vitest';
import { type DesiredObject, planWrite } from '../../src/accounts/plan-writes.ts';
import type { Withheld } from '../../src/accounts/write-runs-port.ts';

const at = Date.UTC(2026, 10, 24);

function check(
  before: Record<string, string>,
  after: Record<string, string>,
  {
    type = 'contacts',
    withheld = [],
    missing = [],
  }: { type?: DesiredObject['type']; withheld?: Withheld[]; missing?: string[] } = {},
) {
  const desired = { type, id: '1', accountId: '9', properties: after, reason: 'test' };
  const write = planWrite({ desired, last: before, withheld, missing: new Set(missing), stampedAt: at });
  return write === null ? null : Object.fromEntries(write.changes.map((change) => [change.property, change.after]));
}

const cases: {
  what: string;
  before: Record<string, string>;
  after: Record<string, string>;
  written: Record<string, string> | null;
}[] = [
  { what: 'equal values are not written', before: { quorum_ltv: '100' }, after: { quorum_ltv: '100' }, written: null },
  {
    what: 'money within 1 % is not written',
    before: { quorum_ltv: '1000' },
    after: { quorum_ltv: '1009.9' },
    written: null,
  },
  {
    what: 'money past 1 % is written',
    before: { quorum_ltv: '1000' },
    after: { quorum_ltv: '1010.1' },
    written: { quorum_ltv: '1010.1' },
  },
  {
    what: 'money that crosses zero is written',
    before: { quorum_ltv: '0.01' },
    after: { quorum_ltv: '-0.01' },
    written: { quorum_ltv: '-0.01' },
  },
  {
    what: 'the interval alone is not written within 5 %',
    before: { quorum_ltv: '1000', quorum_ltv_low: '500' },
    after: { quorum_ltv_low: '520', quorum_ltv: '1000' },
    written: null,
  },
  {
    what: 'the interval alone is written past 5 %',
    before: { quorum_ltv: '1000', quorum_ltv_low: '500' },
    after: { quorum_ltv_low: '530', quorum_ltv: '1000' },
    written: { quorum_ltv_low: '530' },
  },
  {
    what: 'the interval is written with the value past 1 %',
    before: { quorum_ltv: '1000', quorum_ltv_low: '500' },
    after: { quorum_ltv_low: '510', quorum_ltv: '1020' },
    written: { quorum_ltv_low: '510', quorum_ltv: '1020' },
  },
  {
    what: 'strength within 2 points is not written',
    before: { quorum_relationship_strength: '50' },
    after: { quorum_relationship_strength: '52' },
    written: null,
  },
  {
    what: 'strength past 2 points is written',
    before: { quorum_relationship_strength: '50' },
    after: { quorum_relationship_strength: '53' },
    written: { quorum_relationship_strength: '53' },
  },
  { what: 'a first value is written', before: {}, after: { quorum_ltv: '5' }, written: { quorum_ltv: '5' } },
  {
    what: 'an empty text clears what was written',
    before: { quorum_role: 'decider' },
    after: { quorum_role: '' },
    written: { quorum_role: '' },
  },
  {
    what: 'an empty text clears nothing where nothing was written',
    before: {},
    after: { quorum_role: '' },
    written: null,
  },
  {
    what: 'any change of a role is written',
    before: { quorum_role: 'decider' },
    after: { quorum_role: 'decider;champion' },
    written: { quorum_role: 'decider;champion' },
  },
  {
    what: 'a reason in other words alone is not written',
    before: { quorum_value_class: 'mvc', quorum_value_class_reason: 'worth 100' },
    after: { quorum_value_class: 'mvc', quorum_value_class_reason: 'worth 101' },
    written: null,
  },
  {
    what: 'a reason is written with its class',
    before: { quorum_value_class: 'mgc', quorum_value_class_reason: 'worth 100' },
    after: { quorum_value_class: 'mvc', quorum_value_class_reason: 'worth 101' },
    written: { quorum_value_class: 'mvc', quorum_value_class_reason: 'worth 101' },
  },
];

for (const { what, before, after, written } of cases) {
  test(what, () => expect(check(before, after)).toEqual(written));
}

test('the time of the change stands on a company only together with another change', () => {
  const stamped = { quorum_changed_at: 'x', quorum_play: 'grow' };
  expect(check({ quorum_play: 'grow' }, stamped, { type: 'companies' })).toBeNull();
  expect(check({ quorum_play: 'keep' }, stamped, { type: 'companies' })).toEqual({
    quorum_play: 'grow',
    quorum_changed_at: '2026-11-24T00:00:00.000Z',
  });
});

test('what was written once is not written again', () => {
  const after = { quorum_ltv: '12.5', quorum_value_class: 'mvc', quorum_value_class_reason: 'r', quorum_rfm: '5-5-5' };
  const written = check({}, after, { type: 'companies' }) ?? {};
  expect(Object.keys(written)).toHaveLength(5);
  expect(check(written, after, { type: 'companies' })).toBeNull();
});

const since = '2026-11-24';
const crossing = { quorum_value_class: 'migrator', quorum_value_class_since: since };
const taskCases: {
  what: string;
  before: Record<string, string>;
  after: Record<string, string>;
  task: string | undefined;
}[] = [
  { what: 'the first class ever raises none', before: {}, after: crossing, task: undefined },
  { what: 'crossing into migrator raises one', before: { quorum_value_class: 'mvc' }, after: crossing, task: since },
  {
    what: 'leaving completes the one that was raised',
    before: { ...crossing, quorum_task: since },
    after: { quorum_value_class: 'mvc', quorum_value_class_since: since },
    task: '',
  },
  {
    what: 'leaving without one completes none',
    before: crossing,
    after: { quorum_value_class: 'mvc', quorum_value_class_since: since },
    task: undefined,
  },
  {
    what: 'crossing again on another day raises another',
    before: { quorum_value_class: 'mvc', quorum_task: '' },
    after: { ...crossing, quorum_value_class_since: '2026-11-25' },
    task: '2026-11-25',
  },
];

for (const { what, before, after, task } of taskCases) {
  test(`a task: ${what}`, () => expect(check(before, after, { type: 'companies' })?.quorum_task).toBe(task));
}

const withheldCases: { why: Withheld['why']; ours: string; desired: string; isWritten: boolean }[] = [
  { why: 'by_hand', ours: '1', desired: '2000', isWritten: false },
  { why: 'kept', ours: '1', desired: '2000', isWritten: false },
  { why: 'undone', ours: '1000', desired: '1005', isWritten: false },
  { why: 'undone', ours: '1000', desired: '1020', isWritten: true },
  { why: 'refused', ours: '1000', desired: '1000', isWritten: false },
  { why: 'refused', ours: '1000', desired: '2000', isWritten: true },
];

for (const { why, ours, desired, isWritten } of withheldCases) {
  test(`${why} ${ours}: ${desired} is ${isWritten ? '' : 'not '}written`, () => {
    const key = { type: 'contacts', objectId: '1', property: 'quorum_ltv', accountId: '9' } as const;
    const withheld = [{ ...key, why, ours, theirs: '5', reason: null, at }];
    expect(check({ quorum_ltv: '5' }, { quorum_ltv: desired }, { withheld }) !== null).toBe(isWritten);
  });
}

test('what the portal did not take is not written', () => {
  expect(check({}, { quorum_ltv: '5', quorum_play: 'grow' }, { missing: ['quorum_ltv'] })).toEqual({
    quorum_play: 'grow',
  });
});
