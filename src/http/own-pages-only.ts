// Lets changes come from our own pages only: a browser that another site drives says so in its headers.
import type { RequestHandler } from 'express';
import { ApiError } from './api-error.ts';

/**
 * For routes that change something. Browsers send Sec-Fetch-Site, older ones Origin; a form of another site can send neither
 * JSON nor our origin. Programs that send none of the two are told apart by their key, not here.
 */
export const ownPagesOnly: RequestHandler = (request, _response, next) => {
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const isForeign =
    site === undefined ? origin !== undefined && hostOf(origin) !== request.get('host') : site !== 'same-origin';
  if (isForeign || (hasBody(request) && !request.is('application/json'))) throw new ApiError(403, 'foreign');
  next();
};

function hasBody({ headers }: { headers: NodeJS.Dict<string | string[]> }): boolean {
  return (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
