// What some accounts' records should hold and what of it is to be written, as far as Quorum knows by itself.
import { desiredObjects } from './desired-properties.ts';
import { type DesiredObject, type PlannedWrite, planWrite } from './plan-writes.ts';
import { ownProperties, sameValue } from './same-value.ts';
import type { SyncContext } from './sync-context.ts';
import type { WrittenType } from './write-journal-port.ts';
import type { Withheld } from './write-runs-port.ts';

export const writtenTypes: readonly WrittenType[] = ['companies', 'contacts', 'deals'];

export interface TypePlan {
  type: WrittenType;
  /** Every record of the accounts, by id. */
  desired: Map<string, DesiredObject>;
  planned: PlannedWrite[];
  last: Map<string, Record<string, string>>;
  withheld: Map<string, Withheld[]>;
}

/** One plan a type, companies first: their tasks and stamps speak of the others. */
export async function planAccounts(context: SyncContext, accountIds: string[]): Promise<TypePlan[]> {
  const desired = await desiredOf(context, accountIds);
  const missing = await missingProperties(context);
  const plans: TypePlan[] = [];
  for (const type of writtenTypes) {
    const objects = desired.filter((object) => object.type === type);
    plans.push(await planType(context, { type, objects, missing: missing[type] }));
  }
  return plans;
}

async function planType(
  context: SyncContext,
  { type, objects, missing }: { type: WrittenType; objects: DesiredObject[]; missing: ReadonlySet<string> },
): Promise<TypePlan> {
  const { stores, portal, now } = context;
  const ids = objects.map((object) => object.id);
  const [last, withheld] = await Promise.all([
    stores.journal.lastWritten(portal.portalId, type, ids),
    stores.withheld.ofObjects(portal.portalId, type, ids).then((rows) => stillTheirs(context, type, rows)),
  ]);
  const stampedAt = now();
  const planned = objects.flatMap(
    (object) =>
      planWrite({
        desired: object,
        last: last.get(object.id) ?? {},
        withheld: withheld.get(object.id) ?? [],
        missing,
        stampedAt,
      }) ?? [],
  );
  return { type, desired: new Map(objects.map((object) => [object.id, object])), planned, last, withheld };
}

/** A merge may become known only after its survivor's values were taken for a person's: those that are ours are withheld no more. */
async function stillTheirs(
  { stores, portal, manifest }: SyncContext,
  type: WrittenType,
  withheld: Map<string, Withheld[]>,
): Promise<Map<string, Withheld[]>> {
  if (withheld.size === 0) return withheld;
  const { kindOf } = ownProperties(manifest);
  const ours = await stores.journal.mayBeOurs(portal.portalId, type, [...withheld.keys()]);
  const isOurs = ({ objectId, property, why, theirs }: Withheld) =>
    why === 'by_hand' &&
    (ours.get(objectId) ?? []).some(
      (sent) => sent.property === property && sameValue(kindOf(type, property), theirs, sent.value),
    );
  return new Map([...withheld].map(([id, rows]) => [id, rows.filter((row) => !isOurs(row))]));
}

/** What the portal did not take when it was connected is not sent: each try would be an error of ours. */
async function missingProperties({ stores, portal }: SyncContext): Promise<Record<WrittenType, ReadonlySet<string>>> {
  const { items } = await stores.provisioned.list(portal.portalId);
  const of = (type: WrittenType) =>
    new Set(
      items.flatMap(({ name, state }) =>
        state === 'failed' && name.startsWith(`${type}.`) ? [name.slice(type.length + 1)] : [],
      ),
    );
  return { companies: of('companies'), contacts: of('contacts'), deals: of('deals') };
}

async function desiredOf(context: SyncContext, accountIds: string[]): Promise<DesiredObject[]> {
  const { stores, portal } = context;
  const maps = await stores.results.loadMaps(portal.portalId, accountIds);
  const desired: DesiredObject[] = [];
  for (const map of maps) {
    const value = await stores.results.loadValue(portal.portalId, map.accountId);
    desired.push(...desiredObjects({ map, value }));
  }
  return ofTheirHomes(context, desired);
}

/** A person of two companies stands on two maps: what is written is what the primary company's map says, so that it never flaps. */
async function ofTheirHomes({ stores, portal }: SyncContext, desired: DesiredObject[]): Promise<DesiredObject[]> {
  const idsOf = (type: WrittenType) => desired.filter((object) => object.type === type).map((object) => object.id);
  const homes = {
    contacts: await stores.mirror.homeAccounts(portal.portalId, 'contacts', idsOf('contacts')),
    deals: await stores.mirror.homeAccounts(portal.portalId, 'deals', idsOf('deals')),
  };
  return desired.filter(
    ({ type, id, accountId }) => type === 'companies' || (homes[type].get(id) ?? accountId) === accountId,
  );
}
