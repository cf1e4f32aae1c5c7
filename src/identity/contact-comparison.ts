// How mailboxes and phones of two records are compared.
import { type Comparison, level } from './comparison-level.ts';
import { digitsOf } from './fold-text.ts';
import type { IdentityRecord } from './identity-record.ts';
import { editDistance, jaroWinkler, withinOneEdit } from './string-similarity.ts';

export const email: Comparison = {
  name: 'email',
  differentMax: 0.4,
  usualShare: 0.000002,
  levels: [
    level('exact', true),
    level('same_mailbox_name', true),
    level('nearly'),
    level('similar'),
    level('other_digits'),
    level('different'),
  ],
  value: (record) => record.email,
  compare(left, right) {
    if (left.email === '' || right.email === '') return -1;
    if (left.email === right.email || left.emails.some((mailbox) => right.emails.includes(mailbox))) return 0;
    if (left.emailLocal !== '' && left.emailLocal === right.emailLocal)
      return isSpelledName(left) && !/\d\d/.test(left.emailLocal) ? -1 : 1;
    if (isNearMailbox(left, right)) return nearLevel(left, right);
    if (left.emailLocal === '' || right.emailLocal === '' || isSpelledName(left) || isSpelledName(right)) return 5;
    return jaroWinkler(left.emailLocal, right.emailLocal) >= 0.88 ? 3 : 5;
  },
};

/** One slip, two in long ones. */
function isNearMailbox(left: IdentityRecord, right: IdentityRecord): boolean {
  const shorter = Math.min(left.email.indexOf('@'), right.email.indexOf('@'));
  const limit = shorter >= 6 ? 2 : shorter >= 4 ? 1 : 0;
  return limit > 0 && editDistance({ left: left.email, right: right.email, limit }) <= limit;
}

/** `an.nguyen21` and `an.nguyen59` are two people of one name, not one with a slip. */
function nearLevel(left: IdentityRecord, right: IdentityRecord): number {
  const [a, b] = [digitsOf(left.email), digitsOf(right.email)];
  const areSpelled = isSpelledName(left) && isSpelledName(right);
  if (areSpelled && left.given !== '' && right.given !== '' && left.given[0] !== right.given[0]) return 5;
  if (a === b) return 2;
  return areSpelled && !withinOneEdit(a, b) ? 5 : 4;
}

/** Whether the mailbox name is nothing but the person's name, and digits perhaps: at another domain it says no more than the name does. */
function isSpelledName({ emailLocal, given, surname, middle }: IdentityRecord): boolean {
  const rest = [surname, given, middle]
    .flatMap((name) => name.split(' '))
    .filter((word) => word.length > 1)
    .reduce((local, word) => local.replace(word, ''), emailLocal);
  return rest !== emailLocal && /^[a-z]?[._-]*[a-z]?[._-]*[a-z]?$/.test(rest.replace(/\d+/g, ''));
}

export const phone: Comparison = {
  name: 'phone',
  nearShare: 0.002,
  differentMax: 0.4,
  usualShare: 0.000003,
  levels: [level('exact', true), level('one_digit'), level('different')],
  value: (record) => record.phones[0] ?? '',
  compare(left, right) {
    if (left.phones.length === 0 || right.phones.length === 0) return -1;
    let best = 2;
    for (const a of left.phones) {
      for (const b of right.phones) {
        if (a === b || isShortForm(a, b)) return 0;
        if (best === 2 && a.length >= 7 && withinOneEdit(a, b)) best = 1;
      }
    }
    return best;
  },
};

/** A number without its area code. */
function isShortForm(a: string, b: string): boolean {
  if (a.length === b.length || Math.min(a.length, b.length) < 7) return false;
  return a.endsWith(b) || b.endsWith(a);
}
