// One portal of the sandbox.

export interface SandboxPortal {
  portalId: number;
  name: string;
  accessToken: string;
  sample: boolean;
}
