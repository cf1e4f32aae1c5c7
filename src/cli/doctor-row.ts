// What `quorum doctor` says of one thing it looked at.

export interface DoctorRow {
  name: string;
  isOk: boolean;
  /** What was found; never a secret. */
  finding: string;
  /** What to do, where something is wrong. */
  mend?: string;
}
