// How the token endpoints refuse: HubSpot's own status beside the error of RFC 6749.
import crypto from 'node:crypto';

const kinds = {
  BAD_CLIENT_ID: ['invalid_client', 'missing or unknown client id'],
  BAD_CLIENT_SECRET: ['invalid_client', 'missing or invalid client secret'],
  BAD_GRANT_TYPE: ['unsupported_grant_type', 'missing or unknown grant type'],
  BAD_AUTH_CODE: ['invalid_grant', 'missing or unknown auth code'],
  BAD_REFRESH_TOKEN: ['invalid_grant', 'missing or invalid refresh token'],
  BAD_REDIRECT_URI: ['invalid_grant', 'the redirect uri is not the one of the authorization'],
  BAD_CODE_VERIFIER: ['invalid_grant', 'missing or wrong code verifier'],
  BAD_HUB: ['access_denied', 'the account does not let this app in'],
  BAD_SCOPES: ['invalid_scope', 'scopes that were not granted'],
} as const;

/** The status is 400 throughout. */
export class OauthError extends Error {
  override name = 'OauthError';
  readonly status: keyof typeof kinds;
  constructor(status: keyof typeof kinds) {
    super(kinds[status][1]);
    this.status = status;
  }

  envelope(): Record<string, string> {
    const [error, message] = kinds[this.status];
    return {
      status: this.status,
      category: this.status,
      error,
      error_description: message,
      message,
      correlationId: crypto.randomUUID(),
    };
  }
}
