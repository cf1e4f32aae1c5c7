// Reads the association pairs of some records anew and replaces what the mirror knows of them.
import { type Association, CrmRefusedError, type MirroredType, mirroredPairs } from './crm.ts';
import type { SyncContext } from './sync-context.ts';

export interface PairRead {
  fromType: MirroredType;
  toType: MirroredType;
  fromIds: string[];
}

/** The types whose association from `fromType` is mirrored. */
export function pairedTypes(fromType: MirroredType): MirroredType[] {
  return mirroredPairs.filter(([from]) => from === fromType).map(([, to]) => to);
}

/** Returns how many associations there are, or the refusal where the portal does not give this pair. */
export async function copyAssociations(
  { crm, stores, portal }: SyncContext,
  read: PairRead,
): Promise<{ count: number } | { refusal: CrmRefusedError }> {
  let associations: Association[];
  try {
    associations = await crm.readAssociations(read);
  } catch (error) {
    if (error instanceof CrmRefusedError) return { refusal: error };
    throw error;
  }
  await stores.mirror.replaceAssociations(portal.portalId, read, associations);
  return { count: associations.length };
}
