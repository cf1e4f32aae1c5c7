// What Quorum's properties should say in the CRM, from an account's map and value (design.md, What Quorum writes).
import type { AccountMap, DealCoverage, FactState, MapPerson } from '../buying-center/model.ts';
import { describePlay, playFor } from '../value/play.ts';
import { describeValueReason } from '../value/words.ts';
import type { DesiredObject } from './plan-writes.ts';
import type { StoredValue } from './ports.ts';
import { minorUnitsOf } from './wire-values.ts';

export interface DesiredInput {
  map: AccountMap;
  value: StoredValue | null;
}

/** Placeholders and people that were made up by no CRM have no record to be written to. */
export function desiredObjects({ map, value }: DesiredInput): DesiredObject[] {
  const people = map.people.filter((person) => !person.placeholder);
  return [
    companyObject(map, value),
    ...people.map((person) => contactObject(map, person)),
    ...map.coverage.deals.map((deal) => dealObject(map, deal)),
  ];
}

function companyObject(map: AccountMap, value: StoredValue | null): DesiredObject {
  const { coverage } = map;
  return {
    type: 'companies',
    id: map.accountId,
    accountId: map.accountId,
    reason: value === null ? 'map' : `map, value ${value.verdict.valueClass ?? 'without class'}`,
    properties: {
      ...(value === null ? {} : valueProperties(value)),
      quorum_role_coverage: whole(coverage.percent),
      quorum_missing_roles: coverage.missingRoles.toSorted().join(';'),
      quorum_people_reached: whole(coverage.peopleReached),
      quorum_single_threaded: String(coverage.singleThreaded),
      quorum_relationship_strength: whole(coverage.relationshipStrength),
    },
  };
}

function valueProperties({ value, verdict, classSince }: StoredValue): Record<string, string> {
  const money = (minor: number) => amount(minor, value.currency);
  const { valueClass } = verdict;
  return {
    quorum_value_class: valueClass ?? '',
    quorum_value_class_reason: verdict.reasons.map((reason) => `${describeValueReason(reason, 'en')}.`).join(' '),
    quorum_value_class_since: valueClass === null ? '' : day(classSince ?? verdict.since),
    quorum_ltv: money(value.ltvMinor),
    quorum_ltv_low: money(value.ltvLowMinor),
    quorum_ltv_high: money(value.ltvHighMinor),
    quorum_potential_value: money(value.potentialMinor),
    quorum_lifecycle_stage: value.lifecycleStage,
    quorum_rfm: value.rfm,
    quorum_play: describePlay(playFor(valueClass, value.lifecycleStage), 'en'),
  };
}

/** From the surest to the least sure. */
const states: readonly FactState[] = ['stated', 'observed', 'inferred', 'assumed'];

function contactObject(map: AccountMap, person: MapPerson): DesiredObject {
  const known = states.filter((state) => person.roles.some(({ fact }) => fact.state === state));
  return {
    type: 'contacts',
    id: person.id,
    accountId: map.accountId,
    reason: 'map',
    properties: {
      quorum_role: person.roles
        .map(({ role }) => role)
        .toSorted()
        .join(';'),
      // The least sure of the roles: who filters by state must not take a guess for a fact.
      quorum_role_state: known.at(-1) ?? '',
      quorum_relationship_strength: whole(person.strength),
      quorum_verify_by: person.verifyBy === null ? '' : day(person.verifyBy),
    },
  };
}

function dealObject(map: AccountMap, deal: DealCoverage): DesiredObject {
  return {
    type: 'deals',
    id: deal.dealId,
    accountId: map.accountId,
    reason: 'map',
    properties: {
      quorum_missing_roles: deal.missingRoles.toSorted().join(';'),
      quorum_single_threaded: String(deal.singleThreaded),
      quorum_value_at_risk: amount(deal.valueAtRiskMinor, map.currency),
    },
  };
}

function whole(number: number): string {
  return String(Math.round(number));
}

/** HubSpot takes decimal amounts. */
function amount(minor: number, currency: string): string {
  return String(minor / minorUnitsOf(currency));
}

/** HubSpot's date properties are days. */
function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
