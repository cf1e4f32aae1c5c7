// Asks the API about sessions, portals, keys and the audit log, and changes them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ZodType, z } from 'zod';
import { errorSchema } from '../http/api-contract.ts';
import {
  apiKeysSchema,
  auditSchema,
  connectionsSchema,
  createdKeySchema,
  disconnectedSchema,
  sessionSchema,
} from '../http/api-contract-access.ts';
import { AnswerError, ofPortal, read } from './api.ts';

export const useSession = () => useQuery({ queryKey: ['session'], queryFn: () => read('/api/session', sessionSchema) });
export const useConnections = () =>
  useQuery({
    queryKey: ['connections'],
    queryFn: () => read('/api/connections', connectionsSchema),
    refetchInterval: 5_000,
  });
export const useKeys = () => useQuery({ queryKey: ['keys'], queryFn: () => read('/api/keys', apiKeysSchema) });
export const useAudit = (filters: string) =>
  useQuery({ queryKey: ['audit', filters], queryFn: () => read(`/api/audit?${filters}`, auditSchema), staleTime: 0 });

interface Change<T> {
  path: string;
  body?: object;
  /** Null where the answer is empty. */
  schema: ZodType<T> | null;
}

async function send<T>({ path, body, schema }: Change<T>): Promise<T | null> {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'accept-language': document.documentElement.lang,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new AnswerError(errorSchema.parse(await response.json()).error);
  return schema === null ? null : schema.parse(await response.json());
}

const toPortal = (path: string, portalId: number) => `${path}?portal=${portalId}`;

export interface Disconnection {
  portalId: number;
  confirm: string;
  properties: 'keep' | 'remove';
  data: 'keep' | 'delete';
}

export function useDisconnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ portalId, ...body }: Disconnection) =>
      send({ path: toPortal('/api/disconnect', portalId), body, schema: disconnectedSchema }),
    onSuccess: (_answer, { portalId, data }) => {
      const known = client.getQueryData<z.infer<typeof connectionsSchema>>(['connections'])?.connections ?? [];
      // With its last portal the session is gone too: the door says what happened.
      if (data === 'delete' && known.every((each) => each.portalId === portalId)) {
        window.location.assign('/sign-in?deleted=yes');
      } else void client.invalidateQueries();
    },
  });
}

export function useReconnect() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (portalId: number) => send({ path: toPortal('/api/reconnect', portalId), schema: null }),
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useCreateKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; scope: string; days: number }) =>
      send({ path: ofPortal('/api/keys'), body, schema: createdKeySchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
}

export function useRevokeKey() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (keyId: string) => send({ path: ofPortal(`/api/keys/${keyId}/revoke`), schema: null }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
  });
}

/** The service's door is where everybody without a session is led. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => send({ path: '/api/session/end', schema: null }),
    onSuccess: () => window.location.assign('/sign-in'),
  });
}
