// Where a person lets an app into a portal: HubSpot's consent page, which hands the app a code to change into tokens.
import crypto from 'node:crypto';
import express from 'express';
import { z } from 'zod';
import { query, readBody, type SandboxCore } from './api-context.ts';
import { WireError } from './errors.ts';
import { escapeHtml, page } from './page-layout.ts';
import { lookOf } from './page-look.ts';
import type { SandboxPortal } from './sandbox-portal.ts';
import { sandboxUsers } from './users.ts';

const codeLifeMs = 300_000;
const askedSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  scope: z.string().default(''),
  optional_scope: z.string().default(''),
  state: z.string().default(''),
  code_challenge: z.string().default(''),
  code_challenge_method: z.string().default(''),
});
type Asked = z.infer<typeof askedSchema>;
const decisionSchema = askedSchema.extend({
  user: z.coerce.number().default(1),
  decision: z.enum(['connect', 'deny']).default('connect'),
});

interface Deps {
  clientId: string;
  portals: () => Promise<SandboxPortal[]>;
}

/** To be mounted behind the pages, which guard forms under /portal and read them. */
export function authorizeRoutes(core: SandboxCore, { clientId, portals }: Deps): express.Router {
  const router = express.Router();
  router.get('/oauth/authorize', async (request, response) => {
    const [first] = await portals();
    response.redirect(`/oauth/${first?.portalId ?? 0}/authorize?${queryOf(request)}`);
  });
  router.get('/oauth/:portalId/authorize', async (request, response) => {
    const names = Object.keys(askedSchema.shape);
    const parsed = askedSchema.safeParse(Object.fromEntries(names.map((name) => [name, query(request, name)])));
    const asked = check(parsed.data, clientId);
    const look = await lookOf(request, { portals });
    response.send(
      page({
        ...look,
        title: look.words.connect,
        search: queryOf(request),
        body: consentForm(look, asked, queryOf(request)),
      }),
    );
  });
  router.post('/portal/:portalId/authorize', async (request, response) => {
    const { user, decision, ...rest } = readBody(request, decisionSchema);
    const asked = check(rest, clientId);
    const look = await lookOf(request, { portals });
    if (decision === 'deny') return response.redirect(303, refusal(asked));
    const { lackingScopes } = core.faults.of(look.portal.portalId);
    const lacking = scopesOf(asked.scope).filter((scope) => lackingScopes.includes(scope));
    const mayInstall = sandboxUsers.some(({ userId, isSuperAdmin }) => userId === user && isSuperAdmin);
    if (!mayInstall || lacking.length > 0) {
      const reason =
        lacking.length > 0 ? `${look.words.lackingScopes} ${lacking.join(', ')}` : look.words.mayNotInstall;
      const body = `<section role="alert"><p>${escapeHtml(reason)}</p></section>${consentForm(look, asked, new URLSearchParams(asked).toString())}`;
      return response.status(403).send(page({ ...look, title: look.words.connect, body }));
    }
    const optional = scopesOf(asked.optional_scope).filter((scope) => !lackingScopes.includes(scope));
    const scopes = [...new Set([...scopesOf(asked.scope), ...optional])];
    response.redirect(
      303,
      withAnswer(asked, { code: await makeCode(core, look.portal.portalId, { asked, scopes, user }) }),
    );
  });
  return router;
}

async function makeCode(
  core: SandboxCore,
  portalId: number,
  { asked, scopes, user }: { asked: Asked; scopes: string[]; user: number },
): Promise<string> {
  const code = crypto.randomBytes(24).toString('base64url');
  await core.pool.query(
    `insert into sandbox.token (token, portal_id, kind, expires_at, scopes, user_id, redirect_uri, code_challenge)
     values ($1, $2, 'code', $3, $4, $5, $6, nullif($7, ''))`,
    [code, portalId, new Date(core.now() + codeLifeMs), scopes, user, asked.redirect_uri, asked.code_challenge],
  );
  return code;
}

function refusal(asked: Asked): string {
  return withAnswer(asked, { error: 'access_denied', error_description: 'The user denied access to the app.' });
}

/** Back to the app, its own query kept and its state untouched. */
function withAnswer(asked: Asked, answer: Record<string, string>): string {
  const back = new URL(asked.redirect_uri);
  for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
  if (asked.state !== '') back.searchParams.set('state', asked.state);
  return back.href;
}

function scopesOf(text: string): string[] {
  return text.split(' ').filter((scope) => scope !== '');
}

type Look = Awaited<ReturnType<typeof lookOf>>;

function consentForm({ portal, portals, words }: Look, asked: Asked, search: string): string {
  const hidden = Object.entries(asked).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
  );
  const list = (scopes: string[]): string =>
    `<ul>${scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>`;
  const optional = scopesOf(asked.optional_scope);
  const users = sandboxUsers.map(
    ({ userId, name, email, isSuperAdmin }) =>
      `<label class="choice"><input type="radio" name="user" value="${userId}"${userId === 1 ? ' checked' : ''}><span>${escapeHtml(name)} · ${escapeHtml(email)} <span class="tag">${escapeHtml(isSuperAdmin ? words.superAdmin : words.ordinaryUser)}</span></span></label>`,
  );
  const others = portals
    .filter(({ portalId }) => portalId !== portal.portalId)
    .map(
      ({ portalId, name }) =>
        `<li><a href="/oauth/${portalId}/authorize?${escapeHtml(search)}">${escapeHtml(name)}</a></li>`,
    );
  return [
    `<section><p>${escapeHtml(words.connectHelp)} <strong>${escapeHtml(portal.name)}</strong></p>`,
    `<h2>${escapeHtml(words.requiredScopes)}</h2>${list(scopesOf(asked.scope))}`,
    optional.length === 0 ? '' : `<h2>${escapeHtml(words.optionalScopes)}</h2>${list(optional)}`,
    `<form method="post" action="/portal/${portal.portalId}/authorize">${hidden.join('')}<fieldset><legend>${escapeHtml(words.signedInAs)}</legend>${users.join('')}</fieldset>`,
    `<button class="primary" name="decision" value="connect">${escapeHtml(words.connect)}</button><button name="decision" value="deny">${escapeHtml(words.deny)}</button></form></section>`,
    others.length === 0
      ? ''
      : `<section><h2>${escapeHtml(words.otherPortals)}</h2><ul>${others.join('')}</ul></section>`,
  ].join('');
}

function queryOf(request: express.Request): string {
  return new URL(request.originalUrl, 'http://sandbox').searchParams.toString();
}

/** As HubSpot: the app must be known, codes go to https or to this machine only, and PKCE knows S256 alone. @throws WireError 400 */
function check(asked: Asked | undefined, clientId: string): Asked {
  if (asked?.client_id !== clientId) throw new WireError(400, 'BAD_CLIENT_ID', 'missing or unknown client id');
  const target = URL.canParse(asked.redirect_uri) ? new URL(asked.redirect_uri) : null;
  const isLocal = target?.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(target.hostname);
  if (target?.protocol !== 'https:' && !isLocal)
    throw new WireError(400, 'BAD_REDIRECT_URI', 'missing or invalid redirect uri');
  const isChallenge = asked.code_challenge_method === 'S256' && /^[A-Za-z0-9_-]{43}$/.test(asked.code_challenge);
  if ((asked.code_challenge !== '' || asked.code_challenge_method !== '') && !isChallenge)
    throw new WireError(400, 'BAD_CODE_CHALLENGE', 'only S256 code challenges are known');
  return asked;
}
