// What every page of the sandbox knows: the portal, the objects shown, the language.
import type { ObjectType } from './object-types.ts';
import type { PageWords } from './page-words.ts';
import type { SandboxPortal } from './sandbox-portal.ts';

export interface Look {
  portal: SandboxPortal;
  portals: SandboxPortal[];
  type: ObjectType;
  types: string[];
  locale: 'en' | 'vi';
  words: PageWords;
}
