// Settles by the whole column whether the point in amounts such as 1.234 parts thousands or decimals.
import type { ReadAmount } from './value-amount.ts';
import { lineList } from './value-lines.ts';
import type { OrderBook } from './value-order-book.ts';

interface SeenAmounts {
  amount: ReadAmount;
  cost: ReadAmount | null;
  /** Minor units for one unit as written. */
  factor: number;
}

export class PointReadings {
  /** Rows of the book whose amount or cost can be read in two ways, with its minor units if the point parts thousands. */
  private readonly open: { row: number; amountMinor: number | null; costMinor: number | null }[] = [];
  private decimals = 0;
  private thousands = 0;

  see(row: number, { amount, cost, factor }: SeenAmounts): void {
    for (const read of [amount, cost]) {
      if (read?.point === 'decimal') this.decimals += 1;
      if (read?.point === 'thousands') this.thousands += 1;
    }
    const amountMinor = amount.ifThousands === null ? null : Math.round(amount.ifThousands * factor);
    const costMinor = cost?.ifThousands == null ? null : Math.round(cost.ifThousands * factor);
    if (amountMinor !== null || costMinor !== null) this.open.push({ row, amountMinor, costMinor });
  }

  /** Points part thousands where other amounts show it, or where the currency has no decimals. What stays open is named. */
  settle(book: OrderBook, minorPerMajor: number): string[] {
    if (this.open.length === 0) return [];
    if (this.thousands > this.decimals || (this.decimals === 0 && minorPerMajor === 1)) {
      for (const { row, amountMinor, costMinor } of this.open) book.setMoney(row, { amountMinor, costMinor });
      return [];
    }
    if (this.decimals > 0) return [];
    const lines = this.open.map(({ row }) => book.lineOf(row));
    return [
      `${lineList(lines)}: the point is read as a decimal point (1.234 is less than two). Write 1234 if it parts thousands.`,
    ];
  }
}
