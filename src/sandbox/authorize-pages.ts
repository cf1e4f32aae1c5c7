// Where a person lets an app into a portal: HubSpot's consent page, which hands the app a code to change into tokens.
import crypto from 'node:crypto';
import express from 'express';
import { z } from 'zod';
import { query, readBody, type SandboxCore } from './api-context.ts';
import { WireError } from './errors.ts';
import { escapeHtml, page } from './page-layout.ts';
import { lookOf } from './pages.ts';
import type { SandboxPortal } from './sandbox-portal.ts';

const codeLifeMs = 300_000;
const askedSchema = z.object({
  client_id: z.string(),
  redirect_uri: z.string(),
  scope: z.string().default(''),
  state: z.string().default(''),
});
type Asked = z.infer<typeof askedSchema>;

/** To be mounted behind the pages, which guard forms under /portal and read them. */
export function authorizeRoutes(
  core: SandboxCore,
  { clientId, portals }: { clientId: string; portals: () => Promise<SandboxPortal[]> },
): express.Router {
  const router = express.Router();
  router.get('/oauth/authorize', async (request, response) => {
    const [first] = await portals();
    response.redirect(`/oauth/${first?.portalId ?? 0}/authorize?${queryOf(request)}`);
  });
  router.get('/oauth/:portalId/authorize', async (request, response) => {
    const names = Object.keys(askedSchema.shape);
    const asked = check(
      askedSchema.safeParse(Object.fromEntries(names.map((name) => [name, query(request, name)]))).data,
      clientId,
    );
    const look = await lookOf(request, { portals });
    const hidden = Object.entries(asked).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
    );
    const scopes = asked.scope.split(' ').map((scope) => `<li>${escapeHtml(scope)}</li>`);
    const others = look.portals
      .filter(({ portalId }) => portalId !== look.portal.portalId)
      .map(
        ({ portalId, name }) =>
          `<a href="/oauth/${portalId}/authorize?${escapeHtml(queryOf(request))}">${escapeHtml(name)}</a>`,
      );
    const body = [
      `<section><p>${escapeHtml(look.words.connectHelp)}</p><ul>${scopes.join('')}</ul>`,
      `<form method="post" action="/portal/${look.portal.portalId}/authorize">${hidden.join('')}<button class="primary">${escapeHtml(look.words.connect)}</button></form>`,
      others.length === 0 ? '' : `<p>${escapeHtml(look.words.otherPortals)} ${others.join(', ')}</p>`,
      '</section>',
    ];
    response.send(page({ ...look, title: look.words.connect, body: body.join('') }));
  });
  router.post('/portal/:portalId/authorize', async (request, response) => {
    const asked = check(readBody(request, askedSchema), clientId);
    const { portal } = await lookOf(request, { portals });
    const code = crypto.randomBytes(24).toString('base64url');
    const scopes = asked.scope.split(' ').filter((scope) => scope !== '');
    await core.pool.query(`insert into sandbox.token values ($1, $2, 'code', $3, $4)`, [
      code,
      portal.portalId,
      new Date(core.now() + codeLifeMs),
      scopes,
    ]);
    const back = new URL(asked.redirect_uri);
    back.searchParams.set('code', code);
    if (asked.state !== '') back.searchParams.set('state', asked.state);
    response.redirect(303, back.href);
  });
  return router;
}

function queryOf(request: express.Request): string {
  return new URL(request.originalUrl, 'http://sandbox').searchParams.toString();
}

/** As HubSpot: the app must be known, and codes go to https or to this machine only. @throws WireError 400 */
function check(asked: Asked | undefined, clientId: string): Asked {
  if (asked?.client_id !== clientId) throw new WireError(400, 'BAD_CLIENT_ID', 'missing or unknown client id');
  const target = URL.canParse(asked.redirect_uri) ? new URL(asked.redirect_uri) : null;
  const isLocal = target?.protocol === 'http:' && ['localhost', '127.0.0.1'].includes(target.hostname);
  if (target?.protocol !== 'https:' && !isLocal)
    throw new WireError(400, 'BAD_REDIRECT_URI', 'missing or invalid redirect uri');
  return asked;
}
