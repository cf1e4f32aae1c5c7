// From the mirror's rows of one account to what its map is made from: HubSpot's names and texts end here.
import type { AccountInput, DealInput, PersonInput, ReportingLineInput } from '../buying-center/model.ts';
import type { Association, CrmRecord } from './crm.ts';
import { interactionsOf } from './interactions.ts';
import type { AccountSources, Portal } from './ports.ts';
import { dateOf, isTrue, listOf, minorUnitsOf, numberOf, textOf } from './wire-values.ts';

export function accountInput(
  sources: AccountSources,
  { portal, now }: { portal: Pick<Portal, 'currency'>; now: number },
): AccountInput {
  const people = sources.contacts.map(personInput);
  const interactions = interactionsOf(sources.engagements);
  const ownerIds = new Set([...interactions, ...people].flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])));
  return {
    accountId: sources.company.id,
    accountName: textOf(sources.company, 'name') ?? textOf(sources.company, 'domain') ?? sources.company.id,
    now,
    currency: portal.currency,
    people,
    colleagues: sources.owners
      .filter((owner) => ownerIds.has(owner.ownerId))
      .map(({ ownerId, name }) => ({ ownerId, name })),
    reportingLines: reportingLines(sources.contactPairs),
    interactions,
    deals: sources.deals.map((deal) => dealInput(deal, sources.dealContacts, portal.currency)),
  };
}

function personInput(contact: CrmRecord): PersonInput {
  const givenName = textOf(contact, 'firstname') ?? '';
  const familyName = textOf(contact, 'lastname') ?? '';
  const email = textOf(contact, 'email');
  const name = [givenName, familyName].filter((part) => part !== '').join(' ');
  return {
    personId: contact.id,
    name: name === '' ? (email ?? contact.id) : name,
    givenName,
    familyName,
    title: textOf(contact, 'jobtitle'),
    department: textOf(contact, 'department'),
    email,
    buyingRoles: listOf(contact, 'hs_buying_role'),
    seniority: textOf(contact, 'hs_seniority'),
    ownerId: textOf(contact, 'hubspot_owner_id'),
    createdAt: dateOf(contact, 'createdate') ?? contact.createdAt,
    updatedAt: contact.updatedAt,
    // HubSpot sets a reason only for addresses that bounced for good.
    left: textOf(contact, 'hs_email_hard_bounce_reason_enum') !== null,
    madeUp: isTrue(contact, 'sandbox_made_up'),
  };
}

function dealInput(deal: CrmRecord, dealContacts: Association[], currency: string): DealInput {
  const amount = numberOf(deal, 'amount_in_home_currency') ?? numberOf(deal, 'amount') ?? 0;
  return {
    dealId: deal.id,
    name: textOf(deal, 'dealname') ?? deal.id,
    stage: textOf(deal, 'dealstage') ?? '',
    open: !isTrue(deal, 'hs_is_closed'),
    won: isTrue(deal, 'hs_is_closed_won'),
    amountMinor: Math.round(amount * minorUnitsOf(currency)),
    probability: numberOf(deal, 'hs_deal_stage_probability'),
    closeDate: dateOf(deal, 'closedate'),
    personIds: dealContacts.filter((pair) => pair.fromId === deal.id).map((pair) => pair.toId),
  };
}

/**
 * HubSpot gives each direction of a pair its own label, which says what the far end is to the near one: from Ann to Bob
 * "Manager" means that Bob is Ann's manager. Both directions come, so that each line is found twice and kept once.
 */
function reportingLines(pairs: Association[]): ReportingLineInput[] {
  const lines = new Map<string, ReportingLineInput>();
  for (const { fromId, toId, types } of pairs) {
    for (const { label } of types) {
      const line = lineOf(label, { nearId: fromId, farId: toId });
      if (line !== null) lines.set(`${line.personId}>${line.managerId}`, line);
    }
  }
  return [...lines.values()];
}

const farIsManager = /^(manager|reports to|boss|supervisor|quản lý|báo cáo cho|cấp trên)$/i;
const farIsReport = /^(direct report|report|manages|employee|subordinate|nhân viên|cấp dưới|quản lý của)$/i;

function lineOf(label: string | null, { nearId, farId }: { nearId: string; farId: string }): ReportingLineInput | null {
  const text = label?.trim() ?? '';
  const rest = { source: `association label`, date: null };
  if (farIsManager.test(text)) return { personId: nearId, managerId: farId, ...rest };
  if (farIsReport.test(text)) return { personId: farId, managerId: nearId, ...rest };
  return null;
}
