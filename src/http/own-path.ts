// Where a person is led after the door: to a page of ours, never elsewhere.
import type { Request } from 'express';

export function isOwnPath(path: string): boolean {
  return path.length <= 500 && /^\/(?![/\\])[\w\-./?=&%]*$/.test(path);
}

/** The page in `?to=`; null for none, or for one that is not ours. */
export function askedPath(request: Request): string | null {
  const { to } = request.query;
  return typeof to === 'string' && isOwnPath(to) ? to : null;
}

/** The page, with the portal that it is to show. */
export function withPortal(path: string, portalId: number): string {
  const [place = '/', query] = path.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('portal', String(portalId));
  return `${place}?${parameters}`;
}
