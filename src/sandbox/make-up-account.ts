// What Northwind lacks of an account, made up by a fixed seed and marked so: its people and reporting lines, our team's meetings, calls and
// e-mails (who and when, never what), tickets, open deals.

import type { AccountPlan, MakeUp, Person } from './account-plan.ts';
import { departments, namesOf, topTitles, vietnamese } from './made-up-names.ts';
import { makeDeals, makeEngagements, makeTickets } from './make-up-activity.ts';
import { pick } from './pick.ts';

const dayMs = 86_400_000;

export function makeUpAccount(made: MakeUp, plan: AccountPlan): void {
  const people = makePeople(made, plan);
  makeEngagements(made, plan, people);
  makeDeals(made, plan, people);
  makeTickets(made, plan, people);
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
