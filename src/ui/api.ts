// Asks the API and keeps answers fresh: what the stream tells of is read again while the old figures stay.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ZodType } from 'zod';
import {
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

const pageLength = 100;
const portalKey = 'quorum.portal';

/** The portal looked at; null means the service's first. */
export function chosenPortal(): string | null {
  return localStorage.getItem(portalKey);
}

/** Everything is read anew: no figure of one portal stays beside another's. */
export function choosePortal(portalId: number): void {
  localStorage.setItem(portalKey, String(portalId));
  window.location.assign('/');
}

function ofPortal(path: string): string {
  const portal = chosenPortal();
  return portal === null ? path : `${path}${path.includes('?') ? '&' : '?'}portal=${portal}`;
}

async function read<T>(path: string, schema: ZodType<T>): Promise<T> {
  const response = await fetch(ofPortal(path), {
    headers: { accept: 'application/json', 'accept-language': document.documentElement.lang },
  });
  const body: unknown = await response.json();
  if (response.ok) return schema.parse(body);
  throw new AnswerError(errorSchema.parse(body).error);
}

export const usePortals = () =>
  useQuery({ queryKey: ['portals'], queryFn: () => read('/api/portals', portalsSchema), refetchInterval: 5_000 });
export const useOwners = () => useQuery({ queryKey: ['owners'], queryFn: () => read('/api/owners', ownersSchema) });
export const useSync = () => useQuery({ queryKey: ['sync'], queryFn: () => read('/api/sync', syncSchema) });
export const useOps = () =>
  useQuery({ queryKey: ['ops'], queryFn: () => read('/api/ops', opsSchema), refetchInterval: 5_000 });
export const useAccount = (id: string) =>
  useQuery({
    queryKey: ['account', id],
    queryFn: () => read(`/api/accounts/${encodeURIComponent(id)}`, accountSchema),
  });

export const useAccounts = (filters: string) =>
  useInfiniteQuery({
    queryKey: ['accounts', filters],
    initialPageParam: 0,
    queryFn: ({ pageParam }) =>
      read(`/api/accounts?${filters}&limit=${pageLength}&offset=${pageParam}`, accountsSchema),
    getNextPageParam: (last, pages) => (pages.length * pageLength < last.total ? pages.length * pageLength : undefined),
    placeholderData: (previous) => previous,
  });

/** True while the stream is open. */
export function useChanges(): boolean {
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
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
            : [[kind], ['portals']];
      for (const queryKey of keys) void client.invalidateQueries({ queryKey });
    });
    return () => stream.close();
  }, [client]);
  return isOpen;
}
