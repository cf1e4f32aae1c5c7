// The adapter keeps the port's promises against the sandbox portal, which shares no code with it.
import { z } from 'zod';
import { createCallBudget } from '../../src/hubspot/call-budget.ts';
import { createHubspotCrm } from '../../src/hubspot/hubspot-crm.ts';
import { objects, startPortal } from '../sandbox/start-portal.ts';
import { describeCrm } from './crm.contract.ts';

const createdSchema = z.object({ results: z.array(z.object({ id: z.string() })) });
const idSchema = z.object({ id: z.string() });
/** So that no test waits for a slot; how the budget keeps to HubSpot's limits is tested by itself. */
const plenty = { calls: 100_000, windowMs: 1_000 };

describeCrm('the adapter on the sandbox portal', async () => {
  const portal = await startPortal();
  const { url, accessToken, portalId } = portal.sandbox;
  const crm = createHubspotCrm({
    baseUrl: url,
    accessToken: async () => accessToken,
    portalId,
    budget: createCallBudget(Date.now, { general: plenty, search: plenty }),
  });
  return {
    crm,
    portalId,
    create: async (type, records) => {
      const ids: string[] = [];
      for (let start = 0; start < records.length; start += 100) {
        const inputs = records.slice(start, start + 100).map((properties) => ({ properties }));
        const { body } = await portal.post(`${objects}/${type}/batch/create`, { inputs });
        ids.push(...createdSchema.parse(body).results.map(({ id }) => id));
      }
      return ids;
    },
    archive: async (type, id) => void (await portal.remove(`${objects}/${type}/${id}`)),
    associate: async ([fromType, fromId], [toType, toId]) =>
      void (await portal.put(`${objects}/${fromType}/${fromId}/associations/default/${toType}/${toId}`, {})),
    merge: async (type, { primaryId, mergedId }) => {
      const ids = { primaryObjectId: primaryId, objectIdToMerge: mergedId };
      return idSchema.parse((await portal.post(`${objects}/${type}/merge`, ids)).body).id;
    },
    close: () => portal.stop(),
  };
});
