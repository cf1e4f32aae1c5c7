// The Webhooks Journal: what the app's journal subscriptions ask for, kept for three days in the order in which it became true.
import type pg from 'pg';
import { findEventType } from './object-types.ts';

export interface JournalEntry {
  type: 'crmObject' | 'association' | 'app_lifecycle_event' | 'gdpr_privacy_deletion';
  action: string;
  objectTypeId: string;
  objectId?: number;
  propertyChanges?: Record<string, string>;
  fromObjectTypeId?: string;
  fromObjectId?: number;
  toObjectTypeId?: string;
  toObjectId?: number;
  associationTypeId?: number;
  associationCategory?: string;
  isPrimary?: boolean;
}

interface JournalSubscription {
  subscription_type: string;
  /** Null: every portal that installed the app. */
  portal_id: string | null;
  definition: {
    objectTypeId?: string | undefined;
    actions: string[];
    properties: string[];
    objectIds: number[];
  };
}

interface Written {
  portalId: number;
  now: number;
  entries: JournalEntry[];
}

/** In the transaction of the change. Costs one look where nobody subscribed. */
export async function writeJournal(
  client: pg.ClientBase | pg.Pool,
  { portalId, now, entries }: Written,
): Promise<void> {
  if (entries.length === 0) return;
  const { rows } = await client.query<JournalSubscription>(
    'select subscription_type, portal_id, definition from sandbox.journal_subscription where portal_id is null or portal_id = $1',
    [portalId],
  );
  const wanted = entries.flatMap((entry) => {
    const changes = rows.flatMap((subscription) => askedFor(subscription, entry) ?? []);
    return changes.length === 0 ? [] : [{ ...entry, ...Object.assign({}, ...changes) }];
  });
  if (wanted.length === 0) return;
  await client.query(
    `insert into sandbox.journal (portal_id, at, event)
     select $1::bigint, $2, value from jsonb_array_elements($3::jsonb) with ordinality order by ordinality`,
    [
      portalId,
      new Date(now),
      JSON.stringify(wanted.map((entry) => ({ ...entry, portalId, occurredAt: new Date(now).toISOString() }))),
    ],
  );
}

const subscriptionTypes = {
  crmObject: 'OBJECT',
  association: 'ASSOCIATION',
  app_lifecycle_event: 'APP_LIFECYCLE_EVENT',
  gdpr_privacy_deletion: 'GDPR_PRIVACY_DELETION',
};

/** The property changes that the subscription asks for (empty where the entry has none); null where it does not ask for the entry. */
function askedFor(
  { subscription_type, definition }: JournalSubscription,
  entry: JournalEntry,
): { propertyChanges?: Record<string, string> } | null {
  if (subscription_type !== subscriptionTypes[entry.type]) return null;
  const { objectTypeId, actions, objectIds, properties } = definition;
  const isObject = objectTypeId === undefined || objectTypeId === entry.objectTypeId;
  const isAction = actions.length === 0 || actions.includes(entry.action);
  const isOne = objectIds.length === 0 || (entry.objectId !== undefined && objectIds.includes(entry.objectId));
  if (!isObject || !isAction || !isOne) return null;
  if (entry.propertyChanges === undefined || properties.length === 0)
    return entry.propertyChanges === undefined ? {} : { propertyChanges: entry.propertyChanges };
  const asked = Object.entries(entry.propertyChanges).filter(([name]) => properties.includes(name));
  return asked.length === 0 && entry.action === 'UPDATE' ? null : { propertyChanges: Object.fromEntries(asked) };
}

const actions: Record<string, string> = {
  creation: 'CREATE',
  deletion: 'DELETE',
  merge: 'MERGE',
  restore: 'RESTORE',
  propertyChange: 'UPDATE',
};

/** The entries for events about objects: those of one object at once are one entry. Associations are told by who knows their types. */
export function objectEntries(events: Record<string, unknown>[]): JournalEntry[] {
  const entries = new Map<string, JournalEntry>();
  for (const event of events) {
    const [noun = '', verb = ''] = String(event.subscriptionType).split('.');
    const objectTypeId = event.objectTypeId === undefined ? findEventType(noun)?.typeId : String(event.objectTypeId);
    if (objectTypeId === undefined || event.objectId === undefined) continue;
    const objectId = Number(event.objectId);
    if (verb === 'privacyDeletion') {
      const type = 'gdpr_privacy_deletion';
      entries.set(`${objectTypeId} ${objectId} gdpr`, { type, action: 'GDPR_DELETE', objectTypeId, objectId });
      continue;
    }
    const action = actions[verb];
    if (action === undefined) continue;
    const key = `${objectTypeId} ${objectId}`;
    const known = entries.get(key) ?? { type: 'crmObject', action, objectTypeId, objectId };
    if (event.propertyName !== undefined)
      known.propertyChanges = { ...known.propertyChanges, [String(event.propertyName)]: String(event.propertyValue) };
    entries.set(key, known);
  }
  return [...entries.values()];
}
