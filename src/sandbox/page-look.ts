// What every page of the sandbox knows: the portal, the objects shown, the language.
import type express from 'express';
import { WireError } from './errors.ts';
import { findType, type ObjectType } from './object-types.ts';
import { type PageWords, pageWords } from './page-words.ts';
import type { SandboxPortal } from './sandbox-portal.ts';

export interface Look {
  portal: SandboxPortal;
  portals: SandboxPortal[];
  type: ObjectType;
  types: string[];
  locale: 'en' | 'vi';
  words: PageWords;
}

export interface PageDeps {
  portals: () => Promise<SandboxPortal[]>;
}

export const shownTypes = ['companies', 'contacts', 'deals', 'tickets', 'tasks'];

/** The portal of the address, the type where it names one, and the language asked for. @throws WireError 404 */
export async function lookOf(request: express.Request, deps: PageDeps): Promise<Look> {
  const portals = await deps.portals();
  const portal = portals.find(({ portalId }) => String(portalId) === request.params.portalId);
  const type = findType(String(request.params.type ?? 'companies'));
  if (portal === undefined || type === undefined) throw new WireError(404, 'NOT_FOUND', 'There is no such page.');
  const locale = localeOf(request);
  return { portal, portals, type, types: shownTypes, locale, words: pageWords[locale] };
}

/** As asked for in the address, else as chosen before, else as the browser prefers. */
export function localeOf(request: express.Request): 'en' | 'vi' {
  const asked =
    String(request.query.lang ?? '') ||
    /(?:^|;\s*)lang=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ||
    request.acceptsLanguages(['en', 'vi']) ||
    'en';
  const locale = asked === 'vi' ? 'vi' : 'en';
  if (typeof request.query.lang === 'string')
    request.res?.cookie('lang', locale, { sameSite: 'strict', httpOnly: true });
  return locale;
}
