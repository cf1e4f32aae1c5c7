import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import type { AccountMap, MapPerson } from '../../src/buying-center/model.ts';
import { describeReason } from '../../src/buying-center/reason-words.ts';
import { account, dayMs, line, madeAccount, meeting, now, person, quickStop, seededRandom } from './make-account.ts';

function find(map: AccountMap, id: string): MapPerson {
  const found = map.people.find((each) => each.id === id);
  if (found === undefined) throw new Error(`${id} is not on the map`);
  return found;
}

function shuffled<T>(items: T[], seed: number): T[] {
  const random = seededRandom(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

test('the same facts give the same map in any order, and twice the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 10_000 }), (people, seed) => {
      const input = madeAccount({ people, interactions: people * 5 }, seed);
      const turned = {
        ...input,
        people: shuffled(input.people, seed),
        colleagues: shuffled(input.colleagues, seed),
        reportingLines: shuffled(input.reportingLines, seed),
        interactions: shuffled([...input.interactions, ...input.interactions], seed),
        deals: shuffled(input.deals, seed),
      };
      expect(buildAccountMap(turned)).toEqual(buildAccountMap(input));
    }),
    { numRuns: 60 },
  );
});

test('a map survives JSON', () => {
  const map = buildAccountMap(quickStop());
  expect(JSON.parse(JSON.stringify(map))).toEqual(map);
});

test('a stated role comes from hs_buying_role, a guessed one from the title with probability and reasons', () => {
  const map = buildAccountMap(quickStop());
  expect(find(map, '6').roles).toMatchObject([{ role: 'champion', fact: { state: 'stated', probability: 1 } }]);
  const [guess] = find(map, '2').roles;
  expect(guess).toMatchObject({ role: 'procurement', fact: { state: 'inferred', source: 'jobtitle' } });
  expect(guess?.fact.probability).toBeLessThan(1);
  expect(guess?.fact.reasons.map((reason) => describeReason(reason, 'en')).join(' ')).toContain('Head of Purchasing');
});

test('BLOCKER is a stance and no role; nobody else gets a stance', () => {
  const map = buildAccountMap(quickStop());
  expect(find(map, '3')).toMatchObject({ stance: 'opponent', stanceFact: { state: 'stated' } });
  expect(find(map, '3').roles.map(({ role }) => role)).toEqual(['influencer']);
  expect(map.people.filter(({ stance }) => stance !== null)).toHaveLength(1);
});

test('only stated lines are drawn; of a circle one line is left out and named', () => {
  const people = ['1', '2', '3'].map((id) => person(id));
  const map = buildAccountMap(account({ people, reportingLines: [line('1', '2'), line('2', '3'), line('3', '1')] }));
  expect(map.relationships.filter(({ kind }) => kind === 'reports_to')).toHaveLength(2);
  expect(map.brokenLines).toEqual([{ personId: '3', managerId: '1' }]);
  const self = buildAccountMap(account({ people, reportingLines: [line('1', '1'), line('1', 'unknown')] }));
  expect(self.people.slice(0, 3).map(({ managerId }) => managerId)).toEqual([null, null, null]);
});

function strengthOf(contacts: Parameters<typeof meeting>[1][], title = 'Buyer'): MapPerson {
  const interactions = contacts.map((fields, at) => meeting(String(at), { personIds: ['1'], ...fields }));
  return find(buildAccountMap(account({ people: [person('1', { title })], interactions })), '1');
}

