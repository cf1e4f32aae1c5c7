// A small portal of the sandbox, and random changes to it: what people and other apps do while Quorum looks on. The same seed does the
// same as long as the portal answers the same.
import { z } from 'zod';

type Type = 'companies' | 'contacts' | 'deals' | 'line_items' | 'meetings';

/** Calls the portal without its faults' being noticed: a call that fails was not made, or was; the portal itself is the truth. */
export interface PortalHand {
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A form of the portal's own pages: what HubSpot gives no API for. */
  submit(path: string): Promise<void>;
}

export interface RandomPortal {
  fill(): Promise<void>;
  change(): Promise<string>;
}

const objects = '/crm/objects/2026-09';
const titles = ['CEO', 'Purchasing Manager', 'Head of IT', 'Developer', 'CFO', 'Assistant', ''];
const stages = ['closedwon', 'closedlost', 'qualifiedtobuy', 'contractsent'];
const dayMs = 86_400_000;
const batchSchema = z.object({ results: z.array(z.object({ id: z.string() })) });
const createdSchema = z.object({ id: z.string() });

export function randomPortal(hand: PortalHand, options: { random: () => number; now: number }): RandomPortal {
  const { random, now } = options;
  const ids: Record<Type, string[]> = { companies: [], contacts: [], deals: [], line_items: [], meetings: [] };
  const archived: { type: Type; id: string }[] = [];
  let made = 0;
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T | undefined => list[below(list.length)];
  const toCompany = (type: 'contacts' | 'deals', id: string) => ({
    to: { id },
    types: (type === 'contacts' ? [1, 279] : [5, 341]).map(hubspotType),
  });

  const propertiesOf: Record<Type, (company?: string) => Record<string, string>> = {
    companies: () => ({ name: `Company ${made}`, country: pick(['Germany', 'France', 'Vietnam']) ?? '' }),
    contacts: (company) => ({
      firstname: `Given ${made}`,
      lastname: `Family ${made}`,
      email: `person${made}-${below(1_000_000)}@sandbox.example`,
      jobtitle: pick(titles) ?? '',
      ...(company === undefined ? {} : { associatedcompanyid: company }),
    }),
    deals: () => ({
      dealname: `Deal ${made}`,
      amount: String(100 + below(9_000)),
      dealstage: pick(stages) ?? 'closedwon',
      pipeline: 'default',
      closedate: new Date(now - below(700) * dayMs).toISOString(),
    }),
    line_items: () => ({ name: `Article ${made}`, price: String(10 + below(90)), quantity: String(1 + below(9)) }),
    meetings: () => {
      const at = now - below(200) * dayMs;
      const times = { hs_meeting_start_time: new Date(at).toISOString(), hs_timestamp: new Date(at).toISOString() };
      return { ...times, hs_meeting_end_time: new Date(at + 3_600_000).toISOString(), hs_meeting_outcome: 'COMPLETED' };
    },
  };

  function inputOf(type: Type): { properties: Record<string, string>; associations: unknown[] } {
    made += 1;
    const company = pick(ids.companies);
    const associations = {
      companies: () => [],
      contacts: () => (company === undefined ? [] : [toCompany('contacts', company)]),
      deals: () => [
        ...(company === undefined ? [] : [toCompany('deals', company)]),
        ...ids.contacts.slice(0, below(3)).map((id) => ({ to: { id }, types: [hubspotType(3)] })),
      ],
      line_items: () =>
        [pick(ids.deals)].flatMap((id) => (id === undefined ? [] : [{ to: { id }, types: [hubspotType(20)] }])),
      meetings: () =>
        [pick(ids.contacts)].flatMap((id) => (id === undefined ? [] : [{ to: { id }, types: [hubspotType(200)] }])),
    };
    const named = type === 'contacts' ? company : undefined;
    return { properties: propertiesOf[type](named), associations: associations[type]() };
  }

  async function create(type: Type): Promise<string> {
    const answer = createdSchema.safeParse(await hand.call('POST', `${objects}/${type}`, inputOf(type)));
    if (answer.success) ids[type].push(answer.data.id);
    return `create ${type} ${answer.data?.id ?? 'unknown'}`;
  }

  async function patch(type: Type): Promise<string> {
    const id = pick(ids[type]);
    if (id === undefined) return create(type);
    made += 1;
    const [name, value] = pick(Object.entries(propertiesOf[type](pick(ids.companies)))) ?? ['name', ''];
    await hand.call('PATCH', `${objects}/${type}/${id}`, { properties: { [name]: value } });
    return `change ${type} ${id} ${name}`;
  }

  async function archive(type: Type): Promise<string> {
    const id = pick(ids[type]);
    if (id === undefined) return create(type);
    ids[type] = ids[type].filter((each) => each !== id);
    archived.push({ type, id });
    await hand.call('DELETE', `${objects}/${type}/${id}`);
    return `archive ${type} ${id}`;
  }

  async function restore(): Promise<string> {
    const found = archived.pop();
    if (found === undefined) return patch('companies');
    ids[found.type].push(found.id);
    await hand.submit(`/${found.type}/${found.id}/restore`);
    return `restore ${found.type} ${found.id}`;
  }

  async function merge(type: Type): Promise<string> {
    const [primary, other] = [pick(ids[type]), pick(ids[type])];
    if (primary === undefined || other === undefined || primary === other) return patch(type);
    const body = { primaryObjectId: primary, objectIdToMerge: other };
    const answer = createdSchema.safeParse(await hand.call('POST', `${objects}/${type}/merge`, body));
    ids[type] = ids[type].filter((id) => id !== primary && id !== other);
    if (answer.success) ids[type].push(answer.data.id);
    return `merge ${type} ${primary} ${other}`;
  }

  async function erase(): Promise<string> {
    const id = pick(ids.contacts);
    if (id === undefined) return create('contacts');
    ids.contacts = ids.contacts.filter((each) => each !== id);
    await hand.call('POST', `${objects}/contacts/gdpr-delete`, { objectId: id });
    return `erase ${id}`;
  }

  async function relate(from: 'contacts' | 'deals', to: 'companies' | 'contacts'): Promise<string> {
    const [one, other] = [pick(ids[from]), pick(ids[to])];
    if (one === undefined || other === undefined || one === other) return patch('deals');
    const pair = `${objects}/${from}/${one}/associations`;
    if (random() < 0.4) await hand.call('DELETE', `${pair}/${to}/${other}`);
    else await hand.call('PUT', `${pair}/default/${to}/${other}`);
    return `relate ${from} ${one} ${to} ${other}`;
  }

  const changes: (() => Promise<string>)[] = [
    () => patch('companies'),
    () => patch('contacts'),
    () => patch('deals'),
    () => patch('deals'),
    () => patch('line_items'),
    () => create('contacts'),
    () => create('deals'),
    () => create('line_items'),
    () => create('meetings'),
    () => create('companies'),
    () => archive('contacts'),
    () => archive('deals'),
    () => archive('companies'),
    restore,
    restore,
    () => merge('contacts'),
    () => merge('companies'),
    () => merge('deals'),
    erase,
    () => relate('contacts', 'companies'),
    () => relate('deals', 'companies'),
    () => relate('deals', 'contacts'),
    () => relate('contacts', 'contacts'),
  ];
  const counts: [Type, number][] = [
    ['companies', 4],
    ['contacts', 9],
    ['deals', 10],
    ['line_items', 6],
    ['meetings', 3],
  ];
  return {
    fill: async () => {
      for (const [type, count] of counts) {
        const inputs = Array.from({ length: count }, () => inputOf(type));
        const answer = batchSchema.parse(await hand.call('POST', `${objects}/${type}/batch/create`, { inputs }));
        ids[type].push(...answer.results.map(({ id }) => id));
      }
    },
    change: async () => (await pick(changes)?.()) ?? 'nothing',
  };
}

function hubspotType(associationTypeId: number) {
  return { associationCategory: 'HUBSPOT_DEFINED', associationTypeId };
}
