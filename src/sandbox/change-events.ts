// The events that changes are told with, in HubSpot's field names; they are kept in the outbox in the change's own transaction.
import type pg from 'pg';
import type { AssociationChange } from './association-change.ts';
import { type JournalEntry, objectEntries, writeJournal } from './journal.ts';
import type { ObjectType } from './object-types.ts';
import type { RequiredProperty } from './required-properties.ts';
import { subscribed } from './subscriptions.ts';

/** Who makes a change: it stands on the events. */
export interface ChangeSource {
  changeSource: 'CRM_UI' | 'INTEGRATION' | 'IMPORT';
  sourceId: string;
}

export interface ChangeContext {
  client: pg.ClientBase;
  portalId: number;
  appId: number;
  source: ChangeSource;
  now: number;
  /** What an admin made required, where the call's version enforces it. */
  required?: RequiredProperty[];
}

type WireEvent = Record<string, unknown>;

function baseEvent({ portalId, appId, source, now }: ChangeContext): WireEvent {
  return { portalId, appId, occurredAt: now, ...source };
}

export function objectEvent(
  context: ChangeContext,
  type: ObjectType,
  id: string,
  verb: string,
  rest: WireEvent,
): WireEvent {
  const name =
    type.event === null
      ? { subscriptionType: `object.${verb}`, objectTypeId: type.typeId }
      : { subscriptionType: `${type.event}.${verb}` };
  return { ...baseEvent(context), ...name, objectId: Number(id), ...rest };
}

/** HubSpot tells of no change in these: dates it keeps itself, and what it calculates. */
const neverTold = new Set([
  'hs_lastmodifieddate',
  'lastmodifieddate',
  'hs_object_id',
  'createdate',
  'num_associated_contacts',
  'num_associated_deals',
  'hs_is_closed',
  'hs_is_closed_won',
  'hs_deal_stage_probability',
  'amount_in_home_currency',
  'hs_primary_associated_company',
  'hs_parent_company_id',
]);

export function changeEvents(
  context: ChangeContext,
  type: ObjectType,
  id: string,
  changes: { name: string; value: string }[],
): WireEvent[] {
  return changes
    .filter(({ name }) => !neverTold.has(name))
    .map(({ name, value }) =>
      objectEvent(context, type, id, 'propertyChange', { propertyName: name, propertyValue: value }),
    );
}

/** Both directions; a primary association brings two more, for the unlabelled one. */
export function associationEvents(
  context: ChangeContext,
  { from, fromId, to, toId }: AssociationChange,
  { removed, primary }: { removed: boolean; primary: boolean },
): WireEvent[] {
  const ends = [
    { a: from, aId: fromId, b: to, bId: toId },
    { a: to, aId: toId, b: from, bId: fromId },
  ].filter(({ a, b }) => isToldFrom(a, b));
  const told = (isPrimaryAssociation: boolean): WireEvent[] =>
    ends.map(({ a, aId, b, bId }) => ({
      ...baseEvent(context),
      ...(a.event === null
        ? {
            subscriptionType: 'object.associationChange',
            objectTypeId: a.typeId,
            fromObjectTypeId: a.typeId,
            toObjectTypeId: b.typeId,
          }
        : { subscriptionType: `${a.event}.associationChange` }),
      associationType: `${a.side}_TO_${b.side}`,
      fromObjectId: Number(aId),
      toObjectId: Number(bId),
      associationRemoved: removed,
      isPrimaryAssociation,
    }));
  return primary ? [...told(true), ...told(false)] : told(false);
}

const classicSides = new Set(['contacts', 'companies', 'deals', 'tickets']);

/** Objects with events of a noun of their own tell of a few pairs only; the others tell of all. */
function isToldFrom(a: ObjectType, b: ObjectType): boolean {
  if (a.event === null) return true;
  const isItem = [a.name, b.name].toSorted().join() === 'deals,line_items';
  return isItem || (classicSides.has(a.name) && classicSides.has(b.name));
}

/**
 * Tells what the app subscribed to, by webhook and in the journal; nothing where the app is not installed.
 * Entries about associations come beside their events, which do not say the type.
 */
export async function emit(context: ChangeContext, events: WireEvent[], entries: JournalEntry[] = []): Promise<void> {
  const { client, now, portalId } = context;
  if (events.length === 0) return;
  const told = await subscribed(client, events);
  const written = await client.query(
    `with installed as (select 1 from sandbox.portal where portal_id = $3 and installed)
     , told as (insert into sandbox.outbox (event, due_at) select value, $2 from jsonb_array_elements($1::jsonb), installed)
     select 1 from installed`,
    [JSON.stringify(told), new Date(now), portalId],
  );
  if (written.rowCount === 1)
    await writeJournal(client, { portalId, now, entries: [...objectEntries(events), ...entries] });
}
