// The people of every sandbox portal: one who may let apps in, and one who may not.

export interface SandboxUser {
  userId: number;
  email: string;
  name: string;
  /** HubSpot wants Super Admin or App Marketplace Access of whoever installs. */
  isSuperAdmin: boolean;
}

const admin: SandboxUser = { userId: 1, email: 'admin@sandbox.example', name: 'Alex Admin', isSuperAdmin: true };

export const sandboxUsers: SandboxUser[] = [
  admin,
  { userId: 2, email: 'rep@sandbox.example', name: 'Robin Rep', isSuperAdmin: false },
];

/** The admin where the id is nobody's. */
export function userOf(userId: number): SandboxUser {
  return sandboxUsers.find((user) => user.userId === userId) ?? admin;
}
