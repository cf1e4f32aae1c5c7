// The fake keeps the port's promises, so that what is tested with it holds over the wire too.
import { fakeCrm } from '../fakes/fake-crm.ts';
import { describeCrm } from './crm.contract.ts';

describeCrm('the fake CRM', async () => {
  const crm = fakeCrm(7);
  let lastId = 100;
  return {
    crm,
    portalId: 7,
    create: async (type, records) =>
      records.map((properties) => {
        lastId += 1;
        const id = String(lastId);
        crm.put({ type, id, properties, createdAt: lastId, updatedAt: lastId, archived: false });
        return id;
      }),
    archive: async (type, id) => crm.remove(type, id),
    associate: async ([fromType, fromId], [toType, toId]) => {
      const types = [{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null }];
      crm.associate({ fromType, fromId, toType, toId, types });
    },
    merge: async (type, { primaryId, mergedId }) => {
      crm.merge(type, mergedId, primaryId);
      return primaryId;
    },
    close: async () => undefined,
  };
});
