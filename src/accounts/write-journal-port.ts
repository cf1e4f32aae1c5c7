// The journal of everything that was written into the CRM, and the values last written; the store room implements it.

export type WrittenType = 'companies' | 'contacts' | 'deals';

export interface JournalRow {
  runId: string;
  type: WrittenType;
  objectId: string;
  accountId: string;
  property: string;
  before: string | null;
  after: string;
  reason: string;
  outcome: 'written' | 'failed';
  failure: string | null;
  at: number;
}

export interface AttemptedValue {
  objectId: string;
  property: string;
  value: string;
}

export interface WriteJournal {
  /** What was last written successfully, by object and property. */
  lastWritten(portalId: number, type: WrittenType, ids: string[]): Promise<Map<string, Record<string, string>>>;
  /** Keeps what is about to be sent, until its answer is kept: an answer may be lost, and so may this process. */
  attempt(portalId: number, type: WrittenType, values: AttemptedValue[]): Promise<void>;
  /**
   * By object: values that may stand in the CRM though they are not the last written. Sent without an answer, or written to a record
   * that was merged into this one since.
   */
  mayBeOurs(portalId: number, type: WrittenType, ids: string[]): Promise<Map<string, AttemptedValue[]>>;
  /** Appends rows; rows with outcome `written` become the last written values, in one transaction. */
  append(portalId: number, rows: JournalRow[]): Promise<void>;
  ofAccount(portalId: number, accountId: string, limit: number): Promise<JournalRow[]>;
  /** Rows of one run, in the order in which they were written. */
  ofRun(
    portalId: number,
    runId: string,
    page: { offset: number; limit: number },
  ): Promise<{ rows: JournalRow[]; total: number }>;
  counts(portalId: number): Promise<{ written: number; failed: number; lastAt: number | null }>;
  /** The property was made anew in the portal, so that what it held before is gone. */
  forgetProperty(portalId: number, type: WrittenType, property: string): Promise<void>;
}
