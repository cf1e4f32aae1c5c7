// The scopes that a call needs, as far as HubSpot says; what is not listed needs none beyond a token.
import { findType } from './object-types.ts';

/** Scopes by object: to read, to write, to read and to change its properties. Tasks, notes, calls and meetings ride on contacts. */
const byObject: Record<string, { read: string; write: string; schema: string }> = {
  contacts: { read: 'crm.objects.contacts.read', write: 'crm.objects.contacts.write', schema: 'crm.schemas.contacts' },
  companies: {
    read: 'crm.objects.companies.read',
    write: 'crm.objects.companies.write',
    schema: 'crm.schemas.companies',
  },
  deals: { read: 'crm.objects.deals.read', write: 'crm.objects.deals.write', schema: 'crm.schemas.deals' },
  line_items: {
    read: 'crm.objects.line_items.read',
    write: 'crm.objects.line_items.write',
    schema: 'crm.schemas.line_items',
  },
  tickets: { read: 'tickets', write: 'tickets', schema: 'tickets' },
  emails: { read: 'sales-email-read', write: 'crm.objects.contacts.write', schema: 'crm.schemas.contacts' },
};

/** Each entry a list of scopes of which one is enough. */
export function neededScopes(method: string, path: string): string[][] {
  const [, area, kind, , ...rest] = path.split('/');
  if (area !== 'crm') return [];
  if (kind === 'owners') return [['crm.objects.owners.read']];
  const isRead = method === 'GET' || /\/(batch\/read|search)$/.test(path);
  const objects = [rest[0], kind === 'associations' ? rest[1] : undefined, nextObject(kind, rest)].flatMap((name) => {
    const type = name === undefined ? undefined : findType(name);
    return type === undefined ? [] : [byObject[type.name] ?? byObject.contacts];
  });
  return objects.flatMap((scopes) => {
    if (scopes === undefined) return [];
    if (kind === 'properties')
      return [
        isRead
          ? [`${scopes.schema}.read`, scopes.read]
          : scopes.schema.startsWith('crm.')
            ? [`${scopes.schema}.write`]
            : [scopes.write],
      ];
    if (kind === 'objects' || kind === 'associations') return [[isRead ? scopes.read : scopes.write]];
    return [];
  });
}

/** The far end of /crm/objects/…/{from}/{id}/associations/{to}. */
function nextObject(kind: string | undefined, rest: string[]): string | undefined {
  if (kind !== 'objects' || rest[2] !== 'associations') return undefined;
  return rest[3] === 'default' ? rest[4] : rest[3];
}
