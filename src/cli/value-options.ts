// The options of `quorum value`: what may be written, what it means, and what is wrong with it.
import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { defaultValueSettings } from '../value/default-settings.ts';
import type { ValueSettings } from '../value/model.ts';
import { type DateOrder, readDate } from './value-dates.ts';

export const valueHelp = `Use: npm run quorum -- value ORDERS.csv [options]

Lifetime value, interval, model, P(alive), RFM, lifecycle stage and class for each account.
ORDERS.csv has the columns account_id, date, amount, and where known cost, currency, kind, product.
Negative amounts are refunds. Several orders of an account on one day count as one purchase.
Rows of kind renewal (subscription, contract), and families of even, equal payments, are contracts:
they are valued by their renewals (sbg, bdw), everything else by the purchase model that forecast best,
or, with too thin a history, by its RFM cell (rfm-proxy). The column model says which.

  --as-of DATE           value accounts at the end of this day (default: the newest row)
  --fit map|mle          map: with a weak prior that holds on few accounts (default); mle: the plain optimum
  --holdout DATE         fit on rows up to this day and score the forecasts from there to --as-of
  --period week|month|year   unit of the model's time in the parameters (default: week)
  --discount-rate 0.1    annual
  --margin 0.3           share of revenue left where no cost is given
  --config FILE          JSON: currency, rates, date_order (dmy or mdy), discount_rate, margin, horizon_years
  --out FILE             write the results there instead of standard output
  --json                 results as JSON
  --help                 this text

Exit codes: 0 done, 1 failed, 2 wrong usage.
`;

export interface ValueOptions {
  file: string;
  asOfDay: number | null;
  holdoutDay: number | null;
  json: boolean;
  out: string | null;
  currency: string | null;
  rates: Record<string, number>;
  dateOrder: DateOrder | null;
  settings: ValueSettings;
}

export type ReadOptions =
  | { kind: 'run'; options: ValueOptions }
  | { kind: 'help' }
  | { kind: 'wrong-usage'; message: string }
  | { kind: 'failed'; message: string };

const daysPerUnit = { week: 7, month: 30.4375, year: 365.25 } as const;

const configShape = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'three capital letters, such as EUR')
    .optional(),
  rates: z.record(z.string(), z.number().positive()).optional(),
  date_order: z.enum(['dmy', 'mdy']).optional(),
  discount_rate: z.number().min(0).max(1).optional(),
  margin: z.number().min(0).max(1).optional(),
  horizon_years: z.number().positive().max(100).optional(),
});
type Config = z.infer<typeof configShape>;

export function readValueOptions(args: string[]): ReadOptions {
  const parsed = parse(args);
  if ('message' in parsed) return { kind: 'wrong-usage', message: parsed.message };
  const { values, positionals } = parsed;
  if (values.help) return { kind: 'help' };
  const [file, ...extra] = positionals;
  if (file === undefined) return { kind: 'wrong-usage', message: 'Name the file of orders.' };
  if (extra.length > 0) return { kind: 'wrong-usage', message: `One file at a time; what is ${extra.join(' ')}?` };
  const checked = checkValues(values);
  if (typeof checked === 'string') return { kind: 'wrong-usage', message: checked };
  const config = values.config === undefined ? {} : readConfig(values.config);
  if (typeof config === 'string') return { kind: 'failed', message: config };
  return { kind: 'run', options: merged(file, checked, config) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        'as-of': { type: 'string' },
        fit: { type: 'string' },
        holdout: { type: 'string' },
        period: { type: 'string' },
        'discount-rate': { type: 'string' },
        margin: { type: 'string' },
        config: { type: 'string' },
        out: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

type RawValues = Extract<ReturnType<typeof parse>, { positionals: string[] }>['values'];

interface Checked {
  asOfDay: number | null;
  holdoutDay: number | null;
  fit: ValueSettings['fit'];
  daysPerUnit: number;
  discountRate: number | null;
  margin: number | null;
  out: string | null;
  json: boolean;
}

/** The checked values, or what is wrong. */
function checkValues(values: RawValues): Checked | string {
  const asOfDay = dayOption(values['as-of']);
  const holdoutDay = dayOption(values.holdout);
  if (asOfDay === undefined) return `--as-of ${values['as-of']} is no date; write it as YYYY-MM-DD.`;
  if (holdoutDay === undefined) return `--holdout ${values.holdout} is no date; write it as YYYY-MM-DD.`;
  const fit = values.fit ?? 'map';
  if (fit !== 'map' && fit !== 'mle') return `--fit is map or mle, not ${fit}.`;
  const period = values.period ?? 'week';
  if (period !== 'week' && period !== 'month' && period !== 'year')
    return `--period is week, month or year, not ${period}.`;
  const discountRate = shareOption(values['discount-rate']);
  if (discountRate === undefined) return `--discount-rate is a number from 0 to 1, not ${values['discount-rate']}.`;
  const margin = shareOption(values.margin);
  if (margin === undefined) return `--margin is a number from 0 to 1, not ${values.margin}.`;
  return {
    asOfDay,
    holdoutDay,
    fit,
    daysPerUnit: daysPerUnit[period],
    discountRate,
    margin,
    out: values.out ?? null,
    json: values.json ?? false,
  };
}

/** Null where not given, undefined where wrong. */
function dayOption(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  const date = readDate(text);
  return date.kind === 'day' ? date.day : undefined;
}

function shareOption(text: string | undefined): number | null | undefined {
  if (text === undefined) return null;
  const value = Number(text);
  return text.trim() !== '' && value >= 0 && value <= 1 ? value : undefined;
}

/** The settings in the file, or what is wrong with it. */
function readConfig(file: string): Config | string {
  let content: unknown;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    return `The settings in ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
  const result = configShape.safeParse(content);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  return `The settings in ${file} are not right: ${issues.join('; ')}.`;
}

/** What is written on the command line comes before what the file says. */
function merged(file: string, checked: Checked, config: Config): ValueOptions {
  return {
    file,
    asOfDay: checked.asOfDay,
    holdoutDay: checked.holdoutDay,
    json: checked.json,
    out: checked.out,
    currency: config.currency ?? null,
    rates: config.rates ?? {},
    dateOrder: config.date_order ?? null,
    settings: {
      ...defaultValueSettings,
      fit: checked.fit,
      daysPerUnit: checked.daysPerUnit,
      discountRate: checked.discountRate ?? config.discount_rate ?? defaultValueSettings.discountRate,
      marginDefault: checked.margin ?? config.margin ?? defaultValueSettings.marginDefault,
      horizonYears: config.horizon_years ?? defaultValueSettings.horizonYears,
    },
  };
}
