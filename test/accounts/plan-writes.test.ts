// What is worth writing into the CRM, and what is not.
import { expect, test } from 'vitest';
import { type DesiredObject, planWrite } from '../../src/accounts/plan-writes.ts';

const at = Date.UTC(2026, 10, 24);

function check(
  before: Record<string, string>,
  after: Record<string, string>,
  type: DesiredObject['type'] = 'contacts',
) {
  const write = planWrite({ type, id: '1', accountId: '9', properties: after, reason: 'test' }, before, at);
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
  expect(check({ quorum_play: 'grow' }, stamped, 'companies')).toBeNull();
  expect(check({ quorum_play: 'keep' }, stamped, 'companies')).toEqual({
    quorum_play: 'grow',
    quorum_changed_at: '2026-11-24T00:00:00.000Z',
  });
});

test('what was written once is not written again', () => {
  const after = { quorum_ltv: '12.5', quorum_value_class: 'mvc', quorum_value_class_reason: 'r', quorum_rfm: '5-5-5' };
  const written = check({}, after, 'companies') ?? {};
  expect(Object.keys(written)).toHaveLength(5);
  expect(check(written, after, 'companies')).toBeNull();
});
