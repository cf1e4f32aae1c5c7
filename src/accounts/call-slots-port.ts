// How the processes that call one portal's CRM share its limit: each reports what it uses, and is told how much it may use.

export interface SlotReport {
  /** Search is limited apart from everything else. */
  kind: 'general' | 'search';
  /** The reporting process, under a name that no other has. */
  holder: string;
  /** Slots that are taken now, by calls under way and by calls that the CRM still counts. Until the answer comes it takes no more. */
  used: number;
  /** Slots it has a use for: those taken and those waited for. With 0 it leaves. */
  wanted: number;
  /** Slots of the portal for all processes together, as this process learnt it from the CRM. */
  total: number;
  /** The CRM asked for a rest that lasts so much longer, ms; 0 where it did not. */
  restMs: number;
}

export interface SlotShare {
  /** How many slots the process may have taken at once from now on. Below what it uses: it takes none until so many are over. */
  limit: number;
  /** The rest that some process was asked for, ms from now. */
  restMs: number;
}

export interface CallSlots {
  /** A share holds as long as it is renewed within `shareHoldsMs`. */
  share(portalId: number, report: SlotReport): Promise<SlotShare>;
}

/** A process that could not renew its share for so long stops calling, ms. */
export const shareHoldsMs = 6_000;
/** The share of a process that was not heard of for so long is free again: by then its last call is no longer counted, ms. */
export const shareForgottenMs = 45_000;
