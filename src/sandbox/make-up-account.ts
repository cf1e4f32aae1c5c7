// What Northwind lacks of an account, made up by a fixed seed and marked so: its people and reporting lines, our team's meetings, calls and
// e-mails (who and when, never what), tickets, open deals.
import { departments, namesOf, topTitles, vietnamese } from './made-up-names.ts';
import type { World, WorldObject } from './world.ts';

const dayMs = 86_400_000;

export interface AccountPlan {
  company: WorldObject;
  country: string;
  domain: string;
  /** The contact that Northwind names. */
  contact: WorldObject;
  ownerId: string;
  otherOwnerIds: string[];
  people: number;
  /** Contacts with us in the last eighteen months. */
  engagements: number;
  openDeals: number;
  tickets: number;
  /** Mean order, for open deals. */
  orderValue: number;
  /** Nobody was in touch lately. */
  isSilent: boolean;
}

export interface MakeUp {
  world: World;
  random: () => number;
  now: number;
  /** Type ids of the labels Manager and Direct report. */
  managerLabel: [number, number];
}

export function makeUpAccount(made: MakeUp, plan: AccountPlan): void {
  const people = makePeople(made, plan);
  makeEngagements(made, plan, people);
  makeDeals(made, plan, people);
  makeTickets(made, plan, people);
}

interface Person {
  object: WorldObject;
  level: number;
  manager: Person | null;
}

function pick<T>(list: readonly T[], random: () => number): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
}

/** One at the top, departments with heads, managers and staff below, as many as the plan asks for. */
function makePeople(made: MakeUp, plan: AccountPlan): Person[] {
  const { random } = made;
  const people: Person[] = [{ object: plan.contact, level: 2, manager: null }];
  if (plan.people <= 1) return people;
  const top = addPerson(made, plan, {
    title: pick(topTitles, random),
    department: 'Management',
    level: 0,
    manager: null,
  });
  people.push(top);
  const kept = departments.slice(0, Math.max(2, Math.min(departments.length, Math.ceil(plan.people / 5))));
  const heads = new Map<string, Person>();
  const managers = new Map<string, Person[]>();
  for (let at = 0; people.length < plan.people; at++) {
    const department = kept[at % kept.length] ?? kept[0];
    if (department === undefined) break;
    const head = heads.get(department.name);
    const below = managers.get(department.name) ?? [];
    const needsManager = head !== undefined && below.length * 7 < Math.floor(at / kept.length) - 1;
    const level = head === undefined ? 1 : needsManager ? 2 : 3;
    const manager =
      level === 1 ? top : level === 2 ? (head ?? top) : below.length > 0 ? pick(below, random) : (head ?? top);
    const title = level === 1 ? department.head : level === 2 ? department.manager : pick(department.staff, random);
    const person = addPerson(made, plan, { title, department: department.name, level, manager });
    if (level === 1) heads.set(department.name, person);
    if (level === 2) managers.set(department.name, [...below, person]);
    people.push(person);
  }
  linkNamedContact(made, people, heads);
  return people;
}

interface PersonPlan {
  title: string;
  department: string;
  level: number;
  manager: Person | null;
}

function addPerson(made: MakeUp, plan: AccountPlan, { title, department, level, manager }: PersonPlan): Person {
  const { world, random, now } = made;
  const lists = random() < 0.07 ? vietnamese : namesOf(plan.country);
  const [firstname, lastname] = [pick(lists.given, random), pick(lists.family, random)];
  const local = plain(`${firstname.split(' ').at(-1)}.${lastname}`);
  const createdAt = now - (30 + random() * 500) * dayMs;
  const hasLeft = random() < 0.02;
  const object = world.add(
    'contacts',
    {
      firstname,
      lastname,
      email: `${local}${world.objects.length % 97}@${plan.domain}`,
      jobtitle: title,
      department,
      hubspot_owner_id: plan.ownerId,
      associatedcompanyid: String(plan.company.id),
      sandbox_made_up: 'true',
      ...(hasLeft ? { hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER' } : {}),
      lastmodifieddate: new Date(createdAt).toISOString(),
    },
    createdAt,
  );
  world.link(object, plan.company, 1);
  world.link(object, plan.company, 279);
  const person = { object, level, manager };
  if (manager !== null && random() < 0.85) linkManager(made, person, manager);
  return person;
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/đ/g, 'd')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/ß/g, 'ss')
    .replace(/[^a-z.]/g, '');
}

