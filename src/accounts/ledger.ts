// From the mirror's rows of one account to what it brought and cost: one contribution a sale, from the best source there is.
// Precedence (value.md 7): closed-won line items before the deal's amount; never both for one deal.
import type { AccountLedger, Contribution, Grade, OpenDeal } from '../value/model.ts';
import type { CrmRecord } from './crm.ts';
import type { LedgerSources } from './ports.ts';
import { type ServeCosts, serveContribution } from './serve-costs.ts';
import { dateOf, isTrue, minorUnitsOf, numberOf, textOf } from './wire-values.ts';

export interface LedgerContext {
  /** Of the portal: all contributions are in it. */
  currency: string;
  costs: ServeCosts;
  now: number;
}

export function ledgerOf(sources: LedgerSources, context: LedgerContext): AccountLedger {
  const contributions: Contribution[] = [];
  const openDeals: OpenDeal[] = [];
  for (const { record, lineItems } of uniqueDeals(sources.deals)) {
    const rate = homeRate(record, context.currency);
    if (rate === null) continue;
    const sale = { accountId: sources.accountId, deal: record, rate, currency: context.currency };
    if (isTrue(record, 'hs_is_closed_won')) contributions.push(...saleContributions(sale, lineItems));
    else if (!isTrue(record, 'hs_is_closed')) openDeals.push(openDeal(sale, context.now));
  }
  for (const record of [...sources.tickets, ...sources.engagements]) {
    const cost = serveContribution(record, { ...context, accountId: sources.accountId });
    if (cost !== null && cost.date <= context.now) contributions.push(cost);
  }
  contributions.sort((left, right) => left.date - right.date || left.source.id.localeCompare(right.source.id));
  return { accountId: sources.accountId, contributions, openDeals };
}

interface Sale {
  accountId: string;
  deal: CrmRecord;
  /** Home currency per unit of the deal's currency. */
  rate: number;
  currency: string;
}

function uniqueDeals(deals: LedgerSources['deals']): LedgerSources['deals'] {
  const byId = new Map(deals.filter(({ record }) => !record.archived).map((deal) => [deal.record.id, deal]));
  return [...byId.values()];
}

/** Closed deals keep the rate they were booked at. Null: another currency and no rate, so the amount cannot be added to anything. */
function homeRate(deal: CrmRecord, home: string): number | null {
  const amount = numberOf(deal, 'amount');
  const inHome = numberOf(deal, 'amount_in_home_currency');
  if (amount !== null && inHome !== null && amount !== 0) return inHome / amount;
  const rate = numberOf(deal, 'hs_exchange_rate');
  if (rate !== null && rate > 0) return rate;
  const currency = textOf(deal, 'deal_currency_code');
  return currency === null || currency === home ? 1 : null;
}

function saleContributions(sale: Sale, lineItems: CrmRecord[]): Contribution[] {
  const date = dateOf(sale.deal, 'closedate') ?? sale.deal.createdAt;
  const lines = lineItems.filter((line) => !line.archived && lineNet(line) !== null);
  if (lines.length > 0) return lines.flatMap((line) => lineContributions({ ...sale, date }, line));
  const amount = numberOf(sale.deal, 'amount');
  if (amount === null || amount === 0) return [];
  const kind = amount < 0 ? 'refund' : 'order';
  return [contribution({ ...sale, date }, { kind, amount, source: sale.deal, grade: 'measured', product: null })];
}

function lineContributions(sale: Sale & { date: number }, line: CrmRecord): Contribution[] {
  const net = lineNet(line) ?? 0;
  const product = textOf(line, 'product_category') ?? textOf(line, 'hs_product_id') ?? textOf(line, 'name');
  const item = { source: line, grade: 'measured' as const, product };
  const unitCost = numberOf(line, 'hs_cost_of_goods_sold');
  const cost = (unitCost ?? 0) * (numberOf(line, 'quantity') ?? 1);
  // Freight that is charged on without a cost of its own passes through: it is neither revenue nor cost.
  if (isFreight(line))
    return unitCost === null ? [] : [contribution(sale, { ...item, kind: 'freight', amount: net - cost })];
  // What is billed again and again is a contract's payment: it is valued by renewals.
  const sold = textOf(line, 'hs_recurring_billing_period') === null ? 'order' : 'renewal';
  const found = [contribution(sale, { ...item, kind: net < 0 ? 'refund' : sold, amount: net })];
  if (cost > 0) found.push(contribution(sale, { ...item, kind: 'cost_of_goods', amount: -cost }));
  const leakage = listPrice(line) - net;
  if (leakage > 0.005) found.push(contribution(sale, { ...item, kind: 'discount', amount: -leakage }));
  return found;
}

/** HubSpot's `amount` of a line item is net of its discounts; where it is missing it is worked out. */
function lineNet(line: CrmRecord): number | null {
  const amount = numberOf(line, 'amount');
  if (amount !== null) return amount;
  if (numberOf(line, 'price') === null) return null;
  const share = (numberOf(line, 'hs_discount_percentage') ?? 0) / 100;
  const perUnit = numberOf(line, 'discount') ?? 0;
  const quantity = numberOf(line, 'quantity') ?? 1;
  return listPrice(line) * (1 - share) - perUnit * quantity;
}

function listPrice(line: CrmRecord): number {
  return (numberOf(line, 'price') ?? 0) * (numberOf(line, 'quantity') ?? 1);
}

function isFreight(line: CrmRecord): boolean {
  return (
    /^(freight|shipping|ship|fret)\b/i.test(textOf(line, 'hs_sku') ?? '') ||
    /^(freight|shipping)\b/i.test(textOf(line, 'name') ?? '')
  );
}

function contribution(
  sale: Sale & { date: number },
  item: { kind: Contribution['kind']; amount: number; source: CrmRecord; grade: Grade; product: string | null },
): Contribution {
  return {
    accountId: sale.accountId,
    date: sale.date,
    kind: item.kind,
    amountMinor: Math.round(item.amount * sale.rate * minorUnitsOf(sale.currency)),
    currency: sale.currency,
    source: { type: item.source.type, id: item.source.id },
    grade: item.grade,
    product: item.product,
  };
}

/** HubSpot's probability of the stage; a deal whose close date went by unheeded is half as likely as its stage says. */
function openDeal(sale: Sale, now: number): OpenDeal {
  const expectedClose = dateOf(sale.deal, 'closedate');
  const stage = Math.min(1, Math.max(0, numberOf(sale.deal, 'hs_deal_stage_probability') ?? 0));
  const isOverdue = expectedClose !== null && expectedClose < now;
  const amount = Math.max(0, numberOf(sale.deal, 'amount') ?? 0);
  return {
    dealId: sale.deal.id,
    amountMinor: Math.round(amount * sale.rate * minorUnitsOf(sale.currency)),
    probability: isOverdue ? stage / 2 : stage,
    expectedClose,
  };
}
