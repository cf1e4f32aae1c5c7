// What happened with an account, made up: meetings, calls and e-mails (who and when, never what), open deals, tickets, stated roles.
import type { AccountPlan, MakeUp, Person } from './account-plan.ts';
import { pick } from './pick.ts';
import type { World, WorldObject } from './world.ts';

const dayMs = 86_400_000;

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
export function makeEngagements(made: MakeUp, plan: AccountPlan, people: Person[]): void {
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

export function makeDeals(made: MakeUp, plan: AccountPlan, people: Person[]): void {
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

export function makeTickets(made: MakeUp, plan: AccountPlan, people: Person[]): void {
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