const stronger: [name: string, more: Parameters<typeof meeting>[1][], less: Parameters<typeof meeting>[1][]][] = [
  ['yesterday beats last month', [{ daysAgo: 1 }], [{ daysAgo: 31 }]],
  ['often beats once', [{ daysAgo: 3 }, { daysAgo: 10 }, { daysAgo: 17 }], [{ daysAgo: 3 }]],
  ['a meeting beats a mail', [{ daysAgo: 3 }], [{ daysAgo: 3, kind: 'email' }]],
  [
    'an answer beats silence',
    [
      { daysAgo: 3, kind: 'email', direction: 'in' },
      { daysAgo: 4, kind: 'email', direction: 'out' },
    ],
    [
      { daysAgo: 3, kind: 'email', direction: 'out' },
      { daysAgo: 4, kind: 'email', direction: 'out' },
    ],
  ],
  ['an hour beats ten minutes', [{ daysAgo: 3, durationMinutes: 60 }], [{ daysAgo: 3, durationMinutes: 10 }]],
  ['a meeting held beats one missed', [{ daysAgo: 3 }], [{ daysAgo: 3, outcome: 'no_show' }]],
];
test.each(stronger)('strength: %s', (_name, more, less) => {
  expect(strengthOf(more).strength).toBeGreaterThan(strengthOf(less).strength);
});

test('strength stays between 0 and 100, is 0 without contact, and its parts add up', () => {
  expect(strengthOf([]).strength).toBe(0);
  expect(strengthOf([{ daysAgo: -5 }])).toMatchObject({ strength: 0, lastContactAt: null, interactionCount: 0 });
  const most = strengthOf(
    Array.from({ length: 200 }, (_, at) => ({ daysAgo: at / 10 })),
    'CEO',
  );
  expect(most.strength).toBeLessThanOrEqual(100);
  expect(most.strength).toBeGreaterThan(90);
  const points = most.strengthReasons.reduce((sum, { params }) => sum + Number(params.points), 0);
  expect(Math.abs(points - most.strength)).toBeLessThanOrEqual(3);
});

test('trend follows the contacts', () => {
  expect(strengthOf([{ daysAgo: 1 }, { daysAgo: 5 }]).trend).toBe('rising');
  expect(strengthOf([{ daysAgo: 61 }, { daysAgo: 65 }]).trend).toBe('falling');
});

test('who knows whom: each colleague with strength, the strongest named', () => {
  const interactions = [
    meeting('1', { daysAgo: 2, personIds: ['1'], ownerId: '8' }),
    meeting('2', { daysAgo: 200, personIds: ['1'], ownerId: '7' }),
    meeting('3', { daysAgo: 1, personIds: ['1'], ownerId: 'somebody else' }),
  ];
  const colleagues = ['7', '8'].map((ownerId) => ({ ownerId, name: ownerId }));
  const map = buildAccountMap(account({ people: [person('1')], interactions, colleagues }));
  expect(find(map, '1').strongestColleagueId).toBe('8');
  expect(map.relationships.map(({ kind, fromId, toId }) => [kind, fromId, toId])).toEqual([
    ['knows', '7', '1'],
    ['knows', '8', '1'],
  ]);
});

const deal = {
  dealId: '9',
  name: 'Deal',
  stage: 'contractsent',
  open: true,
  won: false,
  amountMinor: 5_000_000,
  probability: 0.9,
  closeDate: null,
  personIds: ['1', '2'],
};
const close = (personId: string) =>
  [3, 10, 17, 24, 31].map((daysAgo) => meeting(`${personId}-${daysAgo}`, { daysAgo, personIds: [personId] }));

test('the end user is always required; more roles come with stage and amount', () => {
  const required = (map: AccountMap): string[] =>
    map.coverage.roles.filter((each) => each.required).map(({ role }) => role);
  const rules = { requirements: [], filledStrengthMin: 30, reachedStrengthMin: 30, supportiveStrengthMin: 45 };
  expect(required(buildAccountMap(account({ rules })))).toEqual(['end_user']);
  expect(required(buildAccountMap(account()))).not.toContain('economic_buyer');
  expect(required(buildAccountMap(account({ deals: [deal] })))).toContain('economic_buyer');
  expect(required(buildAccountMap(account({ deals: [{ ...deal, amountMinor: 100 }] })))).not.toContain(
    'economic_buyer',
  );
  expect(required(buildAccountMap(account({ deals: [deal], currency: 'VND' })))).not.toContain('legal_compliance');
});

