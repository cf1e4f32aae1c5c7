// A big portal, made up by a fixed seed in a few large statements: for benchmarks and for trying how things go with many records.
// Everything in it is marked as made up; no event tells of its making.
import type pg from 'pg';
import { randomNumbers } from './faults.ts';
import { departments, namesOf, topTitles, vietnamese } from './made-up-names.ts';
import { pick } from './pick.ts';
import { findOrMakePortal } from './portals.ts';
import { inTransaction } from './schema.ts';

export interface MadeUpPortal {
  name: string;
  /** How many of each; line items are two a deal. Every record has its associations; the first company has the most people. */
  companies: number;
  contacts: number;
  deals: number;
  /** The same seed and time give the same portal. */
  seed: number;
  now: number;
  /** False: the app has to be let in by consent. */
  byToken: boolean;
}

const namesMade = 4_000;
const owners = 20;
const countries = ['Germany', 'France', 'UK', 'Spain', 'Brazil', 'Italy', 'Sweden', 'Poland'];
const trades = [
  'Foods',
  'Trading',
  'Logistics',
  'Instruments',
  'Textiles',
  'Energy',
  'Medical',
  'Packaging',
  'Software',
];

/** @throws the database's errors, with nothing made. */
export async function makeUpPortal(
  pool: pg.Pool,
  wanted: MadeUpPortal,
): Promise<{ portalId: number; accessToken: string }> {
  const made = await inTransaction(pool, async (client) => {
    const portal = await findOrMakePortal(client, wanted);
    await client.query('set local synchronous_commit = off');
    const { rows } = await client.query<{ last: string }>(
      `select setval('sandbox.object_id', last_value + $1) as last from sandbox.object_id`,
      [wanted.companies + wanted.contacts + 3 * wanted.deals + 1],
    );
    const first = Number(rows[0]?.last) - (wanted.companies + wanted.contacts + 3 * wanted.deals);
    await plan(client, wanted, first);
    await makeObjects(client, portal.portalId, wanted);
    await makeAssociations(client, portal.portalId);
    return portal;
  });
  await pool.query('analyze sandbox.object, sandbox.association');
  return made;
}

/** A number in [0, 1) for the n-th of a kind; the salt tells apart what is drawn for the same one. */
function draw(n: string, salt: number): string {
  return `((hashint8extended((${n})::bigint, $1::bigint * 1000 + ${salt}) & 1073741823) / 1073741824.0)`;
}

/** Who belongs to whom, in tables that go with the transaction. */
async function plan(
  client: pg.ClientBase,
  { companies, contacts, deals, seed }: MadeUpPortal,
  first: number,
): Promise<void> {
  const ids = { companies: first, contacts: first + companies, deals: first + companies + contacts };
  await client.query('create temporary table made_company (n int, id bigint) on commit drop');
  await client.query('insert into made_company select n, $2::bigint + n from generate_series(0, $1 - 1) n', [
    companies,
    ids.companies,
  ]);
  await client.query('create temporary table made_contact (n int, id bigint, company int) on commit drop');
  await client.query(
    `insert into made_contact select n, $4::bigint + n, case when n < $3::int then n else floor($3::int * power(${draw('n', 1)}, 2))::int end
     from generate_series(0, $2::int - 1) n where $3::int > 0`,
    [seed, contacts, companies, ids.contacts],
  );
  await client.query(
    `create temporary table made_deal (n int, id bigint, company int, item_id bigint, cents int[], quantity int[], fate float) on commit drop`,
  );
  await client.query(
    `insert into made_deal select n, $4::bigint + n, floor($3::int * power(${draw('n', 2)}, 1.5))::int, $4::bigint + $2::int + 2 * n,
       array[500 + (${draw('n', 3)} * 20000)::int, 500 + (${draw('n', 4)} * 20000)::int],
       array[1 + (${draw('n', 5)} * 20)::int, 1 + (${draw('n', 6)} * 20)::int], ${draw('n', 7)}
     from generate_series(0, $2::int - 1) n where $3::int > 0`,
    [seed, deals, companies, ids.deals],
  );
}

