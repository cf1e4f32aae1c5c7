// Small records, maps and values for the store's tests.
import type { Association, CrmRecord, MirroredType } from '../../src/accounts/crm.ts';
import type { Results } from '../../src/accounts/ports.ts';
import type { ReconcileRun } from '../../src/accounts/reconcile-port.ts';
import { defaultServeCosts } from '../../src/accounts/serve-costs.ts';
import type { JournalRow } from '../../src/accounts/write-journal-port.ts';
import type { AccountMap, Role } from '../../src/buying-center/model.ts';
import { defaultValueSettings } from '../../src/value/default-settings.ts';
import type { ValueClass } from '../../src/value/model.ts';

export const noon = 1_764_000_000_000;

export function record(
  type: MirroredType,
  id: string,
  properties: Record<string, string | null> = {},
  updatedAt = noon,
): CrmRecord {
  return { type, id, properties, createdAt: noon - 1_000, updatedAt, archived: false };
}

export function association(
  [fromType, fromId]: [MirroredType, string],
  [toType, toId]: [MirroredType, string],
  ...typeIds: number[]
): Association {
  const types = typeIds.map((typeId) => ({ category: 'HUBSPOT_DEFINED', typeId, label: null }));
  return { fromType, fromId, toType, toId, types };
}

export function portalDetails(portalId: number) {
  return {
    portalId,
    name: 'Northwind',
    timeZone: 'Asia/Ho_Chi_Minh',
    currency: 'VND',
    uiDomain: 'app.example.test',
    sample: true,
    appId: 77,
    at: noon,
    settings: { ...defaultValueSettings, serve: defaultServeCosts('VND') },
  };
}

export function accountMap(
  accountId: string,
  coverage: { missing?: Role[]; percent?: number; atRisk?: number } = {},
): AccountMap {
  const missing = coverage.missing ?? [];
  return {
    accountId,
    accountName: `Account ${accountId}`,
    builtAt: noon,
    currency: 'VND',
    people: [],
    colleagues: [],
    relationships: [],
    coverage: {
      percent: coverage.percent ?? 50,
      status: 'amber',
      statusReason: { code: 'partly', params: {} },
      roles: [
        { role: 'decider', required: true, level: missing.includes('decider') ? 'missing' : 'filled', personIds: [] },
        { role: 'coach', required: false, level: 'missing', personIds: [] },
      ],
      missingRoles: missing,
      peopleReached: 1,
      singleThreaded: missing.length > 1,
      singleThreadedPersonId: null,
      valueAtRiskMinor: coverage.atRisk ?? 0,
      deals: [],
      relationshipStrength: 40,
    },
    seeNext: [],
    parkingLot: [],
    brokenLines: [],
  };
}

export function computedValue(
  accountId: string,
  { ltv = 100, valueClass = null, at = noon }: { ltv?: number; valueClass?: ValueClass | null; at?: number } = {},
): Parameters<Results['saveValues']>[1][number] {
  return {
    at,
    value: {
      accountId,
      currency: 'VND',
      asOf: at,
      isCustomer: valueClass !== null,
      ltvMinor: ltv,
      ltvLowMinor: ltv - 10,
      ltvHighMinor: ltv + 10,
      potentialMinor: ltv,
      unrealisedPotentialMinor: 0,
      potentialGrade: null,
      orders: 1,
      firstOrder: at,
      lastOrder: at,
      model: 'mbg-nbd',
      pAlive: 0.5,
      expectedOrders12: 1,
      parts: [],
      contribution12Minor: 0,
      contributionPrevious12Minor: 0,
      recencyDays: 1,
      frequency: 0,
      monetaryMinor: 0,
      rfm: '',
      lifecycleStage: valueClass === null ? 'prospect' : 'core_customer',
      probabilityBelowZero: 0,
      hasEvidence: true,
      reasons: [],
    },
    verdict: {
      accountId,
      valueClass,
      since: at,
      pending: null,
      reasons: [],
      thresholdMinor: 0,
      marginToNextMinor: 0,
      tags: valueClass === null ? [] : ['rising'],
    },
  };
}

export function journalRow(changes: Partial<JournalRow> = {}): JournalRow {
  return {
    runId: 'run-1',
    type: 'companies',
    objectId: '1',
    accountId: '1',
    property: 'quorum_ltv',
    before: null,
    after: '100',
    reason: 'the value changed',
    outcome: 'written',
    failure: null,
    at: noon,
    ...changes,
  };
}

export function reconcileRun(more: Partial<ReconcileRun> = {}): ReconcileRun {
  const counts = { records: 3, gone: 2, associations: 1, owners: 0, fresh: 4 };
  return { runId: 'a', depth: 'full', startedAt: noon, finishedAt: noon + 1, ...counts, ...more };
}
