// What a QR code on a badge or card says: a vCard, MECARD or BIZCARD, else a text with an address in it.
import { type ContactCard, emptyCard } from './contact-card.ts';
import { parseVcards } from './parse-vcard.ts';

/** Null where the code holds no contact. */
export function parseCode(bytes: Uint8Array, source: string): ContactCard | null {
  const text = new TextDecoder('utf-8').decode(bytes).trim();
  if (/^BEGIN:VCARD/i.test(text)) return parseVcards(bytes, source)[0] ?? null;
  if (/^MECARD:/i.test(text)) return fromMecard(text.slice(7), source);
  if (/^BIZCARD:/i.test(text)) return fromBizcard(text.slice(8), source);
  return null;
}

/** `N:Last,First;TEL:…;EMAIL:…;;` with backslash escapes (NTT DoCoMo). */
function fromMecard(body: string, source: string): ContactCard {
  const card = emptyCard(source);
  for (const [key, value] of pairsOf(body)) {
    if (key === 'N') {
      const [family = '', given = ''] = value.split(',').map((part) => part.trim());
      card.name = { family, given, full: [given, family].filter((part) => part !== '').join(' ') };
    } else if (key === 'TEL') card.phones.push(value);
    else if (key === 'EMAIL') card.emails.push(value);
    else if (key === 'URL') card.urls.push(value);
    else if (key === 'ORG') card.company = value;
    else if (key === 'TITLE') card.title = value;
    else if (key === 'ADR') card.address = value;
    else if (key === 'NOTE') card.note = value;
  }
  return card;
}

/** N first name, X last name, T title, C company, A address, B M F phones, E e-mail. */
function fromBizcard(body: string, source: string): ContactCard {
  const card = emptyCard(source);
  for (const [key, value] of pairsOf(body)) {
    if (key === 'N') card.name.given = value;
    else if (key === 'X') card.name.family = value;
    else if (key === 'T') card.title = value;
    else if (key === 'C') card.company = value;
    else if (key === 'A') card.address = value;
    else if (key === 'B' || key === 'M') card.phones.push(value);
    else if (key === 'E') card.emails.push(value);
  }
  card.name.full = [card.name.given, card.name.family].filter((part) => part !== '').join(' ');
  return card;
}

function pairsOf(body: string): [string, string][] {
  return body
    .split(/(?<!\\);/)
    .map((part): [string, string] => {
      const at = part.indexOf(':');
      return [
        part.slice(0, at).trim().toUpperCase(),
        part
          .slice(at + 1)
          .replace(/\\(.)/g, '$1')
          .trim(),
      ];
    })
    .filter(([key, value]) => key !== '' && value !== '');
}
