// The CRM as the use cases see it: records, associations, writes. The hubspot room implements it against HubSpot's wire.

/** The objects that are mirrored, by HubSpot's plural names. */
export const mirroredTypes = [
  'companies',
  'contacts',
  'deals',
  'line_items',
  'tickets',
  'meetings',
  'calls',
  'emails',
] as const;
export type MirroredType = (typeof mirroredTypes)[number];

/** The properties that are read of each object; metadata of engagements only, never their contents. */
export const mirroredProperties: Record<MirroredType, readonly string[]> = {
  companies: [
    'name',
    'domain',
    'industry',
    'numberofemployees',
    'annualrevenue',
    'city',
    'country',
    'hubspot_owner_id',
    'hs_parent_company_id',
    'createdate',
  ],
  contacts: [
    'firstname',
    'lastname',
    'email',
    'jobtitle',
    'phone',
    'mobilephone',
    'department',
    'hs_seniority',
    'hs_buying_role',
    'hubspot_owner_id',
    'associatedcompanyid',
    'hs_email_hard_bounce_reason_enum',
    'createdate',
    // Only the sandbox portal has it: who was made up to fill the sample. HubSpot passes over names that it does not know.
    'sandbox_made_up',
  ],
  deals: [
    'dealname',
    'amount',
    'amount_in_home_currency',
    'deal_currency_code',
    'hs_exchange_rate',
    'dealstage',
    'pipeline',
    'dealtype',
    'closedate',
    'createdate',
    'hs_is_closed',
    'hs_is_closed_won',
    'hs_deal_stage_probability',
    'hs_primary_associated_company',
    'hubspot_owner_id',
  ],
  line_items: [
    'name',
    'price',
    'quantity',
    'amount',
    'hs_cost_of_goods_sold',
    'hs_discount_percentage',
    'discount',
    'hs_product_id',
    'hs_sku',
    'hs_recurring_billing_period',
    // The sandbox portal's; a portal may have one of this name too.
    'product_category',
  ],
  tickets: ['hs_pipeline_stage', 'hs_ticket_priority', 'hs_ticket_category', 'createdate', 'closed_date'],
  meetings: ['hs_meeting_start_time', 'hs_meeting_end_time', 'hs_meeting_outcome', 'hubspot_owner_id', 'hs_timestamp'],
  calls: ['hs_timestamp', 'hs_call_duration', 'hs_call_direction', 'hs_call_disposition', 'hubspot_owner_id'],
  emails: ['hs_timestamp', 'hs_email_direction', 'hs_email_status', 'hubspot_owner_id'],
};

/** The association pairs that are mirrored, in the direction in which they are read. */
export const mirroredPairs: readonly (readonly [MirroredType, MirroredType])[] = [
  ['contacts', 'companies'],
  ['contacts', 'contacts'],
  ['companies', 'companies'],
  ['deals', 'companies'],
  ['deals', 'contacts'],
  ['deals', 'line_items'],
  ['tickets', 'companies'],
  ['meetings', 'contacts'],
  ['calls', 'contacts'],
  ['emails', 'contacts'],
];

export interface CrmRecord {
  type: MirroredType;
  id: string;
  /** HubSpot's wire form: every value is text or null. */
  properties: Record<string, string | null>;
  createdAt: number;
  updatedAt: number;
  archived: boolean;
}

interface AssociationType {
  category: string;
  typeId: number;
  label: string | null;
}

export interface Association {
  fromType: MirroredType;
  fromId: string;
  toType: MirroredType;
  toId: string;
  types: AssociationType[];
}

export interface PortalDetails {
  portalId: number;
  name: string;
  timeZone: string;
  currency: string;
  uiDomain: string;
  /** True for the sandbox portal, which says so on every page. */
  sample: boolean;
}

export interface Owner {
  ownerId: string;
  name: string;
  email: string | null;
  archived: boolean;
}

export interface RecordPage {
  records: CrmRecord[];
  /** Where the next page starts, null after the last. */
  after: string | null;
}

