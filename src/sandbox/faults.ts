// The fault switch: what the sandbox does wrong on request, a portal each, by a seed and the count of calls, so that a run can be repeated.
// Off by default; README.md lists what can be asked for.
import { z } from 'zod';

const share = z.number().min(0).max(1);
const names = z.array(z.string().max(200)).max(200);

const ruleSchema = z.object({
  kind: z.enum([
    'tooMany',
    'error',
    'hang',
    'resetBefore',
    'resetAfterWrite',
    'slow',
    'slowBody',
    'partial',
    'expireToken',
    'missingScopes',
    'notFound',
  ]),
  probability: share.default(1),
  /** Fires at most so often; without it for ever. */
  count: z.number().int().min(1).optional(),
  /** So many matching calls are let through first. */
  after: z.number().int().min(0).default(0),
  /** Only calls of these methods, on these objects (plural names), with this in the path. */
  methods: names.optional(),
  objects: names.optional(),
  path: z.string().max(200).optional(),
  /** Of kind error. */
  status: z.number().int().min(400).max(599).default(503),
  /** Of kind tooMany. */
  policyName: z.enum(['TEN_SECONDLY_ROLLING', 'SECONDLY', 'DAILY']).default('TEN_SECONDLY_ROLLING'),
  retryAfterSeconds: z.number().int().min(0).max(86_400).optional(),
  /** Of the kinds hang (at most so long), slow and slowBody. */
  ms: z.number().int().min(0).max(120_000).default(30_000),
  /** Of kind partial: the share of rows that fail, and rows that fail always, by record id or trace id. */
  rows: share.default(0.5),
  ids: names.default([]),
});
export type FaultRule = z.infer<typeof ruleSchema>;
type FaultRuleInput = z.input<typeof ruleSchema>;

export const faultsSchema = z.object({
  seed: z.number().int().min(0).max(4_294_967_295),
  /** Share of webhook events sent twice, held back, or dropped for good; and whether they go out of order. */
  duplicate: share,
  delay: share,
  /** How long an event is held back, ms. */
  delayMs: z.number().int().min(0).max(3_600_000),
  drop: share,
  reorder: z.boolean(),
  /** Share of API calls answered 429, 503, or cut off after the change was made: short for a rule. */
  tooMany: share,
  unavailable: share,
  resetAfterWrite: share,
  /** Added to every API answer, ms. */
  slowMs: z.number().int().min(0).max(60_000),
  /** How long search lags behind, ms. */
  searchLagMs: z.number().int().min(0).max(60_000),
  rules: z.array(ruleSchema).max(50),
  /** Not faults, but what differs from portal to portal. */
  tokenLifeSeconds: z.number().int().min(1).max(86_400),
  rotateRefreshTokens: z.boolean(),
  /** The token endpoint answers BAD_HUB. */
  hubClosed: z.boolean(),
  /** Scopes the portal's plan does not have: refused where required, left out where optional. */
  lackingScopes: names,
  customPropertiesMax: z.number().int().min(0).max(100_000),
  labelsPerPairMax: z.number().int().min(0).max(1_000),
});
export type Faults = z.infer<typeof faultsSchema>;

const noFaults: Faults = {
  seed: 1,
  duplicate: 0,
  delay: 0,
  delayMs: 2_000,
  drop: 0,
  reorder: false,
  tooMany: 0,
  unavailable: 0,
  resetAfterWrite: 0,
  slowMs: 0,
  searchLagMs: 0,
  rules: [],
  tokenLifeSeconds: 1_800,
  rotateRefreshTokens: false,
  hubClosed: false,
  lackingScopes: [],
  customPropertiesMax: 1_000,
  labelsPerPairMax: 50,
};

export type FaultChanges = { [Name in Exclude<keyof Faults, 'rules'>]?: Faults[Name] | undefined } & {
  rules?: FaultRuleInput[] | undefined;
};

/** A rule that fires for a call, with the draw that its rows are chosen by. */
export interface FiredRule {
  rule: FaultRule;
  failsRow(at: number): boolean;
}

interface FaultReport {
  portalId: number;
  faults: Faults;
  /** API calls since the switch was last set. */
  calls: number;
  /** How often each rule fired since, in their order; the shares of old stand behind. */
  fired: { kind: string; times: number }[];
}

