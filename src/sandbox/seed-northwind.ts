// Makes the sample portal once: Northwind as it was published, and what it lacks made up by a fixed seed and marked so.
import crypto from 'node:crypto';
import type pg from 'pg';
import type { AccountPlan, MakeUp } from './account-plan.ts';
import { addLabel } from './association-labels.ts';
import { randomNumbers } from './faults.ts';
import { makeUpAccount } from './make-up-account.ts';
import { type Northwind, type NorthwindOrder, readNorthwind } from './northwind.ts';
import { createWorld, type World, type WorldObject, writeWorld } from './world.ts';

export const samplePortalId = 24_500_001;
const seed = 19_960_704;
const firstOwnerId = 700_000_000;
const largestAccount = 'SAVEA';
const largestPeople = 600;
/** A group: the parent first. */
const group = ['ERNSH', 'PICCO', 'RICSU', 'CHOPS'];
const dayMs = 86_400_000;

/** Within a transaction. Returns the portal's access token. */
export async function seedNorthwind(client: pg.ClientBase, now: number): Promise<void> {
  const northwind = readNorthwind(now);
  const accessToken = `sandbox-${crypto.randomBytes(24).toString('base64url')}`;
  await client.query('insert into sandbox.portal values ($1, $2, $3, true, $4, $5, $6)', [
    samplePortalId,
    'Northwind Traders (sample)',
    'USD',
    'northwind',
    accessToken,
    new Date(now),
  ]);
  for (const employee of northwind.employees) {
    await client.query('insert into sandbox.owner values ($1, $2, $3, $4, $5, $6)', [
      samplePortalId,
      ownerIdOf(employee.EmployeeID ?? '1'),
      `${employee.FirstName}.${employee.LastName}@northwind.example`.toLowerCase(),
      employee.FirstName,
      employee.LastName,
      employee.Title,
    ]);
  }
  const labels = await addLabel(
    { client, portalId: samplePortalId },
    { from: 'contacts', to: 'contacts', name: 'manager', label: 'Manager', inverseLabel: 'Direct report' },
  );
  const [manager = 1, report = 2] = labels.map(({ typeId }) => Number(typeId));
  const world = createWorld(10_001);
  fillWorld({ world, northwind, now, managerLabel: [manager, report] });
  await writeWorld(client, samplePortalId, world);
}

function ownerIdOf(employeeId: string): number {
  return firstOwnerId + Number(employeeId);
}

interface Filling {
  world: World;
  northwind: Northwind;
  now: number;
  managerLabel: [number, number];
}

function fillWorld({ world, northwind, now, managerLabel }: Filling): void {
  const made: MakeUp = { world, random: randomNumbers(seed), now, managerLabel };
  const ordersOf = Map.groupBy(northwind.orders, (order) => order.customerId);
  const companies = new Map<string, WorldObject>();
  const contacts = new Map<string, WorldObject>();
  for (const customer of northwind.customers)
    addCustomer({ world, customer, orders: ordersOf.get(customer.CustomerID ?? '') ?? [], companies, contacts, now });
  for (const order of northwind.orders)
    addOrder(made, order, { company: companies.get(order.customerId), contact: contacts.get(order.customerId) });
  for (const customer of northwind.customers) {
    const id = customer.CustomerID ?? '';
    const [company, contact] = [companies.get(id), contacts.get(id)];
    if (company !== undefined && contact !== undefined)
      makeUpAccount(
        made,
        planOf(made, { id, company, contact, country: customer.Country ?? '', orders: ordersOf.get(id) ?? [] }),
      );
  }
  const [parent, ...children] = group.map((id) => companies.get(id));
  for (const child of children) {
    if (parent === undefined || child === undefined) continue;
    world.link(parent, child, 13);
    child.properties.hs_parent_company_id = String(parent.id);
  }
}

interface CustomerRow {
  world: World;
  customer: Record<string, string>;
  orders: NorthwindOrder[];
  companies: Map<string, WorldObject>;
  contacts: Map<string, WorldObject>;
  now: number;
}

function addCustomer({ world, customer, orders, companies, contacts, now }: CustomerRow): void {
  const id = customer.CustomerID ?? '';
  const createdAt = Math.min(now - 600 * dayMs, ...orders.map((order) => order.orderedAt)) - 20 * dayMs;
  const owner = String(ownerIdOf(mostFrequent(orders.map((order) => order.employeeId)) ?? '4'));
  const domain = domainOf(customer.CompanyName ?? id);
  const modified = new Date(createdAt).toISOString();
  const company = world.add(
    'companies',
    {
      name: customer.CompanyName ?? id,
      domain,
      address: customer.Address ?? '',
      city: customer.City ?? '',
      state: customer.Region ?? '',
      zip: customer.PostalCode ?? '',
      country: customer.Country ?? '',
      phone: customer.Phone ?? '',
      industry: 'FOOD_BEVERAGES',
      hubspot_owner_id: owner,
      northwind_customer_id: id,
      hs_lastmodifieddate: modified,
    },
    createdAt,
  );
  const [firstname = '', ...rest] = (customer.ContactName ?? '').split(' ');
  const contact = world.add(
    'contacts',
    {
      firstname,
      lastname: rest.join(' '),
      email: `${plainName(customer.ContactName ?? id)}@${domain}`,
      jobtitle: customer.ContactTitle ?? '',
      phone: customer.Phone ?? '',
      hubspot_owner_id: owner,
      associatedcompanyid: String(company.id),
      lastmodifieddate: modified,
    },
    createdAt,
  );
  world.link(contact, company, 1);
  world.link(contact, company, 279);
  companies.set(id, company);
  contacts.set(id, contact);
}

