// One portal of the sandbox.

export interface SandboxPortal {
  portalId: number;
  name: string;
  accessToken: string;
  sample: boolean;
  /** The app may call: let in by consent or by the portal's access token. */
  installed: boolean;
  /** The access token alone lets the app in; false: it waits for someone's consent. */
  byToken: boolean;
}
