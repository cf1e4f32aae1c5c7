// An app's way into a sandbox portal, for tests: what it asks for, what a person answers, and the tokens it gets.
import crypto from 'node:crypto';
import { z } from 'zod';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

export const redirectUri = 'http://localhost:3000/oauth/callback?from=here';
const grantSchema = z.object({ access_token: z.string(), refresh_token: z.string(), scopes: z.array(z.string()) });

/** One form to a token endpoint, with the app's own id and secret unless told otherwise. */
export async function askToken(
  { url, clientId, clientSecret }: Sandbox,
  path: string,
  fields: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${url}/oauth/2026-09/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...fields }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : z.record(z.string(), z.unknown()).parse(JSON.parse(text)) };
}

/** The form of the consent page, as its buttons send it. Null: no redirect came back. */
export async function answerConsent(
  sandbox: Sandbox,
  portalId: number,
  fields: Record<string, string>,
): Promise<{ status: number; back: URL | null }> {
  const asked = { client_id: sandbox.clientId, redirect_uri: redirectUri, scope: 'oauth', state: 's <1>' };
  const answer = await fetch(`${sandbox.url}/portal/${portalId}/authorize`, {
    method: 'POST',
    headers: { origin: sandbox.url },
    body: new URLSearchParams({ ...asked, ...fields }),
    redirect: 'manual',
  });
  const location = answer.headers.get('location');
  return { status: answer.status, back: location === null ? null : new URL(location) };
}

/** Consent by the admin, and the tokens for it, with PKCE. */
export async function install(sandbox: Sandbox, portalId: number, scope: string): Promise<z.infer<typeof grantSchema>> {
  const verifier = crypto.randomBytes(32).toString('base64url');
  const challenge = crypto.createHash('sha256').update(verifier).digest('base64url');
  const { back } = await answerConsent(sandbox, portalId, {
    scope,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  });
  const { body } = await askToken(sandbox, 'token', {
    grant_type: 'authorization_code',
    code: back?.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  return grantSchema.parse(body);
}
