// What an account brought and cost, from the mirror's rows: one contribution a sale, in the portal's currency.
import { expect, test } from 'vitest';
import type { CrmRecord, MirroredType } from '../../src/accounts/crm.ts';
import { ledgerOf } from '../../src/accounts/ledger.ts';
import type { LedgerSources } from '../../src/accounts/ports.ts';
import { defaultServeCosts } from '../../src/accounts/serve-costs.ts';

const now = Date.UTC(2026, 10, 24);
let ids = 0;

function record(type: MirroredType, properties: Record<string, string | null>): CrmRecord {
  ids += 1;
  return { type, id: String(ids), properties, createdAt: now - 1e9, updatedAt: now, archived: false };
}

function ledger(sources: Partial<LedgerSources>, currency = 'USD') {
  return ledgerOf(
    { accountId: '7', createdAt: 0, deals: [], tickets: [], engagements: [], ...sources },
    { currency, costs: defaultServeCosts(currency), now },
  );
}

const sums = (found: ReturnType<typeof ledger>) => {
  const byKind: Record<string, number> = {};
  for (const { kind, amountMinor } of found.contributions) byKind[kind] = (byKind[kind] ?? 0) + amountMinor;
  return byKind;
};

const won = { hs_is_closed: 'true', hs_is_closed_won: 'true', closedate: '2026-10-01T00:00:00Z' };

test('a won deal without line items counts its amount', () => {
  expect(sums(ledger({ deals: [{ record: record('deals', { ...won, amount: '120.5' }), lineItems: [] }] }))).toEqual({
    order: 12_050,
  });
});

test('line items count instead of the amount, with their cost and what the discount gave away', () => {
  const line = record('line_items', {
    price: '10',
    quantity: '5',
    amount: '45',
    hs_cost_of_goods_sold: '6',
    hs_discount_percentage: '10',
  });
  expect(sums(ledger({ deals: [{ record: record('deals', { ...won, amount: '9999' }), lineItems: [line] }] }))).toEqual(
    {
      order: 4_500,
      cost_of_goods: -3_000,
      discount: -500,
    },
  );
});

test('a line item without amount is worked out from price, quantity and discount', () => {
  const line = record('line_items', { price: '10', quantity: '4', hs_discount_percentage: '25' });
  expect(sums(ledger({ deals: [{ record: record('deals', won), lineItems: [line] }] }))).toEqual({
    order: 3_000,
    discount: -1_000,
  });
});

test('freight costs what it is not charged on for, and passes through where its cost is not known', () => {
  const chai = record('line_items', { name: 'Chai', amount: '18' });
  const check = (freight: CrmRecord['properties']) =>
    sums(ledger({ deals: [{ record: record('deals', won), lineItems: [chai, record('line_items', freight)] }] }));
  expect(check({ name: 'Freight', amount: '7' })).toEqual({ order: 1_800 });
  expect(check({ name: 'Freight', amount: '0', hs_cost_of_goods_sold: '7' })).toEqual({ order: 1_800, freight: -700 });
  expect(check({ hs_sku: 'FREIGHT', amount: '5', hs_cost_of_goods_sold: '7' })).toEqual({
    order: 1_800,
    freight: -200,
  });
});

test('one deal given twice counts once', () => {
  const deal = { record: record('deals', { ...won, amount: '10' }), lineItems: [] };
  expect(sums(ledger({ deals: [deal, deal] }))).toEqual({ order: 1_000 });
});

test('a deal keeps the rate it was booked at, and one without a rate is not added', () => {
  const booked = record('deals', { ...won, amount: '100', amount_in_home_currency: '110', deal_currency_code: 'EUR' });
  const unknown = record('deals', { ...won, amount: '100', deal_currency_code: 'EUR' });
  const deals = [booked, unknown].map((each) => ({ record: each, lineItems: [] }));
  expect(sums(ledger({ deals }))).toEqual({ order: 11_000 });
});

test('a negative won amount is a refund, a lost deal is nothing, an open one is pipeline', () => {
  const deals = [
    record('deals', { ...won, amount: '-30' }),
    record('deals', { hs_is_closed: 'true', hs_is_closed_won: 'false', amount: '500' }),
    record('deals', {
      hs_is_closed: 'false',
      amount: '80',
      hs_deal_stage_probability: '0.4',
      closedate: String(now + 1e9),
    }),
    record('deals', {
      hs_is_closed: 'false',
      amount: '80',
      hs_deal_stage_probability: '0.4',
      closedate: String(now - 1e9),
    }),
  ].map((each) => ({ record: each, lineItems: [] }));
  const found = ledger({ deals });
  expect(sums(found)).toEqual({ refund: -3_000 });
  expect(found.openDeals.map(({ amountMinor, probability }) => [amountMinor, probability])).toEqual([
    [8_000, 0.4],
    [8_000, 0.2],
  ]);
});

test('the dong has no cents', () => {
  expect(
    sums(ledger({ deals: [{ record: record('deals', { ...won, amount: '1500000' }), lineItems: [] }] }, 'VND')),
  ).toEqual({ order: 1_500_000 });
});

test('service costs our hours: tickets, meetings, calls and what we write; what was cancelled or only came in costs nothing', () => {
  const tickets = [record('tickets', { hs_ticket_priority: 'HIGH', createdate: '2026-10-01T00:00:00Z' })];
  const engagements = [
    record('meetings', { hs_meeting_start_time: '2026-10-02T09:00:00Z', hs_meeting_end_time: '2026-10-02T10:00:00Z' }),
    record('meetings', { hs_meeting_start_time: '2026-10-02T09:00:00Z', hs_meeting_outcome: 'CANCELED' }),
    record('calls', { hs_timestamp: '2026-10-03T09:00:00Z', hs_call_duration: '1200000' }),
    record('emails', { hs_timestamp: '2026-10-03T09:00:00Z', hs_email_direction: 'EMAIL' }),
    record('emails', { hs_timestamp: '2026-10-03T09:00:00Z', hs_email_direction: 'INCOMING_EMAIL' }),
    record('meetings', { hs_meeting_start_time: String(now + 1e9) }),
  ];
  expect(sums(ledger({ tickets, engagements }))).toEqual({
    support: -5_625,
    meeting: -4_500,
    call: -1_500,
    email: -450,
  });
});
