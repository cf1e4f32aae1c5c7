// A small portal in memory: six companies with people, orders and a meeting each.
import type { Association, CrmRecord, MirroredType } from '../../src/accounts/crm.ts';
import { type FakeCrm, fakeCrm } from './fake-crm.ts';

const dayMs = 86_400_000;

/** HubSpot's primary association of a contact or a deal with its company. */
export function primaryOf(fromType: 'contacts' | 'deals', fromId: string, companyId: string): Association {
  const types = [{ category: 'HUBSPOT_DEFINED', typeId: fromType === 'contacts' ? 1 : 5, label: 'Primary' }];
  return { fromType, fromId, toType: 'companies', toId: companyId, types };
}

export function sampleRecord(
  type: MirroredType,
  id: string,
  properties: CrmRecord['properties'],
  at: { now: number; updatedAt?: number },
): CrmRecord {
  return { type, id, properties, createdAt: at.now - 800 * dayMs, updatedAt: at.updatedAt ?? 1_000, archived: false };
}

export function wonDeal(companyId: string, amount: number, closedAt: number): CrmRecord['properties'] {
  return {
    dealname: 'An order',
    amount: String(amount),
    hs_is_closed: 'true',
    hs_is_closed_won: 'true',
    closedate: new Date(closedAt).toISOString(),
    hs_primary_associated_company: companyId,
  };
}

/** Companies 11 to 16, three people each (2c0, 2c1, 2c2), as many orders as the company's last digit (3c0 …), a meeting 5c. */
export function sampleCrm(portalId: number, now: number): FakeCrm {
  const crm = fakeCrm(portalId);
  crm.owners = [{ ownerId: '1', name: 'Our Seller', email: null, archived: false }];
  for (let company = 1; company <= 6; company += 1) fillCompany(crm, company, now);
  return crm;
}

function fillCompany(crm: FakeCrm, company: number, now: number): void {
  const companyId = `1${company}`;
  crm.put(sampleRecord('companies', companyId, { name: `Company ${company}` }, { now }));
  for (const [person, jobtitle] of ['Owner', 'Purchasing Manager', 'Sales Agent'].entries()) {
    const id = `2${company}${person}`;
    const names = { firstname: 'Person', lastname: id };
    crm.put(sampleRecord('contacts', id, { ...names, jobtitle, associatedcompanyid: companyId }, { now }));
    crm.associate(primaryOf('contacts', id, companyId));
  }
  for (let order = 0; order < company; order += 1) {
    const id = `3${company}${order}`;
    const deal = wonDeal(companyId, 500 + 100 * company, now - (500 - 60 * order) * dayMs);
    crm.put(sampleRecord('deals', id, deal, { now }));
    crm.associate(primaryOf('deals', id, companyId));
  }
  const at = now - 20 * dayMs;
  const times = { hs_meeting_start_time: String(at), hs_meeting_end_time: String(at + 3_600_000) };
  const meeting = { ...times, hs_meeting_outcome: 'COMPLETED', hubspot_owner_id: '1' };
  crm.put(sampleRecord('meetings', `5${company}`, meeting, { now }));
  crm.associate({ fromType: 'meetings', fromId: `5${company}`, toType: 'contacts', toId: `2${company}0`, types: [] });
}

/** A thousand people in forty companies, each with a deal: enough pages for a copy to be interrupted. The same on every call. */
export function largeCrm(portalId: number): FakeCrm {
  const crm = fakeCrm(portalId);
  crm.pageSize = 10;
  const now = 1_700_000_000_000;
  for (let company = 0; company < 40; company += 1) {
    crm.put(sampleRecord('companies', `1${company}`, { name: `Company ${company}` }, { now }));
  }
  for (let person = 0; person < 1_000; person += 1) {
    const companyId = `1${person % 40}`;
    crm.put(sampleRecord('contacts', `2${person}`, { lastname: `${person}`, associatedcompanyid: companyId }, { now }));
    crm.associate(primaryOf('contacts', `2${person}`, companyId));
    crm.put(sampleRecord('deals', `3${person}`, wonDeal(companyId, person, now), { now }));
    crm.associate(primaryOf('deals', `3${person}`, companyId));
  }
  return crm;
}
