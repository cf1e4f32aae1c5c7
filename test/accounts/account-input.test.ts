// What a map is made from: HubSpot's texts are read in one place, labels decide who reports to whom.
import { expect, test } from 'vitest';
import { accountInput } from '../../src/accounts/account-input.ts';
import type { Association, CrmRecord, MirroredType } from '../../src/accounts/crm.ts';
import { interactionsOf } from '../../src/accounts/interactions.ts';
import type { AccountSources } from '../../src/accounts/ports.ts';

function record(type: MirroredType, id: string, properties: CrmRecord['properties'] = {}): CrmRecord {
  return { type, id, properties, createdAt: 1, updatedAt: 2, archived: false };
}

function input(sources: Partial<AccountSources>, currency = 'USD') {
  const empty = {
    parentId: null,
    childIds: [],
    contacts: [],
    contactLabels: [],
    contactPairs: [],
    deals: [],
    dealContacts: [],
    engagements: [],
    owners: [],
  };
  return accountInput(
    { company: record('companies', '1', { name: 'Acme' }), ...empty, ...sources },
    { portal: { currency }, now: 9 },
  );
}

function pair(fromId: string, toId: string, label: string | null): Association {
  return {
    fromType: 'contacts',
    fromId,
    toType: 'contacts',
    toId,
    types: [{ category: 'USER_DEFINED', typeId: 77, label }],
  };
}

const lines: { what: string; pairs: Association[]; expected: [string, string][] }[] = [
  {
    what: 'a label names the far end: Ann to Bob, Manager',
    pairs: [pair('ann', 'bob', 'Manager')],
    expected: [['ann', 'bob']],
  },
  {
    what: 'the other direction says the same',
    pairs: [pair('bob', 'ann', 'Direct report')],
    expected: [['ann', 'bob']],
  },
  {
    what: 'both directions are one line',
    pairs: [pair('ann', 'bob', 'Manager'), pair('bob', 'ann', 'Direct report')],
    expected: [['ann', 'bob']],
  },
  { what: 'case and blanks do not matter', pairs: [pair('ann', 'bob', ' reports to ')], expected: [['ann', 'bob']] },
  { what: 'Vietnamese labels are read too', pairs: [pair('ann', 'bob', 'Báo cáo cho')], expected: [['ann', 'bob']] },
  {
    what: 'an unlabelled pair and other labels are no reporting line',
    pairs: [pair('ann', 'bob', null), pair('ann', 'bob', 'Assistant')],
    expected: [],
  },
];
for (const { what, pairs, expected } of lines) {
  test(`reporting lines: ${what}`, () => {
    expect(input({ contactPairs: pairs }).reportingLines.map((line) => [line.personId, line.managerId])).toEqual(
      expected,
    );
  });
}

test('a person without a name is known by the address, and several buying roles are told apart', () => {
  const [person] = input({
    contacts: [record('contacts', '5', { email: 'a@b.example', hs_buying_role: 'CHAMPION;END_USER' })],
  }).people;
  expect(person).toMatchObject({ name: 'a@b.example', buyingRoles: ['CHAMPION', 'END_USER'], left: false });
});

test('an address that bounced for good means that the person has gone', () => {
  const [person] = input({
    contacts: [record('contacts', '5', { hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER' })],
  }).people;
  expect(person?.left).toBe(true);
});

test('colleagues are the owners who met somebody, not all of the portal', () => {
  const owners = ['1', '2'].map((ownerId) => ({ ownerId, name: `Owner ${ownerId}`, email: null, archived: false }));
  const meeting = record('meetings', '8', { hs_timestamp: '1000', hubspot_owner_id: '2' });
  expect(input({ owners, engagements: [{ record: meeting, contactIds: ['5'] }] }).colleagues).toEqual([
    { ownerId: '2', name: 'Owner 2' },
  ]);
});

test('amounts are minor units of the portal currency', () => {
  const deals = [record('deals', '3', { amount: '12.5', amount_in_home_currency: '300000' })];
  expect(input({ deals }, 'VND').deals[0]?.amountMinor).toBe(300_000);
  expect(input({ deals: [record('deals', '3', { amount: '12.5' })] }).deals[0]?.amountMinor).toBe(1_250);
});

const contacts: { what: string; record: CrmRecord; expected: Record<string, unknown> | null }[] = [
  {
    what: 'a meeting lasts from start to end and goes both ways',
    record: record('meetings', '1', {
      hs_meeting_start_time: '2026-10-02T09:00:00Z',
      hs_meeting_end_time: '2026-10-02T09:45:00Z',
      hs_meeting_outcome: 'COMPLETED',
    }),
    expected: { kind: 'meeting', direction: 'both', durationMinutes: 45, outcome: 'completed' },
  },
  {
    what: 'a no-show is told as one',
    record: record('meetings', '1', { hs_timestamp: '5', hs_meeting_outcome: 'NO_SHOW' }),
    expected: { outcome: 'no_show' },
  },
  {
    what: 'a call knows its direction and length',
    record: record('calls', '1', { hs_timestamp: '5', hs_call_direction: 'INBOUND', hs_call_duration: '120000' }),
    expected: { direction: 'in', durationMinutes: 2 },
  },
  {
    what: 'a call to a voice mail is no contact',
    record: record('calls', '1', { hs_timestamp: '5', hs_call_disposition: 'b2cf5968-551e-4856-9783-52b3da59a7d0' }),
    expected: { outcome: 'no_show' },
  },
  {
    what: 'an e-mail from them comes in',
    record: record('emails', '1', { hs_timestamp: '5', hs_email_direction: 'INCOMING_EMAIL' }),
    expected: { direction: 'in', outcome: 'completed' },
  },
  {
    what: 'an e-mail that bounced is told as one',
    record: record('emails', '1', { hs_timestamp: '5', hs_email_direction: 'EMAIL', hs_email_status: 'BOUNCED' }),
    expected: { direction: 'out', outcome: 'bounced' },
  },
  { what: 'without a date nothing is known', record: record('calls', '1', {}), expected: null },
];
for (const { what, record: engagement, expected } of contacts) {
  test(`interactions: ${what}`, () => {
    const [found] = interactionsOf([{ record: engagement, contactIds: ['9'] }]);
    if (expected === null) expect(found).toBeUndefined();
    else expect(found).toMatchObject({ ...expected, personIds: ['9'] });
  });
}
