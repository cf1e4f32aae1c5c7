// The front page with all portals, where a person adds one by name, and each portal's page about the app: in, out, in again.
import express from 'express';
import type { SandboxCore } from './api-context.ts';
import { findType } from './object-types.ts';
import { escapeHtml, page } from './page-layout.ts';
import { type Look, localeOf, lookOf, type PageDeps, shownTypes } from './page-look.ts';
import { type PageWords, pageWords } from './page-words.ts';
import { findOrMakePortal, installApp, uninstallApp } from './portals.ts';
import type { SandboxPortal } from './sandbox-portal.ts';
import { inTransaction } from './schema.ts';
import { userOf } from './users.ts';

const nameMax = 80;

export function portalPages(core: SandboxCore, deps: PageDeps): express.Router {
  const router = express.Router();
  router.get('/', async (request, response) => {
    const locale = localeOf(request);
    const portals = await deps.portals();
    const type = findType('companies');
    if (type === undefined) throw new Error('there are no companies');
    const words = pageWords[locale];
    const body = frontPage(portals, words);
    response.send(page({ portal: null, portals, type, types: shownTypes, locale, words, title: words.portals, body }));
  });
  router.post('/portal', async (request, response) => {
    const name = String(request.body?.name ?? '')
      .trim()
      .slice(0, nameMax);
    if (name === '') return response.redirect(303, '/');
    const { portalId } = await inTransaction(core.pool, (client) =>
      findOrMakePortal(client, { name, now: core.now(), byToken: false }),
    );
    response.redirect(303, `/portal/${portalId}/app`);
  });
  router.get('/portal/:portalId/app', async (request, response) => {
    const look = await lookOf(request, deps);
    response.send(page({ ...look, title: look.words.app, body: await appPage(core, look) }));
  });
  router.post('/portal/:portalId/uninstall', async (request, response) => {
    const { portal } = await lookOf(request, deps);
    await uninstallApp(core.pool, portal.portalId);
    response.redirect(303, `/portal/${portal.portalId}/app`);
  });
  router.post('/portal/:portalId/install', async (request, response) => {
    const { portal } = await lookOf(request, deps);
    if (portal.byToken) await installApp(core.pool, portal.portalId);
    response.redirect(303, `/portal/${portal.portalId}/app`);
  });
  return router;
}

function frontPage(portals: SandboxPortal[], words: PageWords): string {
  const rows = portals.map(
    ({ portalId, name, installed }) =>
      `<tr><td><a href="/portal/${portalId}/companies">${escapeHtml(name)}</a></td><td>${portalId}</td><td><a href="/portal/${portalId}/app">${escapeHtml(installed ? words.appInstalled : words.appNotInstalled)}</a></td></tr>`,
  );
  return [
    `<section><table><tr>${[words.name, words.portalNumber, words.app].map((each) => `<th>${escapeHtml(each)}</th>`).join('')}</tr>${rows.join('')}</table></section>`,
    `<section><h2>${escapeHtml(words.addPortal)}</h2><p>${escapeHtml(words.addPortalHelp)}</p><form method="post" action="/portal">`,
    `<label>${escapeHtml(words.name)}<input name="name" required maxlength="${nameMax}"></label><button class="primary">${escapeHtml(words.addPortal)}</button></form></section>`,
  ].join('');
}

async function appPage(core: SandboxCore, { portal, words }: Look): Promise<string> {
  const found = await core.pool.query<{ user_id: string; scopes: string[] }>(
    `select user_id, scopes from sandbox.token where portal_id = $1 and kind = 'refresh' order by token limit 50`,
    [portal.portalId],
  );
  const rows = found.rows.map(
    ({ user_id, scopes }) =>
      `<tr><td>${escapeHtml(userOf(Number(user_id)).email)}</td><td>${escapeHtml(scopes.join(', '))}</td></tr>`,
  );
  const button = (action: string, label: string, rest = ''): string =>
    `<form method="post" action="/portal/${portal.portalId}/${action}"><button${rest}>${escapeHtml(label)}</button></form>`;
  const state = portal.installed
    ? `<p>${escapeHtml(words.appInstalledHelp)}</p>${button('uninstall', words.uninstall)}`
    : `<p>${escapeHtml(words.appNotInstalledHelp)}</p>${portal.byToken ? button('install', words.installByToken, ' class="primary"') : ''}`;
  return [
    `<section><h2>${escapeHtml(portal.installed ? words.appInstalled : words.appNotInstalled)}</h2>${state}</section>`,
    rows.length === 0
      ? ''
      : `<section><h2>${escapeHtml(words.consents)}</h2><table><tr><th>${escapeHtml(words.email)}</th><th>${escapeHtml(words.requiredScopes)}</th></tr>${rows.join('')}</table></section>`,
  ].join('');
}
