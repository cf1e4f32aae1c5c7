// What the pages about writes ask and order.
import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { errorSchema } from '../http/api-contract.ts';
import {
  callsSchema,
  type RunRowAnswer,
  runRowsSchema,
  runSummarySchema,
  startedSchema,
  withheldSchema,
  writesSchema,
} from '../http/api-contract-writes.ts';
import { AnswerError, ofPortal, pageLength, read } from './api.ts';

/** The stream tells of changes; this makes up for a stream that is broken while something runs. */
const lookEveryMs = 5_000;

export const useWrites = () =>
  useQuery({ queryKey: ['writes'], queryFn: () => read('/api/writes', writesSchema), refetchInterval: lookEveryMs });
export const useOwnCalls = () =>
  useQuery({ queryKey: ['writes', 'calls'], queryFn: () => read('/api/writes/calls', callsSchema) });
export const useRun = (runId: string) =>
  useQuery({
    queryKey: ['writes', 'run', runId],
    queryFn: () => read(`/api/writes/runs/${encodeURIComponent(runId)}`, runSummarySchema),
    refetchInterval: lookEveryMs,
  });
export const useWithheld = (why: string, limit: number) =>
  useQuery({
    queryKey: ['writes', 'withheld', why, limit],
    queryFn: () => read(`/api/writes/withheld?why=${why}&limit=${limit}`, withheldSchema),
    placeholderData: keepPreviousData,
  });

/** Rows by their place in the list; only the pages in view are asked for. */
export function useRunRows(request: { runId: string; filters: string; pages: number[] }): {
  total: number | null;
  rowAt: (index: number) => RunRowAnswer | undefined;
  error: Error | null;
} {
  const { runId, filters, pages } = request;
  const asked = pages.length === 0 ? [0] : pages;
  const answers = useQueries({
    queries: asked.map((page) => ({
      queryKey: ['writes', 'run', runId, 'rows', filters, page],
      queryFn: () =>
        read(
          `/api/writes/runs/${encodeURIComponent(runId)}/rows?${filters}&limit=${pageLength}&offset=${page * pageLength}`,
          runRowsSchema,
        ),
    })),
  });
  const byPage = new Map(asked.map((page, index) => [page, answers[index]?.data]));
  return {
    total: answers.find(({ data }) => data !== undefined)?.data?.total ?? null,
    rowAt: (index) => byPage.get(Math.floor(index / pageLength))?.rows[index % pageLength],
    error: answers.find(({ error }) => error !== null)?.error ?? null,
  };
}

/** Where the browser fetches a run as a table. */
export function csvAddress(runId: string): string {
  return ofPortal(`/api/writes/runs/${encodeURIComponent(runId)}/rows.csv`);
}

interface Order {
  path: string;
  body?: object;
}

/** Sends an order; what it changes is read anew. Resolves with the run that was started, null where none is named. */
export function useOrder(done?: (runId: string | null) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (runId) => done?.(runId),
    onSettled: () => client.invalidateQueries({ queryKey: ['writes'] }),
  });
}

async function send({ path, body }: Order): Promise<string | null> {
  const response = await fetch(ofPortal(`/api/writes${path}`), {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'accept-language': document.documentElement.lang,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 204) return null;
  const answer: unknown = await response.json();
  if (response.ok) return startedSchema.parse(answer).runId;
  throw new AnswerError(errorSchema.parse(answer).error);
}
