// Says of each line of a business card what it is: e-mail, web, phone, address, name, title, company. Rules in the order in which they
// are sure: what has a form of its own first, then name, title and company by the words and by the e-mail's own spelling of both.
import { findPhoneNumbersInText } from 'libphonenumber-js/max';
import { parse as parseDomain } from 'tldts';
import { type ContactCard, emptyCard } from './contact-card.ts';
import { displayName } from './display-name.ts';
import { foldText, stripMarks } from './fold-text.ts';
import { type CountryCode, defaultCountry } from './phone-country.ts';

export interface CardLine {
  text: string;
  /** 0 to 100, as the reader says. */
  confidence: number;
  /** Height in pixels, or 0 where unknown; names stand larger than the rest. */
  height: number;
}

const titleWords =
  /\b(director|manager|president|vice|chief|officer|head|lead|leader|engineer|developer|consultant|analyst|sales|marketing|account|executive|assistant|secretary|buyer|purchasing|partner|owner|founder|ceo|cfo|cto|coo|cio|cmo|vp|svp|evp|specialist|coordinator|architect|designer|scientist|professor|advisor|representative|supervisor|technician|accountant|lawyer|attorney|counsel|editor|agent|broker|trainee|intern|giam doc|truong phong|pho phong|chuyen vien|nhan vien|ke toan|ky su|tong giam doc|pho giam doc|chu tich|quan ly|tro ly|thu ky|tu van|kinh doanh|phu trach|dai dien|geschaftsfuhrer|geschaeftsfuehrer|leiter|leiterin|leitung|vertrieb|einkauf|einkaufer|berater|beraterin|prokurist|inhaber|vorstand|assistenz|sachbearbeiter|entwickler|ingenieur|directeur|directrice|responsable|gerant|acheteur|gerente|jefe|director general|comercial|responsabile|direttore)\b/;
const companyWords =
  /\b(inc|corp|corporation|company|co|ltd|limited|llc|llp|plc|gmbh|ag|kg|ohg|ug|sarl|sas|srl|spa|bv|nv|ab|oy|kk|pty|pte|sdn bhd|jsc|tnhh|ctcp|cong ty|co phan|cty|tap doan|ngan hang|bank|group|holding|holdings|solutions|systems|analytics|technologies|technology|consulting|partners|services|software|logistics|industries|industrial|maschinenbau|university|institute|hospital|agency|studio|labs|media|trading|international|truong|vien)\b/;
const addressWords =
  /\b(street|st|road|rd|avenue|ave|boulevard|blvd|lane|drive|suite|floor|fl|building|tower|square|circus|court|po box|p o box|duong|phuong|quan|huyen|thanh pho|tp|tinh|toa nha|tang|lau|so nha|khu|ngo|hem|strasse|str|platz|weg|allee|gasse|rue|calle|plaza|via|viale)\b|stra(ss|ß|f|s)e?\b/;
const faxLabel = /^\s*(f|fax|telefax)\b[\s.:]*/i;

interface Labelled {
  card: ContactCard;
  country: CountryCode | undefined;
  rest: CardLine[];
}

/** A card from its lines, top to bottom. `country` is the default for phones without a prefix, else the address and domains tell it. */
export function labelCardLines(
  lines: CardLine[],
  options: { source: string; country?: CountryCode | undefined },
): ContactCard {
  const card = emptyCard(options.source);
  const cleaned = lines.map((line) => ({ ...line, text: repairLine(line.text) })).filter((line) => line.text !== '');
  const country = options.country ?? defaultCountry(cleaned.map((line) => line.text).join('\n'));
  const labelled: Labelled = { card, country, rest: [] };
  for (const line of cleaned) labelByForm(labelled, line);
  labelByWords(labelled);
  if (cleaned.some((line) => line.confidence > 0 && line.confidence < 60))
    card.warnings.push('Some lines were hard to read: check them.');
  if (card.name.full === '') card.warnings.push('No name was found.');
  return card;
}

