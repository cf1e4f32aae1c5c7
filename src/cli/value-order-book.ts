// The rows of an orders file, column by column in typed arrays so that millions fit, handed out as one ledger an account.
import type { AccountLedger, Contribution, ContributionKind } from '../value/model.ts';
import { dayMs } from '../value/purchase-history.ts';

export interface OrderRow {
  line: number;
  accountId: string;
  day: number;
  /** Minor units, signed as contributions are. */
  amountMinor: number;
  /** Cost of the goods, minor units, positive; null where unknown. */
  costMinor: number | null;
  kind: ContributionKind;
  product: string | null;
}

const CAPACITY_START = 4096;
/** Days at or below this are codes for dates that can be read in two ways; no real date is a million days before 1970. */
export const CODED_DAY_MAX = -1_000_000;
/** A row whose date proved to be none: later than any horizon, so that no ledger holds it. */
const NEVER = 2_147_483_647;

export class OrderBook {
  private readonly accounts = new Map<string, number>();
  private readonly kinds: ContributionKind[] = [];
  private readonly products: (string | null)[] = [];
  private readonly productIndex = new Map<string | null, number>();
  private account = new Int32Array(CAPACITY_START);
  private line = new Int32Array(CAPACITY_START);
  private day = new Int32Array(CAPACITY_START);
  private amount = new Float64Array(CAPACITY_START);
  private cost = new Float64Array(CAPACITY_START);
  private kind = new Uint8Array(CAPACITY_START);
  private product = new Int32Array(CAPACITY_START);
  private grouped: { starts: Int32Array; rows: Int32Array } | null = null;
  size = 0;

  add(row: OrderRow): void {
    if (this.size === this.account.length) this.grow();
    const at = this.size;
    this.account[at] = indexOf(this.accounts, row.accountId);
    this.line[at] = row.line;
    this.day[at] = row.day;
    this.amount[at] = row.amountMinor;
    this.cost[at] = row.costMinor ?? Number.NaN;
    this.kind[at] = this.kindIndex(row.kind);
    this.product[at] = this.productOf(row.product);
    this.size += 1;
    this.grouped = null;
  }

  /** Replaces days that were kept as codes until the whole column had been read; rows without such a day are named. */
  resolveDays(dayOf: (code: number) => number | null): { line: number }[] {
    const unresolved: { line: number }[] = [];
    for (let row = 0; row < this.size; row += 1) {
      const code = this.day[row] ?? 0;
      const day = code <= CODED_DAY_MAX ? dayOf(code) : code;
      if (day === null) unresolved.push({ line: this.line[row] ?? 0 });
      this.day[row] = day ?? NEVER;
    }
    return unresolved;
  }

  lineOf(row: number): number {
    return this.line[row] ?? 0;
  }

  /** Replaces the sizes of a row's amount and cost once its column has been read; their signs stay. */
  setMoney(row: number, { amountMinor, costMinor }: { amountMinor: number | null; costMinor: number | null }): void {
    if (amountMinor !== null) this.amount[row] = Math.sign(this.amount[row] ?? 1) * Math.abs(amountMinor);
    if (costMinor !== null) this.cost[row] = costMinor;
  }

  /** The newest day not after `limit`, and the lines of the rows after it. */
  newestDay(limit: number): { day: number | null; linesAfter: number[] } {
    let day: number | null = null;
    const linesAfter: number[] = [];
    for (let row = 0; row < this.size; row += 1) {
      const at = this.day[row] ?? NEVER;
      if (at === NEVER) continue;
      if (at > limit) linesAfter.push(this.line[row] ?? 0);
      else if (day === null || at > day) day = at;
    }
    return { day, linesAfter };
  }

  /** Ledgers of all accounts in the order of their first row, with rows up to `lastDay`; accounts without one are empty. */
  *ledgers(currency: string, lastDay: number): Generator<AccountLedger> {
    const { starts, rows } = this.groupRows();
    for (const [accountId, index] of this.accounts) {
      const contributions: Contribution[] = [];
      for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) {
        const row = rows[at] ?? 0;
        if ((this.day[row] ?? 0) <= lastDay) this.addContributions(contributions, row, { accountId, currency });
      }
      yield { accountId, contributions, openDeals: [] };
    }
  }

  /** Pairs of lines that say exactly the same, the later beside the earlier. */
  *duplicates(): Generator<{ line: number; sameAs: number }> {
    const { starts, rows } = this.groupRows();
    for (let index = 0; index < this.accounts.size; index += 1) {
      const seen = new Map<string, number>();
      for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at += 1) {
        const row = rows[at] ?? 0;
        const key = `${this.day[row]}/${this.amount[row]}/${this.cost[row]}/${this.kind[row]}/${this.product[row]}`;
        const earlier = seen.get(key);
        if (earlier === undefined) seen.set(key, row);
        else yield { line: this.line[row] ?? 0, sameAs: this.line[earlier] ?? 0 };
      }
    }
  }

  private addContributions(
    list: Contribution[],
    row: number,
    { accountId, currency }: { accountId: string; currency: string },
  ): void {
    const shared = {
      accountId,
      date: (this.day[row] ?? 0) * dayMs,
      currency,
      source: { type: 'row', id: String(this.line[row]) },
      grade: 'measured' as const,
      product: this.products[this.product[row] ?? 0] ?? null,
    };
    list.push({ ...shared, kind: this.kinds[this.kind[row] ?? 0] ?? 'order', amountMinor: this.amount[row] ?? 0 });
    const cost = this.cost[row] ?? Number.NaN;
    if (!Number.isNaN(cost)) list.push({ ...shared, kind: 'cost_of_goods', amountMinor: -cost });
  }

  /** A counting sort by account; rows of an account stay in file order. */
  private groupRows(): { starts: Int32Array; rows: Int32Array } {
    if (this.grouped !== null) return this.grouped;
    const starts = new Int32Array(this.accounts.size + 1);
    for (let row = 0; row < this.size; row += 1) {
      const next = (this.account[row] ?? 0) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
    for (let index = 1; index < starts.length; index += 1)
      starts[index] = (starts[index] ?? 0) + (starts[index - 1] ?? 0);
    const cursor = starts.slice();
    const rows = new Int32Array(this.size);
    for (let row = 0; row < this.size; row += 1) {
      const index = this.account[row] ?? 0;
      rows[cursor[index] ?? 0] = row;
      cursor[index] = (cursor[index] ?? 0) + 1;
    }
    this.grouped = { starts, rows };
    return this.grouped;
  }

  private kindIndex(kind: ContributionKind): number {
    const known = this.kinds.indexOf(kind);
    return known === -1 ? this.kinds.push(kind) - 1 : known;
  }

  private productOf(product: string | null): number {
    const known = this.productIndex.get(product);
    if (known !== undefined) return known;
    this.productIndex.set(product, this.products.length);
    return this.products.push(product) - 1;
  }

  private grow(): void {
    const length = this.account.length * 2;
    const wider = <T extends { set(from: T): void }>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.account = wider(new Int32Array(length), this.account);
    this.line = wider(new Int32Array(length), this.line);
    this.day = wider(new Int32Array(length), this.day);
    this.amount = wider(new Float64Array(length), this.amount);
    this.cost = wider(new Float64Array(length), this.cost);
    this.kind = wider(new Uint8Array(length), this.kind);
    this.product = wider(new Int32Array(length), this.product);
  }
}

function indexOf(index: Map<string, number>, key: string): number {
  const known = index.get(key);
  if (known !== undefined) return known;
  index.set(key, index.size);
  return index.size - 1;
}
