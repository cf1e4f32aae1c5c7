// The address of HubSpot's consent page, with exactly the scopes of the manifest.

export interface AuthorizeRequest {
  /** Where HubSpot's pages are, without a trailing slash. */
  appUrl: string;
  clientId: string;
  redirectUri: string;
  requiredScopes: readonly string[];
  optionalScopes: readonly string[];
  state: string;
  /** SHA-256 of the verifier, base64url (RFC 7636). */
  challenge: string;
  /** Preselects a portal. */
  portalId: number | null;
}

export function oauthAuthorizeUrl(request: AuthorizeRequest): string {
  const { appUrl, clientId, redirectUri, requiredScopes, optionalScopes, state, challenge, portalId } = request;
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: requiredScopes.join(' '),
    ...(optionalScopes.length === 0 ? {} : { optional_scope: optionalScopes.join(' ') }),
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  // HubSpot's own links separate scopes by %20; a plus sign is not read as a space everywhere.
  const query = new URLSearchParams(parameters).toString().replaceAll('+', '%20');
  return `${appUrl}/oauth/${portalId === null ? '' : `${portalId}/`}authorize?${query}`;
}