/** OCR writes © and ® for @, and spaces around the signs of an address. */
function repairLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(/^[\s|'‘’"“”»«•·*_~=-]+|[\s|'‘’"“”»«•·*_~=]+$/g, '')
    .replace(/(\w)\s?[©®]\s?(?=[\w-]+\.)/g, '$1@')
    .replace(/\s*@\s*/g, '@')
    .replace(/@([\w-]+)\s*[.,]\s*(?=[a-z]{2,})/gi, '@$1.')
    .replace(/\s+/g, ' ')
    .trim();
}

function labelByForm(labelled: Labelled, line: CardLine): void {
  const { card } = labelled;
  const email = /[\w.+'-]+@[\w-]+(\.[\w-]+)+/.exec(line.text)?.[0];
  if (email !== undefined) card.emails.push(email.toLowerCase());
  const withoutEmail = email === undefined ? line.text : line.text.replace(email, ' ');
  const url = findUrl(withoutEmail);
  if (url !== null) card.urls.push(url.toLowerCase());
  const remaining = url === null ? withoutEmail : withoutEmail.replace(url, ' ');
  const isPostcode = /〒|^\d{3}-\d{4}$/.test(remaining.trim());
  const found = isPostcode ? [] : phonesIn(remaining, labelled.country);
  if (found.length > 0 && !faxLabel.test(remaining))
    card.phones.push(...found.filter((phone) => !card.phones.includes(phone)));
  const hasForm = email !== undefined || url !== null || found.length > 0;
  if (!hasForm && isAddress(remaining))
    card.address = card.address === '' ? remaining : `${card.address}, ${remaining}`;
  else if (!hasForm) labelled.rest.push({ ...line, text: remaining });
}

function findUrl(text: string): string | null {
  const explicit = /(https?:\/\/|www\.)[^\s,;]+/i.exec(text)?.[0];
  if (explicit !== undefined) return explicit.replace(/[.,;]+$/, '');
  const word = text.split(/\s+/).find((part) => /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/\S*)?$/i.test(part));
  if (word === undefined) return null;
  const domain = parseDomain(word);
  return domain.isIcann === true && domain.domain !== null && /[a-z]/i.test(domain.domainWithoutSuffix ?? '')
    ? word
    : null;
}

function phonesIn(text: string, country: CountryCode | undefined): string[] {
  const written = text.replace(/\(0\)/g, '').replace(/(?<=\d)[.·](?=\d)/g, ' ');
  const found = findPhoneNumbersInText(written, country === undefined ? {} : { defaultCountry: country }).map(
    ({ number }) => number.number,
  );
  if (found.length > 0) return found.map(String);
  const digits = text.replace(/\D/g, '');
  return /^[\s\p{L}.:+()\d/-]{0,40}$/u.test(text) && digits.length >= 8 && digits.length <= 15
    ? [text.replace(/^[^\d+(]+/, '').trim()]
    : [];
}

function isAddress(text: string): boolean {
  const folded = foldText(text);
  return (
    (addressWords.test(folded) && (/\d/.test(text) || text.includes(','))) ||
    /\b\d{4,6}\s+\p{Lu}|\p{Lu}[\p{L}]+\s+[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b/u.test(text)
  );
}

/** Name, title and company: the assignment of lines that fits best as a whole. */
function labelByWords({ card, rest }: Labelled): void {
  const tallest = Math.max(...rest.map((line) => line.height), 1);
  const scores = rest.map((line) => ({
    line,
    name: nameScore(line, card, tallest),
    title: titleWords.test(foldText(line.text)) ? 3 : 0,
    company: companyScore(line, card),
  }));
  const best = <Key extends 'name' | 'title' | 'company'>(key: Key, others: Key[], taken: CardLine[]) =>
    scores
      .filter(({ line }) => !taken.includes(line))
      .map((score) => ({
        line: score.line,
        margin: score[key] - Math.max(...others.map((other) => score[other])) * 0.6,
        score: score[key],
      }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.margin - a.margin)[0]?.line;
  const name = best('name', ['title', 'company'], []);
  const company = best('company', ['title', 'name'], name === undefined ? [] : [name]);
  const title = best(
    'title',
    ['company', 'name'],
    [name, company].filter((line) => line !== undefined),
  );
  if (name !== undefined) card.name = displayName(name.text);
  card.company = company?.text ?? '';
  card.title = title?.text ?? '';
  const left = rest.filter((line) => line !== name && line !== company && line !== title).map((line) => line.text);
  if (card.title === '' && left.length > 0 && name !== undefined) card.title = nextLine(rest, name, left) ?? '';
  card.note = left.filter((text) => text !== card.title).join('\n');
}

function nextLine(rest: CardLine[], name: CardLine, left: string[]): string | undefined {
  const below = rest[rest.indexOf(name) + 1]?.text;
  return below !== undefined && left.includes(below) && !/\d/.test(below) ? below : undefined;
}

function nameScore(line: CardLine, card: ContactCard, tallest: number): number {
  const words = line.text.replace(/\b(dr|prof|mr|mrs|ms|ing|dipl)\.?(-ing\.?)?\s/gi, '').split(' ');
  if (/\d|[&@/]/.test(line.text.replace(/&(?=\p{Ll})/gu, '')) || words.length > 6) return 0;
  const folded = foldText(line.text);
  let score = words.length >= 2 && words.length <= 5 ? 1 : 0;
  if (words.every((word) => /^\p{Lu}/u.test(word) || /^(van|von|de|der|den|da|di|del|la|le|bin|ter|zu)$/i.test(word)))
    score += 1;
  score += 1.5 * (line.height / tallest);
  score += 3 * localOverlap(words, card.emails[0]?.split('@')[0] ?? '');
  if (/^(nguyen|tran|le|pham|huynh|hoang|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly)\b/.test(folded)) score += 1;
  if (titleWords.test(folded)) score -= 2;
  if (companyWords.test(folded)) score -= 2;
  return Math.max(0, score);
}

/** How much of the mailbox name the words spell: j.weissmueller by Jürgen Weißmüller. */
function localOverlap(words: string[], local: string): number {
  const parts = local.split(/[._-]+/).filter((part) => part.length > 0);
  if (parts.length === 0) return 0;
  const spelled = words.map((word) =>
    stripMarks(word.replace(/ä/gi, 'ae').replace(/ö/gi, 'oe').replace(/ü/gi, 'ue')).replace(/[^a-z]/g, ''),
  );
  const plain = words.map((word) => stripMarks(word).replace(/[^a-z]/g, ''));
  const hits = parts.filter((part) =>
    [...spelled, ...plain].some(
      (word) =>
        word !== '' &&
        (word === part || (part.length === 1 && word.startsWith(part)) || (word.length > 3 && part.includes(word))),
    ),
  );
  return hits.length / parts.length;
}

function companyScore(line: CardLine, card: ContactCard): number {
  const folded = foldText(line.text);
  const site = card.emails[0]?.split('@')[1] ?? card.urls[0] ?? '';
  const domain = (parseDomain(site).domainWithoutSuffix ?? '').replace(/[^a-z0-9]/g, '');
  const joined = stripMarks(line.text.replace(/ä/gi, 'ae').replace(/ö/gi, 'oe').replace(/ü/gi, 'ue')).replace(
    /[^a-z0-9]/g,
    '',
  );
  const words = folded.split(' ').filter((word) => word.length > 2);
  let score = companyWords.test(folded) ? 2.5 : 0;
  if (domain.length > 2 && joined.includes(domain)) score += 3;
  else if (domain.length > 3 && words.some((word) => word.length > 3 && domain.includes(word))) score += 2;
  if (titleWords.test(folded) && score < 3) score -= 1;
  return Math.max(0, score);
}