const iso = (at: string): string => `to_char((${at}) at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const ownerOf = (n: string): string => `(710000001 + ((${n}) % ${owners}))::text`;
/** Up to three years ago. */
const agoOf = (n: string, salt: number): string =>
  `date_trunc('second', $3::timestamptz - ${draw(n, salt)} * interval '1000 days')`;

/** The objects of one kind, from rows of n, id, at and their properties. */
function insertObjects(type: string, modified: string, rows: string): string {
  return `insert into sandbox.object (portal_id, type, id, properties, created_at, updated_at)
    select $2::bigint, '${type}', id, properties || jsonb_build_object('hs_object_id', id::text, 'createdate', ${iso('at')}, '${modified}', ${iso('at')}, 'sandbox_made_up', 'true'), at, at
    from (${rows}) r order by id`;
}

async function makeObjects(client: pg.ClientBase, portalId: number, { seed, now }: MadeUpPortal): Promise<void> {
  const people = makeNames(seed);
  const about = [seed, portalId, new Date(now)];
  const one = (list: string, n: string): string => `(${list})[1 + (${n}) % array_length(${list}, 1)]`;
  await client.query(
    `insert into sandbox.owner select $1, 710000001 + n, 'owner' || n || '@sandbox.example', ($2::text[])[n + 1], ($3::text[])[n + 1], 'Account Manager'
     from generate_series(0, ${owners - 1}) n`,
    [portalId, people.given, people.family],
  );
  await client.query(
    insertObjects(
      'companies',
      'hs_lastmodifieddate',
      `select n, id, ${agoOf('n', 11)} as at, jsonb_build_object('name', ${one('$4::text[]', 'n * 7')} || ' ' || ${one('$5::text[]', 'n')} || ' ' || n,
         'domain', 'company-' || n || '.example', 'country', ${one('$6::text[]', 'n * 3')}, 'hubspot_owner_id', ${ownerOf('n')},
         'numberofemployees', (5 + (${draw('n', 12)} * 2000)::int)::text) as properties from made_company`,
    ),
    [...about, people.family, trades, countries],
  );
  await client.query(
    insertObjects(
      'contacts',
      'lastmodifieddate',
      `select p.n, p.id, ${agoOf('p.n', 13)} as at, jsonb_build_object('firstname', ${one('$4::text[]', 'p.n')}, 'lastname', ${one('$5::text[]', 'p.n')},
         'email', 'person-' || p.n || '@company-' || p.company || '.example', 'jobtitle', ${one('$6::text[]', 'p.n * 5 + p.company')},
         'associatedcompanyid', c.id::text, 'hubspot_owner_id', ${ownerOf('p.company')}) as properties
       from made_contact p join made_company c on c.n = p.company`,
    ),
    [...about, people.given, people.family, titles()],
  );
  await makeDeals(client, about);
}

async function makeDeals(client: pg.ClientBase, about: unknown[]): Promise<void> {
  const amount = `round((cents[1] * quantity[1] + cents[2] * quantity[2]) / 100.0, 2)::text`;
  await client.query(
    insertObjects(
      'deals',
      'hs_lastmodifieddate',
      `select d.n, d.id, at, jsonb_build_object('dealname', 'Order ' || d.n, 'amount', ${amount}, 'amount_in_home_currency', ${amount},
         'deal_currency_code', 'USD', 'pipeline', 'default', 'closedate', ${iso('at')}, 'hs_primary_associated_company', c.id::text,
         'hubspot_owner_id', ${ownerOf('d.company')}, 'dealstage', case when fate < 0.7 then 'closedwon' when fate < 0.8 then 'closedlost' else 'qualifiedtobuy' end,
         'hs_is_closed', (fate < 0.8)::text, 'hs_is_closed_won', (fate < 0.7)::text,
         'hs_deal_stage_probability', case when fate < 0.7 then '1.0' when fate < 0.8 then '0.0' else '0.4' end) as properties
       from (select *, ${agoOf('n', 14)} as at from made_deal) d join made_company c on c.n = d.company`,
    ),
    about,
  );
  await client.query(
    insertObjects(
      'line_items',
      'hs_lastmodifieddate',
      `select n, item_id + k - 1 as id, ${agoOf('n', 14)} as at, jsonb_build_object('name', 'Article ' || (cents[k] % 77), 'price', round(cents[k] / 100.0, 2)::text,
         'quantity', quantity[k]::text, 'amount', round(cents[k] * quantity[k] / 100.0, 2)::text,
         'hs_cost_of_goods_sold', round(cents[k] * 0.6 / 100.0, 2)::text, 'hs_sku', 'MU-' || (cents[k] % 77)) as properties
       from made_deal, generate_series(1, 2) k`,
    ),
    about,
  );
}

/** Both ways of every pair, the primary company beside the plain association. */
async function makeAssociations(client: pg.ClientBase, portalId: number): Promise<void> {
  const pairs = [
    [
      'contacts',
      'companies',
      'select p.id as a, c.id as b from made_contact p join made_company c on c.n = p.company',
      [
        [1, 2],
        [279, 280],
      ],
    ],
    [
      'deals',
      'companies',
      'select d.id as a, c.id as b from made_deal d join made_company c on c.n = d.company',
      [
        [5, 6],
        [341, 342],
      ],
    ],
    [
      'deals',
      'contacts',
      'select d.id as a, p.id as b from made_deal d join made_contact p on p.n = d.company',
      [[3, 4]],
    ],
    ['deals', 'line_items', 'select id as a, item_id + k as b from made_deal, generate_series(0, 1) k', [[19, 20]]],
  ] as const;
  for (const [from, to, rows, types] of pairs)
    for (const [there, back] of types)
      await client.query(
        `insert into sandbox.association (portal_id, from_type, from_id, to_type, to_id, type_id, category)
         select $1::bigint, '${from}', a, '${to}', b, ${there}, 'HUBSPOT_DEFINED' from (${rows}) r
         union all select $1::bigint, '${to}', b, '${from}', a, ${back}, 'HUBSPOT_DEFINED' from (${rows}) r`,
        [portalId],
      );
}

/** Given and family names that go together, Vietnamese ones among them. */
function makeNames(seed: number): { given: string[]; family: string[] } {
  const random = randomNumbers(seed);
  const lists = [vietnamese, ...countries.map(namesOf)];
  const pairs = Array.from({ length: namesMade }, () => {
    const list = pick(lists, random);
    return { given: pick(list.given, random), family: pick(list.family, random) };
  });
  return { given: pairs.map(({ given }) => given), family: pairs.map(({ family }) => family) };
}

function titles(): string[] {
  return [...topTitles, ...departments.flatMap(({ head, manager, staff }) => [head, manager, ...staff])];
}
