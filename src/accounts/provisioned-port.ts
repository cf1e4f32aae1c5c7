// What the portal took of what the manifest lists, as it was found when the portal was connected last.

export interface ProvisionedItem {
  /** For example `companies.quorum_ltv`, `contacts group quorum`, `contacts/deals label quorum_decider`. */
  name: string;
  state: 'created' | 'adopted' | 'failed';
  /** Why it is missing. */
  reason: string | null;
}

export interface Provisioned {
  /** Replaces what was known. */
  save(portalId: number, items: ProvisionedItem[], at: number): Promise<void>;
  list(portalId: number): Promise<{ items: ProvisionedItem[]; at: number | null }>;
}
