// One account as the API answers it: its line, map, value, deals and what was written to HubSpot.
import type { CrmRecord } from '../accounts/crm.ts';
import type { Portal } from '../accounts/ports.ts';
import type { PortalFit } from '../value/model.ts';
import { minorPerMajor } from '../value/money.ts';
import { type AccountAnswer, accountLineSchema, accountSchema } from './api-contract.ts';
import type { ReadStores } from './http-deps.ts';

const writtenRowsMax = 200;

/** Null when the portal has no such account. */
export async function readAccount(
  stores: ReadStores,
  { portal, accountId, sandboxUrl }: { portal: Portal; accountId: string; sandboxUrl: string | null },
): Promise<AccountAnswer | null> {
  const { portalId } = portal;
  const line = await stores.accounts.line(portalId, accountId);
  if (line === null) return null;
  const [map, stored, fit, written, withheld, sources] = await Promise.all([
    stores.results.loadMap(portalId, accountId),
    stores.results.loadValue(portalId, accountId),
    stores.results.loadFit(portalId),
    stores.journal.ofAccount(portalId, accountId, writtenRowsMax),
    stores.withheld.ofAccount(portalId, accountId, writtenRowsMax),
    stores.mirror.loadAccount(portalId, accountId),
  ]);
  return accountSchema.parse({
    line: accountLineSchema.parse(line),
    map,
    value: stored?.value ?? null,
    verdict: stored?.verdict ?? null,
    classSince: stored?.classSince ?? null,
    thresholds: fit?.thresholds ?? null,
    models: fit === null ? [] : modelsOf(fit.fit),
    settings: portal.settings,
    deals: (sources?.deals ?? [])
      .filter(({ archived }) => !archived)
      .map((deal) => dealOf(deal, portal))
      .sort(openFirst),
    written,
    withheld,
    parentId: sources?.parentId ?? null,
    childIds: sources?.childIds ?? [],
    recordUrl: recordUrl({ portal, accountId, sandboxUrl }),
  });
}

function modelsOf({ rateModels, heuristics, chosen }: PortalFit): AccountAnswer['models'] {
  return [
    ...rateModels.map((model) => ({ ...model, chosen: model.name === chosen })),
    ...heuristics.map((each) => ({ ...each, chosen: false })),
  ].map(({ name, chosen: isChosen, backtest }) => ({
    name,
    chosen: isChosen,
    mae: backtest?.mae ?? null,
    expectedTotal: backtest?.expectedTotal ?? null,
    actualTotal: backtest?.actualTotal ?? null,
  }));
}

type Deal = AccountAnswer['deals'][number];

function dealOf({ id, properties }: CrmRecord, { currency }: Portal): Deal {
  const own = properties.deal_currency_code || currency;
  const amount = Number(properties.amount || Number.NaN);
  const closed = properties.hs_is_closed === 'true';
  return {
    dealId: id,
    name: properties.dealname ?? id,
    stage: properties.dealstage ?? '',
    state: properties.hs_is_closed_won === 'true' ? 'won' : closed ? 'lost' : 'open',
    amountMinor: Number.isFinite(amount) ? Math.round(amount * minorPerMajor(own)) : null,
    currency: own,
    closeDate: readDate(properties.closedate ?? null),
  };
}

function readDate(text: string | null): number | null {
  if (text === null || text === '') return null;
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(at) ? at : null;
}

function openFirst(left: Deal, right: Deal): number {
  if ((left.state === 'open') !== (right.state === 'open')) return left.state === 'open' ? -1 : 1;
  return (right.closeDate ?? 0) - (left.closeDate ?? 0);
}

function recordUrl({
  portal,
  accountId,
  sandboxUrl,
}: {
  portal: Portal;
  accountId: string;
  sandboxUrl: string | null;
}) {
  const id = encodeURIComponent(accountId);
  if (sandboxUrl !== null) return `${sandboxUrl}/contacts/${portal.portalId}/record/0-2/${id}`;
  return `https://${portal.uiDomain}/contacts/${portal.portalId}/record/0-2/${id}`;
}
