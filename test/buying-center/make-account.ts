// Accounts for tests and the benchmark: a hand-made one with every case, and made ones of any size from a seed.
import type { AccountInput, InteractionInput, PersonInput, ReportingLineInput } from '../../src/buying-center/model.ts';

export const dayMs = 86_400_000;
export const now = Date.UTC(2026, 10, 22, 9, 41);

export function person(personId: string, fields: Partial<PersonInput> = {}): PersonInput {
  return {
    personId,
    name: `Person ${personId}`,
    givenName: 'Person',
    familyName: personId,
    title: null,
    department: null,
    email: null,
    buyingRoles: [],
    seniority: null,
    ownerId: null,
    createdAt: now - 400 * dayMs,
    updatedAt: now - 100 * dayMs,
    left: false,
    madeUp: false,
    ...fields,
  };
}

export function account(fields: Partial<AccountInput> = {}): AccountInput {
  return {
    accountId: '1',
    accountName: 'QUICK-Stop',
    now,
    currency: 'USD',
    people: [],
    colleagues: [{ ownerId: '7', name: 'Andrew Fuller' }],
    reportingLines: [],
    interactions: [],
    deals: [],
    ...fields,
  };
}

export function line(personId: string, managerId: string, date: number | null = null): ReportingLineInput {
  return { personId, managerId, source: 'association label', date };
}

export function meeting(id: string, fields: Partial<InteractionInput> & { daysAgo: number }): InteractionInput {
  const { daysAgo, ...rest } = fields;
  return {
    id,
    kind: 'meeting',
    at: now - daysAgo * dayMs,
    direction: 'both',
    durationMinutes: 45,
    outcome: 'completed',
    ownerId: '7',
    personIds: [],
    ...rest,
  };
}

interface Cast {
  id: string;
  name: string;
  title: string;
  manager?: string;
  roles?: string[];
  meetingsDaysAgo?: number[];
  left?: boolean;
}

const cast: Cast[] = [
  { id: '1', name: 'Matthias Brandt', title: 'Managing Director', meetingsDaysAgo: [74] },
  { id: '2', name: 'Sabine Reuter', title: 'Head of Purchasing', manager: '1', meetingsDaysAgo: [12, 30, 50] },
  {
    id: '3',
    name: 'Trần Minh Đức',
    title: 'Head of IT',
    manager: '1',
    roles: ['INFLUENCER', 'BLOCKER'],
    meetingsDaysAgo: [66, 80],
  },
  { id: '4', name: 'Claudia Stein', title: 'Operations Director', manager: '1', meetingsDaysAgo: [201] },
  { id: '5', name: 'Horst Kloss', title: 'Accounting Manager', manager: '1', meetingsDaysAgo: [9] },
  {
    id: '6',
    name: 'Nguyễn Thị Lan Anh',
    title: 'Senior Buyer, Beverages',
    manager: '2',
    roles: ['CHAMPION'],
    meetingsDaysAgo: [2, 9, 16, 23, 30, 44, 58],
  },
  { id: '7', name: 'Jonas Weidmann', title: 'Buyer, Condiments', manager: '2', meetingsDaysAgo: [63] },
  { id: '8', name: 'Katrin Löwe', title: 'Assistant to the Head of Purchasing', manager: '2', meetingsDaysAgo: [170] },
  { id: '9', name: 'Felix Arndt', title: 'Integration Engineer', manager: '3', meetingsDaysAgo: [88] },
  {
    id: '10',
    name: 'Lê Quốc Huy',
    title: 'Regional Manager East',
    manager: '4',
    roles: ['END_USER'],
    meetingsDaysAgo: [62, 75, 90],
  },
  { id: '11', name: 'Phạm Thu Hà', title: 'Logistics Planner', manager: '4', meetingsDaysAgo: [64] },
  {
    id: '12',
    name: 'Petra Hahn',
    title: 'Store Manager, Dresden',
    manager: '4',
    roles: ['END_USER'],
    meetingsDaysAgo: [70],
  },
  {
    id: '13',
    name: 'Oliver Kunz',
    title: 'Store Manager, Görlitz',
    manager: '4',
    roles: ['END_USER'],
    meetingsDaysAgo: [95],
  },
  { id: '14', name: 'Renate Vogel', title: 'Something else', manager: '5' },
  { id: '15', name: 'Uwe Lang', title: 'Keeper', left: true },
  { id: '16', name: 'Anna Kowalczyk', title: '' },
  { id: '17', name: 'j.mai@quick-stop.example', title: '' },
  ...[18, 19, 20, 21, 22].map((id) => ({ id: String(id), name: `Colleague ${id}`, title: '', manager: '4' })),
];