function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z ]/g, '')
    .trim()
    .replaceAll(' ', '.');
}

function domainOf(name: string): string {
  return `${plainName(name).replaceAll('.', '-').slice(0, 30).replace(/-+$/, '')}.example`;
}

function mostFrequent(values: string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

/** Unit costs are made up, by product; list price, quantity, discount and freight are Northwind's. */
const costShares: Record<string, number> = {
  Beverages: 0.52,
  Condiments: 0.56,
  Confections: 0.58,
  'Dairy Products': 0.66,
  'Grains/Cereals': 0.6,
  'Meat/Poultry': 0.7,
  Produce: 0.64,
  Seafood: 0.68,
};

function addOrder(
  { world }: MakeUp,
  order: NorthwindOrder,
  { company, contact }: { company: WorldObject | undefined; contact: WorldObject | undefined },
): void {
  if (company === undefined || contact === undefined) return;
  const net = (line: NorthwindOrder['lines'][number]): number =>
    Math.round(line.price * line.quantity * (1 - line.discount) * 100) / 100;
  const amount = (order.lines.reduce((sum, line) => sum + net(line), 0) + order.freight).toFixed(2);
  const at = new Date(order.orderedAt).toISOString();
  const deal = world.add(
    'deals',
    {
      dealname: `Order ${order.orderId}`,
      amount,
      amount_in_home_currency: amount,
      deal_currency_code: 'USD',
      dealstage: 'closedwon',
      pipeline: 'default',
      closedate: at,
      hs_is_closed: 'true',
      hs_is_closed_won: 'true',
      hs_deal_stage_probability: '1.0',
      hubspot_owner_id: String(ownerIdOf(order.employeeId)),
      hs_primary_associated_company: String(company.id),
      northwind_order_id: order.orderId,
      hs_lastmodifieddate: at,
    },
    order.orderedAt,
  );
  world.link(deal, company, 5);
  world.link(deal, company, 341);
  world.link(deal, contact, 3);
  for (const line of order.lines) {
    const share = (costShares[line.category] ?? 0.6) + ((Number(line.productId) * 7) % 11) / 100;
    const item = world.add(
      'line_items',
      {
        name: line.product,
        price: String(line.price),
        quantity: String(line.quantity),
        amount: net(line).toFixed(2),
        hs_discount_percentage: String(Math.round(line.discount * 100)),
        hs_cost_of_goods_sold: (line.price * share).toFixed(2),
        hs_product_id: line.productId,
        hs_sku: `NW-${line.productId}`,
        product_category: line.category,
        hs_lastmodifieddate: at,
      },
      order.orderedAt,
    );
    world.link(deal, item, 19);
  }
  const freight = world.add(
    'line_items',
    {
      name: 'Freight',
      price: order.freight.toFixed(2),
      quantity: '1',
      amount: order.freight.toFixed(2),
      hs_sku: 'FREIGHT',
      hs_cost_of_goods_sold: (order.freight * 0.95).toFixed(2),
      hs_lastmodifieddate: at,
    },
    order.orderedAt,
  );
  world.link(deal, freight, 19);
}

interface PlanInput {
  id: string;
  company: WorldObject;
  contact: WorldObject;
  country: string;
  orders: NorthwindOrder[];
}

function planOf({ random }: MakeUp, { id, company, contact, country, orders }: PlanInput): AccountPlan {
  const total = orders.reduce(
    (sum, order) => sum + order.lines.reduce((part, line) => part + line.price * line.quantity, 0),
    0,
  );
  const size = Math.min(1, Math.sqrt(total / 60_000));
  const isLarge = id === largestAccount;
  const ownerId = company.properties.hubspot_owner_id ?? String(firstOwnerId + 1);
  const isCostly = random() < 0.14;
  return {
    company,
    contact,
    country,
    domain: company.properties.domain ?? 'example.example',
    ownerId,
    otherOwnerIds: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((employee) => String(firstOwnerId + employee)),
    people: isLarge ? largestPeople : 3 + Math.round(37 * size * (0.6 + 0.4 * random())),
    engagements: Math.round((isLarge ? 700 : 20 + 190 * size) * (isCostly ? 2.2 : 1)),
    openDeals: total > 0 && random() < 0.7 ? 1 + Math.floor(random() * 3) : total === 0 ? 1 : 0,
    tickets: Math.round((1 + 9 * size) * random() * (isCostly ? 5 : 1)),
    orderValue: orders.length === 0 ? 900 : total / orders.length,
    isSilent: !isLarge && random() < 0.14,
  };
}