test('coverage counts a close holder full, a distant one half; what is missing has a placeholder', () => {
  const map = buildAccountMap(
    account({
      people: [person('1', { buyingRoles: ['END_USER'] }), person('2', { buyingRoles: ['DECISION_MAKER'] })],
      interactions: close('1'),
    }),
  );
  const levels = map.coverage.roles.map(({ role, level }) => [role, level]);
  expect(levels).toEqual([
    ['end_user', 'filled'],
    ['decider', 'weak'],
    ['champion', 'missing'],
  ]);
  expect(map.coverage.percent).toBe(50);
  expect(find(map, 'placeholder:champion')).toMatchObject({
    placeholder: true,
    roles: [{ fact: { state: 'assumed' } }],
  });
});

const statuses: [status: string, buyingRoles: string[], contacts: boolean][] = [
  ['red', ['END_USER'], true],
  ['red', ['DECISION_MAKER'], false],
  ['red', ['DECISION_MAKER', 'BLOCKER'], true],
  ['amber', ['CHAMPION'], true],
  ['green', ['DECISION_MAKER'], true],
];
test.each(statuses)('status is %s with %j, close to us: %s', (status, buyingRoles, isClose) => {
  const people = [person('1', { buyingRoles })];
  const map = buildAccountMap(account({ people, interactions: isClose ? close('1') : [] }));
  expect(map.coverage.status).toBe(status);
  expect(describeReason(map.coverage.statusReason, 'vi')).not.toBe(map.coverage.statusReason.code);
});

test('a deal hangs on one person when nobody else on it is in live contact, with its whole amount', () => {
  const people = [person('1'), person('2')];
  const one = buildAccountMap(account({ people, interactions: close('1'), deals: [deal] })).coverage;
  expect(one).toMatchObject({ singleThreaded: true, singleThreadedPersonId: '1', valueAtRiskMinor: 5_000_000 });
  const two = buildAccountMap(
    account({ people, interactions: [...close('1'), ...close('2')], deals: [deal] }),
  ).coverage;
  expect(two).toMatchObject({ singleThreaded: false, singleThreadedPersonId: null, valueAtRiskMinor: 0 });
  const closed = buildAccountMap(account({ people, deals: [{ ...deal, open: false }] })).coverage;
  expect(closed.deals).toEqual([]);
});

test('a bounce marks a leaver until contact comes after it; who left covers no role', () => {
  const people = [person('1', { buyingRoles: ['END_USER'] })];
  const bounced = meeting('b', { daysAgo: 5, kind: 'email', direction: 'out', outcome: 'bounced', personIds: ['1'] });
  const left = buildAccountMap(account({ people, interactions: [...close('1').slice(1), bounced] }));
  expect(find(left, '1').left).toMatchObject({ state: 'inferred' });
  expect(left.coverage.missingRoles).toContain('end_user');
  const back = buildAccountMap(account({ people, interactions: [...close('1'), bounced] }));
  expect(find(back, '1').left).toBeNull();
});

test('contact renews what is known; without it facts ask to be verified', () => {
  const fields = { title: 'Buyer', updatedAt: now - 300 * dayMs };
  const silent = buildAccountMap(account({ people: [person('1', fields)] }));
  expect(find(silent, '1').verifyBy).toBe(now - 120 * dayMs);
  const met = buildAccountMap(
    account({ people: [person('1', fields)], interactions: [meeting('1', { daysAgo: 10, personIds: ['1'] })] }),
  );
  expect(find(met, '1').verifyBy).toBe(now + 170 * dayMs);
});

test('who has no role and no line stands in the parking lot', () => {
  expect(buildAccountMap(quickStop()).parkingLot).toEqual(['15', '16', '17']);
});

test('whom to see next: missing roles first, each with reasons in both languages', () => {
  const map = buildAccountMap(quickStop());
  expect(map.seeNext[0]).toMatchObject({ personId: null, role: 'economic_buyer' });
  for (const locale of ['en', 'vi'] as const) {
    for (const { reasons } of map.seeNext) {
      expect(reasons.length).toBeGreaterThan(0);
      for (const reason of reasons) expect(describeReason(reason, locale)).not.toMatch(/[{}]|^\w+_\w+$/);
    }
  }
});