function linkManager({ world, managerLabel }: MakeUp, person: Person, manager: Person): void {
  world.link(person.object, manager.object, 449);
  world.label(person.object, manager.object, managerLabel);
}

/** The contact that Northwind names has a place in the tree too, as far as its title tells. */
function linkNamedContact(made: MakeUp, people: Person[], heads: Map<string, Person>): void {
  const [named] = people;
  const title = named?.object.properties.jobtitle ?? '';
  if (named === undefined || /owner/i.test(title)) return;
  const head =
    heads.get(
      /account/i.test(title)
        ? 'Finance'
        : /market/i.test(title)
          ? 'Marketing'
          : /order|purchas/i.test(title)
            ? 'Purchasing'
            : 'Sales',
    ) ?? people[1];
  if (head !== undefined) linkManager(made, named, head);
}

const roleByDepartment: Record<string, string> = {
  Purchasing: 'INFLUENCER',
  Operations: 'END_USER',
  Finance: 'BUDGET_HOLDER',
  Management: 'DECISION_MAKER',
  Quality: 'INFLUENCER',
  IT: 'INFLUENCER',
  Sales: 'CHAMPION',
  Marketing: 'END_USER',
  Legal: 'LEGAL_AND_COMPLIANCE',
  Administration: 'OTHER',
};

/** A few people carry most of the contact; who is in touch often has a stated role now and then. */
function makeEngagements(made: MakeUp, plan: AccountPlan, people: Person[]): void {
  const { random } = made;
  const circle = [people[0], ...[...people.slice(1)].sort(() => random() - 0.5)]
    .filter((person) => person !== undefined)
    .slice(0, Math.max(1, Math.ceil(Math.sqrt(people.length) * 2.2)));
  for (const [at, person] of circle.entries()) {
    if (at > 0 && random() > 0.45) continue;
    const role = roleByDepartment[person.object.properties.department ?? ''] ?? 'INFLUENCER';
    if (random() < 0.55) person.object.properties.hs_buying_role = random() < 0.06 ? `${role};BLOCKER` : role;
  }
  for (let count = 0; count < plan.engagements; count++) {
    const person = circle[Math.floor(circle.length * random() ** 2)];
    if (person !== undefined) makeEngagement(made, plan, { person, circle });
  }
}

const connected = 'f240bbac-87c9-4f6e-bf70-924b57d47db7';
const unanswered = '73a0d17f-1163-4015-bdd5-ec830791da20';

function makeEngagement(
  made: MakeUp,
  plan: AccountPlan,
  { person, circle }: { person: Person; circle: Person[] },
): void {
  const { world, random, now } = made;
  const age = (plan.isSilent ? 120 : 1) + 540 * random() ** 1.7;
  const at = Math.floor(now - age * dayMs);
  const iso = new Date(at).toISOString();
  const ownerId = random() < 0.8 ? plan.ownerId : pick(plan.otherOwnerIds, random);
  const common = { hs_timestamp: iso, hubspot_owner_id: ownerId, sandbox_made_up: 'true', hs_lastmodifieddate: iso };
  const kind = random();
  if (kind < 0.18) {
    const outcome = random();
    const minutes = 30 * (1 + Math.floor(random() * 3));
    const meeting = world.add(
      'meetings',
      {
        ...common,
        hs_meeting_title: 'Meeting',
        hs_meeting_start_time: iso,
        hs_meeting_end_time: new Date(at + minutes * 60_000).toISOString(),
        hs_meeting_outcome: outcome < 0.88 ? 'COMPLETED' : outcome < 0.94 ? 'NO_SHOW' : 'CANCELED',
      },
      at,
    );
    const guests = new Set([
      person,
      ...(random() < 0.5 ? [pick(circle, random)] : []),
      ...(random() < 0.2 ? [pick(circle, random)] : []),
    ]);
    for (const guest of guests)
      linkEngagement(world, meeting, { person: guest, company: plan.company, ids: [200, 188] });
    return;
  }
  if (kind < 0.45) {
    const isAnswered = random() < 0.7;
    const call = world.add(
      'calls',
      {
        ...common,
        hs_call_title: 'Call',
        hs_call_direction: random() < 0.35 ? 'INBOUND' : 'OUTBOUND',
        hs_call_duration: String(isAnswered ? Math.round((2 + random() * 20) * 60_000) : 0),
        hs_call_disposition: isAnswered ? connected : unanswered,
      },
      at,
    );
    linkEngagement(world, call, { person, company: plan.company, ids: [194, 182] });
    return;
  }
  const hasLeft = person.object.properties.hs_email_hard_bounce_reason_enum !== undefined;
  const email = world.add(
    'emails',
    {
      ...common,
      hs_email_direction: random() < 0.45 && !hasLeft ? 'INCOMING_EMAIL' : 'EMAIL',
      hs_email_status: hasLeft ? 'BOUNCED' : 'SENT',
    },
    at,
  );
  linkEngagement(world, email, { person, company: plan.company, ids: [198, 186] });
}

