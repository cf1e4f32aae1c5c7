// Asks the API and keeps answers fresh: what the stream tells of is read again while the old figures stay.
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ZodType } from 'zod';
import {
  type AccountsAnswer,
  accountSchema,
  accountsSchema,
  changeSchema,
  errorSchema,
  opsSchema,
  ownersSchema,
  portalsSchema,
  syncSchema,
} from '../http/api-contract.ts';

/** The service's own words for what went wrong, where it had any. */
export class AnswerError extends Error {
  override name = 'AnswerError';
  readonly kept: string;
  readonly mend: string;
  constructor({ what, kept, mend }: { what: string; kept: string; mend: string }) {
    super(what);
    this.kept = kept;
    this.mend = mend;
  }
}

/** Rows asked for at once. */
export const pageLength = 100;
const portalKey = 'quorum.portal';

/** An address may name the portal that it shows, as links from HubSpot do. */
const named = new URLSearchParams(window.location.search).get('portal');
if (named !== null && /^\d+$/.test(named)) localStorage.setItem(portalKey, named);

/** The portal looked at; null means the service's first. */
export function chosenPortal(): string | null {
  return localStorage.getItem(portalKey);
}

/** For a portal that this user cannot see, or that is gone; the settings say what became of it, and stay. */
export function forgetPortal(): void {
  localStorage.removeItem(portalKey);
  if (window.location.pathname !== '/settings') window.location.assign('/');
}

/** Everything is read anew: no figure of one portal stays beside another's. */
export function choosePortal(portalId: number): void {
  localStorage.setItem(portalKey, String(portalId));
  window.location.assign('/');
}

export function ofPortal(path: string): string {
  const portal = chosenPortal();
  return portal === null ? path : `${path}${path.includes('?') ? '&' : '?'}portal=${portal}`;
}

export async function read<T>(path: string, schema: ZodType<T>): Promise<T> {
  const response = await fetch(ofPortal(path), {
    headers: { accept: 'application/json', 'accept-language': document.documentElement.lang },
  });
  // The session has ended: the door knows the way back.
  if (response.status === 401) window.location.assign('/sign-in');
  const body: unknown = await response.json();
  if (response.ok) return schema.parse(body);
  throw new AnswerError(errorSchema.parse(body).error);
}

export const usePortals = () =>
  useQuery({ queryKey: ['portals'], queryFn: () => read('/api/portals', portalsSchema), refetchInterval: 5_000 });
export const useOwners = () => useQuery({ queryKey: ['owners'], queryFn: () => read('/api/owners', ownersSchema) });
/** Asks for a comparison with HubSpot now; false where the service did not take it. */
export async function askForComparison(): Promise<boolean> {
  const response = await fetch(ofPortal('/api/reconcile'), { method: 'POST' }).catch(() => null);
  return response?.ok ?? false;
}

export const useSync = () => useQuery({ queryKey: ['sync'], queryFn: () => read('/api/sync', syncSchema) });
export const useOps = () =>
  useQuery({
    queryKey: ['ops', document.documentElement.lang],
    queryFn: () => read('/api/ops', opsSchema),
    refetchInterval: 5_000,
  });
export const useAccount = (id: string) =>
  useQuery({
    queryKey: ['account', id],
    queryFn: () => read(`/api/accounts/${encodeURIComponent(id)}`, accountSchema),
  });

const accountPage = (filters: string, page: number) => ({
  queryKey: ['accounts', filters, page],
  queryFn: () => read(`/api/accounts?${filters}&limit=${pageLength}&offset=${page * pageLength}`, accountsSchema),
});

/** The first page, with the totals of all that match. */
export const useAccounts = (filters: string) =>
  useQuery({ ...accountPage(filters, 0), placeholderData: keepPreviousData });

/** The pages that are in view, by number: others are neither kept fresh nor asked for. */
export function useAccountPages(filters: string, pages: number[]): Map<number, AccountsAnswer> {
  const answers = useQueries({ queries: pages.map((page) => accountPage(filters, page)) });
  return new Map(pages.flatMap((page, at) => (answers[at]?.data === undefined ? [] : [[page, answers[at].data]])));
}

/** Changes that come together are read together. */
const gatherMs = 300;

/** True while the stream is open. */
export function useChanges(): boolean {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const stale = new Map<string, string[]>();
    let timer: number | undefined;
    const refresh = () => {
      timer = undefined;
      for (const queryKey of stale.values()) void client.invalidateQueries({ queryKey });
      stale.clear();
    };
    const stream = new EventSource(ofPortal('/api/stream'));
    stream.onopen = () => setOpen(true);
    stream.onerror = () => setOpen(false);
    stream.addEventListener('change', (event) => {
      const { kind, accountId } = changeSchema.parse(JSON.parse(event.data));
      const keys =
        kind === 'account' && accountId !== null
          ? [['account', accountId], ['accounts']]
          : kind === 'accounts'
            ? [['account'], ['accounts']]
            : [[kind], ['portals'], ...(kind === 'writes' ? [['account']] : [])];
      for (const key of keys) stale.set(key.join(' '), key);
      timer ??= window.setTimeout(refresh, gatherMs);
    });
    return () => {
      window.clearTimeout(timer);
      stream.close();
    };
  }, [client]);
  return isOpen;
}
