// Figures for Prometheus, in its text format: queues, inbox, CRM calls, webhooks, build.
import type { HttpDeps } from './http-deps.ts';

type Labels = Record<string, string | number>;

export async function readMetrics(deps: HttpDeps): Promise<string> {
  const lines: string[] = [];
  const add = (name: string, kind: 'gauge' | 'counter', rows: [Labels, number][]) => {
    if (rows.length === 0) return;
    lines.push(`# TYPE ${name} ${kind}`, ...rows.map(([labels, value]) => `${name}${labelText(labels)} ${value}`));
  };
  add('quorum_build_info', 'gauge', [[{ version: deps.version }, 1]]);
  const queues = Object.entries(await deps.queue.counts());
  add(
    'quorum_queue_jobs',
    'gauge',
    queues.flatMap(([queue, counts]) =>
      Object.entries(counts).map(([state, count]): [Labels, number] => [{ queue, state }, count]),
    ),
  );
  await addPortals(deps, add);
  addWebhooks(deps, add);
  return `${lines.join('\n')}\n`;
}

type Add = (name: string, kind: 'gauge' | 'counter', rows: [Labels, number][]) => void;

interface PortalRow {
  portal: number;
  inbox: Awaited<ReturnType<HttpDeps['stores']['inbox']['counts']>>;
  writes: Awaited<ReturnType<HttpDeps['stores']['journal']['counts']>>;
  comparisons: Awaited<ReturnType<HttpDeps['stores']['reconcileRuns']['totals']>>;
}

async function addPortals({ stores, crmMeter, now }: HttpDeps, add: Add): Promise<void> {
  const rows = await Promise.all(
    (await stores.portals.list()).map(async ({ portalId }) => ({
      portal: portalId,
      inbox: await stores.inbox.counts(portalId),
      writes: await stores.journal.counts(portalId),
      comparisons: await stores.reconcileRuns.totals(portalId),
      calls: crmMeter?.(portalId) ?? null,
    })),
  );
  const figures: [string, 'gauge' | 'counter', (row: PortalRow) => number][] = [
    ['quorum_inbox_pending', 'gauge', ({ inbox }) => inbox.pending],
    ['quorum_inbox_quarantined', 'gauge', ({ inbox }) => inbox.quarantined],
    ['quorum_inbox_done_total', 'counter', ({ inbox }) => inbox.done],
    ['quorum_notifications_total', 'counter', ({ inbox }) => inbox.notifications],
    ['quorum_echoes_total', 'counter', ({ inbox }) => inbox.echoes],
    [
      'quorum_inbox_oldest_pending_seconds',
      'gauge',
      ({ inbox }) => (inbox.oldestPendingAt === null ? 0 : (now() - inbox.oldestPendingAt) / 1_000),
    ],
    ['quorum_properties_written_total', 'counter', ({ writes }) => writes.written],
    ['quorum_properties_failed_total', 'counter', ({ writes }) => writes.failed],
    ['quorum_missed_changes_total', 'counter', ({ comparisons }) => comparisons.missed],
    ['quorum_comparisons_total', 'counter', ({ comparisons }) => comparisons.runs],
  ];
  for (const [name, kind, pick] of figures) {
    add(
      name,
      kind,
      rows.map((row) => [{ portal: row.portal }, pick(row)]),
    );
  }
  await addCallShares(
    { stores, now },
    rows.map(({ portal }) => portal),
    add,
  );
  addCalls(
    rows.flatMap(({ portal, calls }) => (calls === null ? [] : [{ portal, calls }])),
    add,
  );
}

/** Of the present UTC day, over restarts and all processes. */
async function addCallShares(
  { stores, now }: Pick<HttpDeps, 'stores' | 'now'>,
  portals: number[],
  add: Add,
): Promise<void> {
  const today = new Date(now()).toISOString().slice(0, 10);
  const rows = await Promise.all(
    portals.map(async (portal) => ({ portal, counts: await stores.callDays.since(portal, today) })),
  );
  const sum = (counts: { count: number }[]) => counts.reduce((total, { count }) => total + count, 0);
  add(
    'quorum_crm_error_share',
    'gauge',
    rows.map(({ portal, counts }) => {
      const errors = sum(counts.filter(({ isError }) => isError));
      return [{ portal }, errors / Math.max(1, sum(counts))];
    }),
  );
  add(
    'quorum_crm_rate_limited_today',
    'gauge',
    rows.flatMap(({ portal, counts }) =>
      [
        ...Map.groupBy(
          counts.filter(({ policy }) => policy !== ''),
          ({ policy }) => policy,
        ),
      ].map(([policy, limited]): [Labels, number] => [{ portal, policy }, sum(limited)]),
    ),
  );
}

type Calls = NonNullable<ReturnType<NonNullable<HttpDeps['crmMeter']>>>;

function addCalls(metered: { portal: number; calls: Calls }[], add: Add): void {
  add(
    'quorum_crm_calls_total',
    'counter',
    metered.flatMap(({ portal, calls }) =>
      Object.entries(calls.byStatus).map(([status, count]): [Labels, number] => [{ portal, status }, count]),
    ),
  );
  add(
    'quorum_crm_limited_total',
    'counter',
    metered.flatMap(({ portal, calls }) =>
      Object.entries(calls.rateLimited).map(([policy, count]): [Labels, number] => [{ portal, policy }, count]),
    ),
  );
  add(
    'quorum_crm_retries_total',
    'counter',
    metered.map(({ portal, calls }) => [{ portal }, calls.retries]),
  );
}

function addWebhooks({ ingressCounts }: HttpDeps, add: Add): void {
  const counts = ingressCounts?.();
  if (counts === undefined) return;
  add('quorum_webhooks_accepted_total', 'counter', [[{}, counts.accepted]]);
  add('quorum_webhooks_unavailable_total', 'counter', [[{}, counts.unavailable]]);
  const byReason = (record: Record<string, number>) =>
    Object.entries(record).map(([why, count]): [Labels, number] => [{ reason: why }, count]);
  add('quorum_webhooks_refused_total', 'counter', byReason(counts.refused));
  add('quorum_webhooks_odd_total', 'counter', byReason(counts.odd));
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${String(value).replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`,
  );
  return parts.length === 0 ? '' : `{${parts.join(',')}}`;
}
