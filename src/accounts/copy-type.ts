// Copies the records of one type with their associations: pages are asked for ahead, and the associations of one group are read
// while the pages of the next come in, so that the portal's limits are the only thing that is waited for.
import { allEnded } from './all-ended.ts';
import { copyAssociations, type PairRead, pairedTypes } from './copy-associations.ts';
import { type Copy, isOver, publishSync, saveStep, switchOff } from './copy-progress.ts';
import { CrmRefusedError, type MirroredType } from './crm.ts';

/** Pages between two checkpoints: associations can be read for 1,000 records in one call, records are listed 100 a page. */
const pagesPerGroup = 10;

interface Group {
  ids: string[];
  /** Where the next group starts, null after the last. */
  after: string | null;
}

export interface CopyTypeRequest {
  type: MirroredType;
  /** Asked before each group: true ends the call, with a checkpoint. */
  isTimeUp: () => boolean;
  /** Told of each group once it is complete. */
  onGroup: (ids: string[]) => Promise<void>;
}

/** From the last checkpoint until the type is complete or the time is up. @throws what the CRM throws, but for refusals. */
export async function copyType(copy: Copy, request: CopyTypeRequest): Promise<void> {
  const { type } = request;
  try {
    let after = copy.steps.get(type)?.after ?? null;
    let isLast = isOver(copy, type);
    let finishing: Promise<void> = Promise.resolve();
    while (!isLast && !request.isTimeUp()) {
      const reading = readGroup(copy, type, after);
      await allEnded<unknown>([reading, finishing]);
      const group = await reading;
      after = group.after;
      isLast = after === null;
      finishing = finishGroup(copy, request, group);
    }
    await finishing;
  } catch (error) {
    if (!(error instanceof CrmRefusedError)) throw error;
    await switchOff(copy, { step: type, refusal: error });
  }
}

/** One checkpoint's worth of pages; the next is asked for while one is kept. */
async function readGroup({ context }: Copy, type: MirroredType, from: string | null): Promise<Group> {
  const { crm, stores, portal } = context;
  const ids: string[] = [];
  let page = await crm.listRecords({ type, after: from });
  for (let count = 1; ; count += 1) {
    ids.push(...page.records.map((record) => record.id));
    const keeping = stores.mirror.upsertRecords(portal.portalId, page.records);
    if (page.after === null || count === pagesPerGroup) {
      await keeping;
      return { ids, after: page.after };
    }
    const next = crm.listRecords({ type, after: page.after });
    await allEnded<unknown>([keeping, next]);
    page = await next;
  }
}

/** The associations of a group's records, then its checkpoint. */
async function finishGroup(copy: Copy, { type, onGroup }: CopyTypeRequest, { ids, after }: Group): Promise<void> {
  await allEnded(pairedTypes(type).map((toType) => copyPair(copy, { fromType: type, toType, fromIds: ids })));
  const count = (copy.steps.get(type)?.count ?? 0) + ids.length;
  await saveStep(copy, { step: type, state: after === null ? 'done' : 'running', after, count });
  await onGroup(ids);
  await publishSync(copy.context);
}

async function copyPair(copy: Copy, read: PairRead): Promise<void> {
  const step = `${read.fromType}>${read.toType}`;
  const known = copy.steps.get(step);
  if (known?.state === 'unavailable' || read.fromIds.length === 0) return;
  const answer = await copyAssociations(copy.context, read);
  if ('refusal' in answer) await switchOff(copy, { step, refusal: answer.refusal });
  else await saveStep(copy, { step, state: 'done', count: (known?.count ?? 0) + answer.count });
}