/** Reporting lines, stated and guessed roles, an opponent, a leaver, a missing economic buyer, a deal that hangs on one person. */
export function quickStop(): AccountInput {
  return account({
    people: cast.map(({ id, name, title, roles, left }) =>
      person(id, {
        name,
        title: title === '' ? null : title,
        buyingRoles: roles ?? [],
        left: left ?? false,
        updatedAt: now - 200 * dayMs,
      }),
    ),
    reportingLines: cast.flatMap(({ id, manager }) => (manager === undefined ? [] : [line(id, manager)])),
    interactions: cast.flatMap(({ id, meetingsDaysAgo }) =>
      (meetingsDaysAgo ?? []).map((daysAgo) => meeting(`${id}-${daysAgo}`, { daysAgo, personIds: [id] })),
    ),
    deals: [
      {
        dealId: '900',
        name: 'Spring range 2027',
        stage: 'contractsent',
        open: true,
        won: false,
        amountMinor: 3_140_000,
        probability: 0.9,
        closeDate: null,
        personIds: ['6', '3', '4'],
      },
    ],
  });
}

/** A generator of numbers in [0, 1) from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const titles = [
  'Managing Director',
  'Head of Purchasing',
  'Head of IT',
  'Finance Director',
  'Senior Buyer',
  'Trưởng phòng Mua hàng',
  'Kỹ sư phần mềm',
  'Store Manager',
  'Legal Counsel',
  'Logistics Planner',
  null,
  null,
];
const families = ['Nguyễn', 'Trần', 'Brandt', 'García', 'Okonkwo-Featherstonehaugh', 'Lê', 'Smith'];
const givens = ['Thị Lan Anh', 'Minh Đức', 'Sabine', 'José', 'Maximilian-Alexander', 'Huy', 'Ann'];

/** An account of `people` with `interactions`, reporting lines for the share `lined` of them. */
export function madeAccount(
  { people, interactions, lined = 0.8 }: { people: number; interactions: number; lined?: number },
  seed = 1,
): AccountInput {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(items: readonly [T, ...T[]] | T[], fallback: T): T => items[below(items.length)] ?? fallback;
  const ids = Array.from({ length: people }, (_, at) => String(at + 1));
  return account({
    people: ids.map((id) =>
      person(id, { name: `${pick(families, 'Lê')} ${pick(givens, 'Ann')}`, title: pick<string | null>(titles, null) }),
    ),
    colleagues: ['1', '2', '3', '4', '5'].map((ownerId) => ({ ownerId, name: `Colleague ${ownerId}` })),
    reportingLines: ids
      .slice(1)
      .filter(() => random() < lined)
      .map((id) => line(id, String(1 + Math.floor((Number(id) - 2) / 6)))),
    interactions: Array.from({ length: interactions }, (_, at) =>
      meeting(String(at), {
        daysAgo: below(400),
        kind: pick<InteractionInput['kind']>(['meeting', 'call', 'email', 'email', 'email'], 'email'),
        direction: pick<InteractionInput['direction']>(['in', 'out', 'both'], 'both'),
        ownerId: String(1 + below(5)),
        personIds: [String(1 + below(people)), String(1 + below(people))],
      }),
    ),
    deals: Array.from({ length: Math.min(20, Math.ceil(people / 20)) }, (_, at) => ({
      dealId: String(at),
      name: `Deal ${at}`,
      stage: 'open',
      open: at % 2 === 0,
      won: at % 2 === 1,
      amountMinor: 1_000_000 + below(5_000_000),
      probability: random(),
      closeDate: null,
      personIds: [String(1 + below(people)), String(1 + below(people))],
    })),
  });
}
