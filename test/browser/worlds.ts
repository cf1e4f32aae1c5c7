// The accounts that the pages are looked at with: a normal one, a huge one, an empty one, very many, and one with hostile names.
import type { AccountInput } from '../../src/buying-center/model.ts';
import { account, line, madeAccount, meeting, person, quickStop } from '../buying-center/make-account.ts';
import type { MadeAccount } from './serve-pages.ts';

export const longName = 'Maximilian-Alexander Okonkwo-Featherstonehaugh von Hohenzollern-Sigmaringen';

const quick = quickStop();
export const normalInput: AccountInput = {
  ...quick,
  people: quick.people.map((each) => (each.personId === '7' ? { ...each, name: longName } : each)),
};
const normal: MadeAccount = {
  id: '1',
  name: 'QUICK-Stop',
  city: 'Cunewalde',
  ownerId: '7',
  map: normalInput,
  value: { ltvMinor: 10_200_000 },
  written: [{ property: 'quorum_ltv', before: null, after: '102000', reason: 'The value changed' }],
};

const empty: MadeAccount = { id: '2', name: 'Thương mại Bình Minh', ownerId: '8', map: account() };

/** The company is known, its map and its value are not made yet. */
const fresh: MadeAccount = { id: '3', name: 'Frankenversand' };

const small: MadeAccount = {
  id: '4',
  name: 'Ernst Handel',
  ownerId: '8',
  map: account({ people: [person('31', { name: 'Roland Mendel', title: 'Sales Manager' })] }),
  value: { ltvMinor: -450_000, valueClass: 'below_zero', stage: 'defector' },
};

export const everyday = [normal, empty, fresh, small];

export const huge: MadeAccount = {
  id: '600',
  name: 'Save-a-lot Markets',
  map: madeAccount({ people: 600, interactions: 3_000 }, 3),
  value: { ltvMinor: 99_000_000 },
};

export function manyAccounts(count: number): MadeAccount[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index + 1),
    name: `Company ${String(index + 1).padStart(5, '0')}`,
    value: { ltvMinor: (count - index) * 1_000, valueClass: index % 2 === 0 ? 'mvc' : 'mgc' },
  }));
}

/** Texts that would run, break out, reorder or overflow if a page did not treat them as text. */
export const attacks = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  "'><svg onload=alert(3)>",
  'javascript:alert(4)',
  '{{constructor.constructor("alert(5)")()}}',
  '\u202Egpj.exe\u202C',
  '</title><script>alert(6)</script>',
  '=HYPERLINK("https://evil.example","x")',
  '&lt;b&gt;&amp;',
  '../../ops?x=<y>#z',
  `${'W'.repeat(500)}`,
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘',
] as const;

export const hostile: MadeAccount[] = attacks.map((text, index) => ({
  id: String(index + 1),
  name: text,
  city: text,
  value: { ltvMinor: 1_000_000 - index },
  written: [{ property: text, before: text, after: text, reason: text }],
  map: account({
    currency: 'USD',
    people: attacks.map((name, at) =>
      person(String(at + 1), { name, title: name, department: name, email: name, buyingRoles: ['CHAMPION'] }),
    ),
    colleagues: [{ ownerId: '7', name: text }],
    reportingLines: attacks.slice(1).map((_, at) => line(String(at + 2), '1')),
    interactions: attacks.map((_, at) => meeting(String(at), { daysAgo: at, personIds: [String(at + 1)] })),
    deals: [
      {
        dealId: text,
        name: text,
        stage: text,
        open: true,
        won: false,
        amountMinor: 1_000_000,
        probability: 0.5,
        closeDate: null,
        personIds: ['1'],
      },
    ],
  }),
}));
