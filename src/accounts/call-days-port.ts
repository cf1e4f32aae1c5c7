// Own calls to HubSpot by day, kept over restarts: HubSpot certifies apps by their share of errors.

export interface CallCount {
  /** UTC day, `2026-11-24`. */
  day: string;
  /** HTTP status; `timeout` and `network` where no answer came. */
  status: string;
  /** Whether the answer counts as an error: 400 and above, but not where the caller asked whether something exists. */
  isError: boolean;
  /** Of a 429, HubSpot's policyName; empty otherwise. */
  policy: string;
  /** What was asked, without ids: `POST objects /companies/batch/update`; named for errors only. */
  what: string;
  count: number;
}

export interface CallDays {
  /** Adds to what is kept. */
  add(portalId: number, counts: CallCount[]): Promise<void>;
  /** From that day on, newest first. */
  since(portalId: number, day: string): Promise<CallCount[]>;
}