function linkEngagement(
  world: World,
  engagement: WorldObject,
  { person, company, ids }: { person: Person; company: WorldObject; ids: [number, number] },
): void {
  world.link(engagement, person.object, ids[0]);
  world.link(engagement, company, ids[1]);
}

const openStages = [
  { stage: 'appointmentscheduled', probability: '0.2' },
  { stage: 'qualifiedtobuy', probability: '0.4' },
  { stage: 'presentationscheduled', probability: '0.6' },
  { stage: 'contractsent', probability: '0.9' },
];
const subjects = [
  'Spring range',
  'Beverages framework',
  'Seafood supply',
  'Private label',
  'Annual contract',
  'Dairy programme',
  'Holiday assortment',
];

function makeDeals(made: MakeUp, plan: AccountPlan, people: Person[]): void {
  const { world, random, now } = made;
  for (let count = 0; count < plan.openDeals; count++) {
    const { stage, probability } = pick(openStages, random);
    const createdAt = now - (5 + random() * 90) * dayMs;
    const amount = String(Math.round(plan.orderValue * (2 + random() * 8)));
    const deal = world.add(
      'deals',
      {
        dealname: `${pick(subjects, random)} – ${plan.company.properties.name}`,
        amount,
        amount_in_home_currency: amount,
        deal_currency_code: 'USD',
        dealstage: stage,
        pipeline: 'default',
        dealtype: 'existingbusiness',
        closedate: new Date(now + (10 + random() * 90) * dayMs).toISOString(),
        hs_is_closed: 'false',
        hs_is_closed_won: 'false',
        hs_deal_stage_probability: probability,
        hubspot_owner_id: plan.ownerId,
        hs_primary_associated_company: String(plan.company.id),
        sandbox_made_up: 'true',
        hs_lastmodifieddate: new Date(createdAt).toISOString(),
      },
      createdAt,
    );
    world.link(deal, plan.company, 5);
    world.link(deal, plan.company, 341);
    const onDeal = new Set([
      people[0],
      ...Array.from({ length: Math.floor(random() * 4) }, () => pick(people, random)),
    ]);
    for (const person of onDeal) if (person !== undefined) world.link(deal, person.object, 3);
  }
}

function makeTickets(made: MakeUp, plan: AccountPlan, people: Person[]): void {
  const { world, random, now } = made;
  for (let count = 0; count < plan.tickets; count++) {
    const createdAt = now - random() * 500 * dayMs;
    const isClosed = random() < 0.85;
    const ticket = world.add(
      'tickets',
      {
        subject: 'Request',
        hs_pipeline: '0',
        hs_pipeline_stage: isClosed ? '4' : '1',
        hs_ticket_priority: pick(['LOW', 'MEDIUM', 'HIGH'], random),
        hs_ticket_category: pick(['DELIVERY', 'BILLING_ISSUE', 'PRODUCT_ISSUE', 'GENERAL_INQUIRY'], random),
        ...(isClosed ? { closed_date: new Date(createdAt + (1 + random() * 6) * dayMs).toISOString() } : {}),
        sandbox_made_up: 'true',
        hs_lastmodifieddate: new Date(createdAt).toISOString(),
      },
      createdAt,
    );
    world.link(ticket, plan.company, 26);
    world.link(ticket, plan.company, 339);
    world.link(ticket, pick(people, random).object, 16);
  }
}
