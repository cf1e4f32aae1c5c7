// Reads an orders file: finds its columns, settles its dates and currencies, sets aside what it cannot read and says why.
import { type ContributionKind, contributionKinds, serveKinds } from '../value/model.ts';
import { minorPerMajor } from '../value/money.ts';
import { readAmount } from './value-amount.ts';
import { type DateOrder, dayInOrder, isoDay, readDate } from './value-dates.ts';
import { lineList } from './value-lines.ts';
import { CODED_DAY_MAX, OrderBook } from './value-order-book.ts';
import { PointReadings } from './value-points.ts';
import { readRows, type TableRow } from './value-table-source.ts';

export interface ReadOrdersOptions {
  /** Currency of amounts without one, and of the results. */
  currency: string | null;
  /** Units of `currency` for one unit of another. */
  rates: Record<string, number>;
  dateOrder: DateOrder | null;
  /** Rows after this day are set aside. */
  lastDay: number;
  progress: (message: string) => void;
}

export interface ReadOrders {
  book: OrderBook;
  currency: string;
  newestDay: number;
  /** What was set aside or looks odd, one line each. */
  notes: string[];
}

export type ReadOrdersResult = { ok: true; orders: ReadOrders } | { ok: false; message: string };

const columnNames = {
  account: [
    'account_id',
    'account',
    'accountid',
    'customer_id',
    'customer',
    'customerid',
    'company_id',
    'company',
    'client',
    'mã_khách_hàng',
    'mã_khách',
    'khách_hàng',
  ],
  date: [
    'date',
    'order_date',
    'orderdate',
    'invoice_date',
    'invoicedate',
    'close_date',
    'closedate',
    'ngày',
    'ngày_đặt',
  ],
  amount: ['amount', 'value', 'total', 'revenue', 'sales', 'profit', 'số_tiền', 'doanh_thu', 'thành_tiền'],
  cost: ['cost', 'cogs', 'cost_of_goods', 'chi_phí', 'giá_vốn'],
  currency: ['currency', 'currency_code', 'deal_currency_code', 'tiền_tệ', 'loại_tiền'],
  kind: ['kind', 'type', 'loại'],
  product: ['product', 'product_family', 'family', 'sản_phẩm'],
} as const;
type Column = keyof typeof columnNames;

const EXAMPLES_MAX = 5;
const PROGRESS_ROWS = 250_000;
/** Minor units beyond this are no longer exact. */
const MINOR_MAX = 1e15;
const noRows = 'The file has a header and no row below it. Add the orders, one a line, and run again.';

export async function readOrders(file: string, options: ReadOrdersOptions): Promise<ReadOrdersResult> {
  let reader: OrderReader | null = null;
  for await (const row of readRows(file)) {
    if (reader === null) {
      const columns = findColumns(row.cells);
      if ('missing' in columns) return { ok: false, message: missingColumns(columns.missing, row.cells) };
      reader = new OrderReader(columns, options);
    } else {
      reader.read(row);
    }
  }
  if (reader === null)
    return {
      ok: false,
      message: 'The file is empty. It needs a header with account_id, date, amount and at least one row.',
    };
  return reader.finish();
}

type Columns = Record<Column, number>;

