// The description of the API at /openapi.json, drawn from the schemas that the answers are checked with.
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import type { ZodObject, ZodType } from 'zod';
import {
  accountIdSchema,
  accountSchema,
  accountsQuerySchema,
  accountsSchema,
  errorSchema,
  localeQuerySchema,
  mapPictureQuerySchema,
  opsSchema,
  ownersSchema,
  portalQuerySchema,
  portalsSchema,
  syncSchema,
} from './api-contract.ts';
import {
  apiKeysSchema,
  auditQuerySchema,
  auditSchema,
  connectionsSchema,
  sessionSchema,
} from './api-contract-access.ts';
import { callsSchema, withheldQuerySchema, withheldSchema, writesSchema } from './api-contract-writes.ts';

interface Route {
  path: string;
  summary: string;
  query: ZodObject;
  /** Null for answers that are not JSON. */
  answer: ZodType | null;
  mediaType?: string;
  hasAccountId?: boolean;
}

export const apiRouteList: readonly Route[] = [
  { path: '/api/portals', summary: 'The connected portals', query: localeQuerySchema, answer: portalsSchema },
  {
    path: '/api/accounts',
    summary: 'A page of the account list, with totals',
    query: accountsQuerySchema,
    answer: accountsSchema,
  },
  {
    path: '/api/accounts/{accountId}',
    summary: 'One account: map, value, deals, what was written',
    query: portalQuerySchema,
    answer: accountSchema,
    hasAccountId: true,
  },
  {
    path: '/api/accounts/{accountId}/map.svg',
    summary: 'The map as a picture',
    query: mapPictureQuerySchema,
    answer: null,
    mediaType: 'image/svg+xml',
    hasAccountId: true,
  },
  { path: '/api/owners', summary: 'Our colleagues who own accounts', query: portalQuerySchema, answer: ownersSchema },
  { path: '/api/sync', summary: 'How far the copy of the portal is', query: portalQuerySchema, answer: syncSchema },
  { path: '/api/ops', summary: 'Inbox, queues, faults, calls', query: portalQuerySchema, answer: opsSchema },
  { path: '/api/session', summary: 'Who is signed in', query: localeQuerySchema, answer: sessionSchema },
  {
    path: '/api/connections',
    summary: 'The caller’s portals: state, scopes',
    query: localeQuerySchema,
    answer: connectionsSchema,
  },
  { path: '/api/keys', summary: 'Keys for machines', query: portalQuerySchema, answer: apiKeysSchema },
  {
    path: '/api/writes',
    summary: 'The switch, runs of writes, what is missing',
    query: portalQuerySchema,
    answer: writesSchema,
  },
  {
    path: '/api/writes/withheld',
    summary: 'Values that are not written, with why',
    query: withheldQuerySchema,
    answer: withheldSchema,
  },
  { path: '/api/writes/calls', summary: 'Own calls to HubSpot by day', query: portalQuerySchema, answer: callsSchema },
  { path: '/api/audit', summary: 'Who read and changed what', query: auditQuerySchema, answer: auditSchema },
  {
    path: '/api/stream',
    summary: 'Changes as server-sent events',
    query: portalQuerySchema,
    answer: null,
    mediaType: 'text/event-stream',
  },
];

export function openApiDocument(version: string) {
  const registry = new OpenAPIRegistry();
  for (const { path, summary, query, answer, mediaType, hasAccountId } of apiRouteList) {
    const content =
      answer === null
        ? { [mediaType ?? 'text/plain']: { schema: { type: 'string' as const } } }
        : { 'application/json': { schema: answer } };
    registry.registerPath({
      method: 'get',
      path,
      summary,
      request: { query, ...(hasAccountId ? { params: accountIdSchema } : {}) },
      responses: {
        200: { description: 'Done', content },
        default: { description: 'Not done', content: { 'application/json': { schema: errorSchema } } },
      },
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Quorum', version, description: 'Buying-center maps and account values of HubSpot portals.' },
  });
}
