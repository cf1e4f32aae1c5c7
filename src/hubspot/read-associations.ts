// Reads associations with their labels, a thousand from-records a call, each record's further pages after that.
import type { Association, MirroredType } from '../accounts/crm.ts';
import type { HubspotApi } from './hubspot-api.ts';
import { inBatches } from './in-batches.ts';
import { readCompletely } from './read-completely.ts';
import { afterOf, associationBatchSchema } from './wire-schemas.ts';

const batchMax = 1_000;
/** Pages of one record; HubSpot gives about 500 a page, and caps associations of a record at 10,000 to 50,000. */
const roundsMax = 200;

interface Request {
  fromType: MirroredType;
  toType: MirroredType;
  fromIds: string[];
}

/** From-records without associations simply have none in the answer. */
export async function readAssociations(api: HubspotApi, request: Request): Promise<Association[]> {
  const fromIds = [...new Set(request.fromIds)];
  const batches = await inBatches(fromIds, batchMax, (batch) => readBatch(api, { ...request, fromIds: batch }));
  return batches.flat();
}

async function readBatch(api: HubspotApi, { fromType, toType, fromIds }: Request): Promise<Association[]> {
  const associations: Association[] = [];
  let inputs: { id: string; after?: string }[] = fromIds.map((id) => ({ id }));
  for (let round = 0; inputs.length > 0 && round < roundsMax; round += 1) {
    const body = { inputs };
    const path = `/${fromType}/${toType}/batch/read`;
    // Answers 207 name the from-records that have none among their errors.
    const { results } = await readCompletely(`associations of ${fromType}`, () =>
      api.call({ method: 'POST', resource: 'associations', path, body }, associationBatchSchema),
    );
    for (const { from, to } of results) {
      for (const { toObjectId, associationTypes } of to) {
        associations.push({ fromType, fromId: from.id, toType, toId: toObjectId, types: associationTypes });
      }
    }
    inputs = results.flatMap(({ from, paging }) => {
      const after = afterOf(paging);
      return after === null ? [] : [{ id: from.id, after }];
    });
  }
  return associations;
}