function findColumns(header: readonly string[]): Columns | { missing: Column[] } {
  const names = header.map((name) =>
    name
      .normalize('NFC')
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const find = (column: Column): number =>
    columnNames[column].map((name) => names.indexOf(name)).find((at) => at >= 0) ?? -1;
  const columns: Columns = {
    account: find('account'),
    date: find('date'),
    amount: find('amount'),
    cost: find('cost'),
    currency: find('currency'),
    kind: find('kind'),
    product: find('product'),
  };
  const missing = (['account', 'date', 'amount'] as const).filter((column) => columns[column] < 0);
  return missing.length > 0 ? { missing } : columns;
}

function missingColumns(missing: readonly Column[], header: readonly string[]): string {
  const wanted = missing.map((column) => columnNames[column][0]).join(', ');
  return `The file has no column ${wanted}; its first line holds ${header.join(', ')}. Name the columns account_id, date, amount (and, where known, cost, currency, kind, product).`;
}

class OrderReader {
  private readonly book = new OrderBook();
  private readonly refused = new Map<string, number[]>();
  private readonly currencies = new Map<string, number>();
  private readonly points = new PointReadings();
  private readonly dateEvidence = { dmy: [] as number[], mdy: [] as number[], either: [] as number[] };
  private readonly columns: Columns;
  private readonly options: ReadOrdersOptions;
  private currency: string | null;
  private rows = 0;

  constructor(columns: Columns, options: ReadOrdersOptions) {
    this.columns = columns;
    this.options = options;
    this.currency = options.currency;
  }

  read(row: TableRow): void {
    this.rows += 1;
    if (this.rows % PROGRESS_ROWS === 0) this.options.progress(`${this.rows.toLocaleString('en')} rows read`);
    const refusal = this.take(row);
    if (refusal !== null) this.refuse(refusal, row.line);
  }

  /** Null, or why the row cannot be used. */
  private take({ line, cells }: TableRow): string | null {
    const accountId = this.cell(cells, 'account');
    if (accountId === '') return 'no account';
    const day = this.dayCode(this.cell(cells, 'date'), line);
    if (day === null) return 'the date cannot be read';
    const amount = readAmount(this.cell(cells, 'amount'));
    if (amount === null) return 'the amount is no number';
    const costText = this.cell(cells, 'cost');
    const cost = costText === '' ? null : readAmount(costText);
    if (costText !== '' && cost === null) return 'the cost is no number';
    const kind = kindOf(this.cell(cells, 'kind'), amount.value);
    if (kind === null) return `the kind is none of ${contributionKinds.join(', ')}`;
    const factor = this.minorFactor(this.cell(cells, 'currency').toUpperCase());
    const amountMinor = signed(kind, Math.round(amount.value * factor));
    const costMinor = cost === null ? null : Math.round(cost.value * factor);
    if (Math.abs(amountMinor) > MINOR_MAX || Math.abs(costMinor ?? 0) > MINOR_MAX) return 'the amount is too large';
    const product = this.cell(cells, 'product');
    this.points.see(this.book.size, { amount, cost, factor });
    this.book.add({ line, accountId, day, amountMinor, costMinor, kind, product: product === '' ? null : product });
    return null;
  }

  finish(): ReadOrdersResult {
    if (this.rows === 0) return { ok: false, message: noRows };
    const foreign = this.foreignCurrencies();
    if (foreign !== null) return { ok: false, message: foreign };
    const dates = this.settleDates();
    if (dates !== null) return { ok: false, message: dates };
    const { day, linesAfter } = this.book.newestDay(this.options.lastDay);
    if (linesAfter.length > 0) this.refused.set(`dated after ${isoDay(this.options.lastDay)}`, linesAfter);
    const notes = [...this.refused].map(([reason, lines]) => `${lineList(lines)} set aside: ${reason}.`);
    notes.push(...this.points.settle(this.book, minorPerMajor(this.currency ?? 'USD')));
    if (day === null)
      return { ok: false, message: ['No row can be used.', ...notes, 'Mend the rows named and run again.'].join(' ') };
    const duplicates = [...this.book.duplicates()];
    if (duplicates.length > 0) notes.push(duplicateNote(duplicates));
    if (notes.length > 0)
      notes.push(
        `${(this.rows - this.refusedRows()).toLocaleString('en')} of ${this.rows.toLocaleString('en')} rows are used.`,
      );
    return { ok: true, orders: { book: this.book, currency: this.currency ?? 'USD', newestDay: day, notes } };
  }

  private cell(cells: readonly string[], column: Column): string {
    return cells[this.columns[column]] ?? '';
  }

  private refuse(reason: string, line: number): void {
    const lines = this.refused.get(reason);
    if (lines === undefined) this.refused.set(reason, [line]);
    else lines.push(line);
  }

  private refusedRows(): number {
    return [...this.refused.values()].reduce((sum, lines) => sum + lines.length, 0);
  }

  /** The day, or a code below CODED_DAY_MAX for a date whose order the column has yet to show. */
  private dayCode(text: string, line: number): number | null {
    const date = readDate(text);
    if (date.kind === 'unreadable') return null;
    if (date.kind === 'day') return date.day;
    const { first, second, year } = date;
    if (first > 12) this.dateEvidence.dmy.push(line);
    else if (second > 12) this.dateEvidence.mdy.push(line);
    else if (first !== second) this.dateEvidence.either.push(line);
    return CODED_DAY_MAX - (year * 10_000 + first * 100 + second);
  }

  private settleDates(): string | null {
    const { dmy, mdy, either } = this.dateEvidence;
    const given = this.options.dateOrder;
    if (given === null && dmy.length > 0 && mdy.length > 0) {
      return `Dates are written in two orders: ${lineList(dmy)} day first, ${lineList(mdy)} month first. Write them all as YYYY-MM-DD.`;
    }
    if (given === null && dmy.length === 0 && mdy.length === 0 && either.length > 0) {
      return `The dates can be read day first or month first (${lineList(either)}), and no row shows which. Write them as YYYY-MM-DD, or give "date_order": "dmy" or "mdy" in the --config file.`;
    }
    const order: DateOrder = given ?? (mdy.length > 0 ? 'mdy' : 'dmy');
    const unresolved = this.book.resolveDays((code) => {
      const digits = CODED_DAY_MAX - code;
      return dayInOrder(
        { year: Math.floor(digits / 10_000), first: Math.floor(digits / 100) % 100, second: digits % 100 },
        order,
      );
    });
    for (const { line } of unresolved) this.refuse('the date does not exist', line);
    return null;
  }

  /** Minor units of the results' currency for one unit of the row's. The first currency seen is the results' unless one is given. */
  private minorFactor(code: string): number {
    const own = code === '' ? (this.currency ?? 'USD') : code;
    this.currency ??= own;
    this.currencies.set(own, (this.currencies.get(own) ?? 0) + 1);
    const rate = own === this.currency ? 1 : (this.options.rates[own] ?? Number.NaN);
    return rate * minorPerMajor(this.currency);
  }

  private foreignCurrencies(): string | null {
    const unknown = [...this.currencies.keys()].filter(
      (code) => code !== this.currency && this.options.rates[code] === undefined,
    );
    if (unknown.length === 0) return null;
    const list = [...this.currencies].map(([code, rows]) => `${code} (${rows.toLocaleString('en')} rows)`).join(', ');
    return `The amounts are in several currencies, and sums of them would mean nothing: ${list}. Give a --config file with {"currency": "${this.currency}", "rates": {${unknown.map((code) => `"${code}": …`).join(', ')}}}, each the price of one unit in ${this.currency}.`;
  }
}

/** Other words for payments of a running contract, and for orders. */
const kindAliases: Record<string, ContributionKind> = {
  subscription: 'renewal',
  contract: 'renewal',
  recurring: 'renewal',
  sale: 'order',
  purchase: 'order',
  invoice: 'payment',
  return: 'refund',
  credit_note: 'refund',
};

/** A blank kind is an order, or below zero a refund; an order below zero is a refund too. */
function kindOf(text: string, amount: number): ContributionKind | null {
  const name = text.toLowerCase().replace(/[\s-]+/g, '_');
  const kind = name === '' ? 'order' : (kindAliases[name] ?? contributionKinds.find((known) => known === name));
  if (kind === undefined) return null;
  const brings = kind === 'order' || kind === 'payment' || kind === 'upgrade' || kind === 'renewal';
  return brings && amount < 0 ? 'refund' : kind;
}

const costs: ReadonlySet<ContributionKind> = new Set([...serveKinds, 'refund', 'cost_of_goods', 'discount']);

/** Lists write costs and refunds with either sign; contributions have them below zero. */
function signed(kind: ContributionKind, amountMinor: number): number {
  return costs.has(kind) ? -Math.abs(amountMinor) : amountMinor;
}

function duplicateNote(duplicates: readonly { line: number; sameAs: number }[]): string {
  const named = duplicates
    .slice(0, EXAMPLES_MAX)
    .map(({ line, sameAs }) => `${line} = ${sameAs}`)
    .join(', ');
  return `${duplicates.length.toLocaleString('en')} rows say exactly what an earlier row says (${named}${duplicates.length > EXAMPLES_MAX ? ', …' : ''}); they are kept, as an account may order the same twice a day. Remove them if they are copies.`;
}