export interface RecordRead {
  /** By requested id. A merged record answers with the survivor, whose id differs from the one asked for. */
  found: { requestedId: string; record: CrmRecord }[];
  missing: string[];
}

export interface PropertyWrite {
  id: string;
  properties: Record<string, string>;
}

/** A property that was left out so that the others of its record could be written. */
export interface PropertyRefusal {
  property: string;
  category: string;
  /** HubSpot's own words. */
  reason: string;
}

export type WriteResult =
  | { id: string; outcome: 'written'; refused?: PropertyRefusal[] }
  | { id: string; outcome: 'failed'; category: string; reason: string; retryable: boolean };

export interface TaskDraft {
  /** Unique: a task with this key is made once. */
  key: string;
  subject: string;
  body: string;
  dueAt: number;
  ownerId: string | null;
  companyId: string;
}

export type TaskState = 'open' | 'completed';

/** One portal's CRM. Every call stays within the portal's limits and may wait for them. */
export interface Crm {
  readPortal(): Promise<PortalDetails>;
  listOwners(): Promise<Owner[]>;
  listRecords(request: { type: MirroredType; after: string | null }): Promise<RecordPage>;
  readRecords(request: { type: MirroredType; ids: string[] }): Promise<RecordRead>;
  /** How many present records there are, as the CRM's index knows it: some seconds old. */
  countRecords(type: MirroredType): Promise<number>;
  /**
   * Records changed at or after `since` (epoch ms), as the index knows them, in the order of their ids: those that follow `afterId`.
   * An empty answer is the end. Archived records, and changes of associations, are not told of.
   */
  listChanged(request: { type: MirroredType; since: number; afterId: string | null }): Promise<CrmRecord[]>;
  /** Which of these are archived, and so may come back; the others are there or gone for good. */
  archivedAmong(request: { type: MirroredType; ids: string[] }): Promise<string[]>;
  readAssociations(request: {
    fromType: MirroredType;
    toType: MirroredType;
    fromIds: string[];
  }): Promise<Association[]>;
  /** Batches of any length; one result a row, in the order given. */
  writeProperties(request: { type: 'companies' | 'contacts' | 'deals'; rows: PropertyWrite[] }): Promise<WriteResult[]>;
  /** Groups and properties of the manifest: made where missing, adopted where there, options merged. */
  provision(manifest: import('./manifest.ts').Manifest): Promise<ProvisionReport>;
  createTask(task: TaskDraft): Promise<{ taskId: string; created: boolean }>;
  /** Completes the task with this key if it is still open, or opens it again if it is completed. */
  setTaskState(request: { key: string; state: TaskState }): Promise<'set' | 'unchanged' | 'absent'>;
  /** What the portal holds now, by the id asked for; records that are archived, merged away or unknown are left out, and properties that it lacks. */
  readProperties(request: {
    type: 'companies' | 'contacts' | 'deals';
    ids: string[];
    properties: readonly string[];
  }): Promise<Map<string, Record<string, string | null>>>;
  /** Archives the manifest's properties and, where it is then empty, their group. What is not there counts as removed. */
  removeProvisioned(manifest: import('./manifest.ts').Manifest): Promise<RemovalReport>;
}

export interface RemovalReport {
  removed: string[];
  notRemoved: { name: string; reason: string }[];
}

export interface ProvisionReport {
  created: string[];
  adopted: string[];
  failed: { name: string; reason: string }[];
}

/** The portal's access is gone: the token was revoked or the app uninstalled. */
export class PortalDisconnectedError extends Error {
  override name = 'PortalDisconnectedError';
}

/** The CRM could not be asked now (limits, outage, time-out); asking again later is right. */
export class CrmUnavailableError extends Error {
  override name = 'CrmUnavailableError';
  readonly retryAfterMs: number;
  constructor(message: string, options: { retryAfterMs: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The CRM refused a request for good (scope, validation, unknown object); asking again changes nothing. */
export class CrmRefusedError extends Error {
  override name = 'CrmRefusedError';
  readonly status: number;
  readonly category: string;
  constructor(message: string, options: { status: number; category: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.category = options.category;
  }
}