export interface FaultSwitch {
  of(portalId: number): Faults;
  /** Null: every portal, also those to come. Setting it starts the count of calls anew. @throws ZodError */
  set(portalId: number | null, changes: FaultChanges): void;
  /** Off, and forgotten. Null: for every portal. */
  reset(portalId: number | null): void;
  draw(portalId: number, call: { method: string; path: string }): FiredRule[];
  report(portalId: number): FaultReport;
}

interface State {
  faults: Faults;
  rules: FaultRule[];
  calls: number;
  matched: number[];
  fired: number[];
}

export function createFaultSwitch(initial: FaultChanges = {}): FaultSwitch {
  let everywhere = merge(noFaults, initial);
  const states = new Map<number, State>();
  const stateOf = (portalId: number): State => {
    const known = states.get(portalId) ?? startState(everywhere);
    states.set(portalId, known);
    return known;
  };
  return {
    of: (portalId) => stateOf(portalId).faults,
    set: (portalId, changes) => {
      if (portalId === null) everywhere = merge(everywhere, changes);
      for (const id of portalId === null ? [...states.keys()] : [portalId])
        states.set(id, startState(merge(stateOf(id).faults, changes)));
    },
    reset: (portalId) => {
      if (portalId === null) everywhere = noFaults;
      for (const id of portalId === null ? [...states.keys()] : [portalId]) states.set(id, startState(noFaults));
    },
    draw: (portalId, call) => drawRules(stateOf(portalId), call),
    report: (portalId) => {
      const { faults, calls, rules, fired } = stateOf(portalId);
      return { portalId, faults, calls, fired: rules.map(({ kind }, at) => ({ kind, times: fired[at] ?? 0 })) };
    },
  };
}

/** @throws ZodError */
function merge(known: Faults, changes: FaultChanges): Faults {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return faultsSchema.parse({ ...known, ...Object.fromEntries(given) });
}

function startState(faults: Faults): State {
  const short = (rule: FaultRuleInput): FaultRule[] => (rule.probability === 0 ? [] : [ruleSchema.parse(rule)]);
  const rules = [
    ...faults.rules,
    ...(faults.slowMs > 0 ? short({ kind: 'slow', ms: faults.slowMs }) : []),
    ...short({ kind: 'tooMany', probability: faults.tooMany }),
    ...short({ kind: 'error', probability: faults.unavailable }),
    ...short({ kind: 'resetAfterWrite', probability: faults.resetAfterWrite }),
  ];
  return { faults, rules, calls: 0, matched: rules.map(() => 0), fired: rules.map(() => 0) };
}

function drawRules(state: State, call: { method: string; path: string }): FiredRule[] {
  state.calls += 1;
  const { seed } = state.faults;
  const { calls } = state;
  return state.rules.flatMap((rule, at) => {
    if (!matches(rule, call)) return [];
    const matched = (state.matched[at] ?? 0) + 1;
    state.matched[at] = matched;
    const fired = state.fired[at] ?? 0;
    if (matched <= rule.after || (rule.count !== undefined && fired >= rule.count)) return [];
    if (chance(seed, calls, at) >= rule.probability) return [];
    state.fired[at] = fired + 1;
    return [{ rule, failsRow: (row: number) => chance(seed, calls, at, row + 1) < rule.rows }];
  });
}

function matches(rule: FaultRule, { method, path }: { method: string; path: string }): boolean {
  if (rule.kind === 'resetAfterWrite' && method === 'GET') return false;
  if (rule.kind === 'partial' && !/\/batch\/(read|create|update|upsert)$/.test(path)) return false;
  const isMethod = rule.methods?.some((each) => each.toUpperCase() === method) ?? true;
  const isObject = rule.objects?.some((each) => path.split('/').includes(each)) ?? true;
  return isMethod && isObject && (rule.path === undefined || path.includes(rule.path));
}

/** A number in [0, 1) that the parts settle: the same parts, the same number. */
export function chance(...parts: number[]): number {
  return randomNumbers(parts.reduce((mixed, part) => Math.imul(mixed ^ part, 0x9e3779b1) + 0x7f4a7c15, 0x2545f491))();
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
