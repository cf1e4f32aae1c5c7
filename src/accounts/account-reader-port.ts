// What the account list and the pages read: lines, filters, totals. The store room implements it.
import type { Verdict } from '../value/model.ts';
import type { Owner } from './crm.ts';

export type AccountSort = 'name' | 'value_class' | 'ltv' | 'stage' | 'coverage' | 'owner' | 'value_at_risk';

export interface AccountQuery {
  search: string | null;
  valueClass: string | null;
  stage: string | null;
  missingRole: string | null;
  ownerId: string | null;
  singleThreaded: boolean | null;
  sort: AccountSort;
  descending: boolean;
  offset: number;
  limit: number;
}

/** One line of the account list. */
export interface AccountLine {
  accountId: string;
  name: string;
  city: string | null;
  country: string | null;
  industry: string | null;
  ownerId: string | null;
  ownerName: string | null;
  valueClass: Verdict['valueClass'];
  tags: string[];
  currency: string;
  ltvMinor: number | null;
  ltvLowMinor: number | null;
  ltvHighMinor: number | null;
  stage: string | null;
  coveragePercent: number | null;
  coverageStatus: string | null;
  coverageCells: { role: string; level: 'filled' | 'weak' | 'missing' }[];
  missingRoles: string[];
  people: number;
  valueAtRiskMinor: number;
  builtAt: number | null;
}

/** Reads for pages and the API. */
export interface AccountReader {
  /** Lines of the page asked for, and totals over all that match. */
  list(
    portalId: number,
    query: AccountQuery,
  ): Promise<{
    lines: AccountLine[];
    total: number;
    /** `none` counts the accounts without a class; the query takes it too. */
    byClass: Record<string, number>;
    ltvMinor: number;
    valueAtRiskMinor: number;
  }>;
  line(portalId: number, accountId: string): Promise<AccountLine | null>;
  owners(portalId: number): Promise<Owner[]>;
}
