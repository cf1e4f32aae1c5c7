// Contacts out of the rows of a list, as card readers answer them: exports of CRMs, address books, events and badge scanners.
import { type ContactCard, emptyCard } from './contact-card.ts';
import { displayName } from './display-name.ts';
import type { IdentityField } from './field-names.ts';
import { recognizeColumns } from './fields.ts';

interface ListOfPeople {
  headers: string[];
  rows: string[][];
  /** Line of the file on which each row starts. */
  lines: number[];
}

interface TableCards {
  cards: ContactCard[];
  /** What was left out, with its line and why. */
  refused: string[];
}

const cellMax = 5_000;

/** Null where the columns do not name people. One card a row; a row that names nobody is refused, the others go on. */
export function cardsOfTable({ headers, rows, lines }: ListOfPeople, source: string): TableCards | null {
  const { fields } = recognizeColumns(headers, { rows: rows.slice(0, 400) });
  const telling = new Set(fields.filter((field) => field !== null && naming.has(field)));
  if (telling.size === 0 || new Set(fields.filter((field) => field !== null)).size < 2) return null;
  const cards: ContactCard[] = [];
  const refused: string[] = [];
  rows.forEach((row, position) => {
    const line = lines[position] ?? position + 2;
    const card = cardOfRow(row, fields, `${source}#${line}`);
    if (row.some((cell) => cell.length > cellMax))
      refused.push(`line ${line}: a cell is longer than ${cellMax} characters`);
    else if (card === null) refused.push(`line ${line}: it names nobody and gives no e-mail or phone`);
    else cards.push(card);
  });
  return { cards, refused };
}

const naming = new Set<IdentityField>(['given_name', 'surname', 'full_name', 'email', 'phone', 'company']);

function cardOfRow(row: string[], fields: (IdentityField | null)[], source: string): ContactCard | null {
  const all = (field: IdentityField): string[] =>
    fields.flatMap((known, position) =>
      known === field && isSaid(row[position]) ? [(row[position] ?? '').trim()] : [],
    );
  const first = (field: IdentityField): string => all(field)[0] ?? '';
  const card = emptyCard(source);
  const [given, middle, family] = [first('given_name'), first('middle_name'), first('surname')];
  card.name = {
    given: [given, middle].filter(Boolean).join(' '),
    family,
    full: first('full_name') || [given, middle, family].filter(Boolean).join(' '),
  };
  if (card.name.given === '' && card.name.family === '' && card.name.full !== '')
    card.name = displayName(card.name.full);
  card.title = first('title');
  card.company = first('company');
  card.emails = listed(all('email')).map((email) => email.toLowerCase());
  card.phones = listed(all('phone'));
  card.urls = [...new Set([...all('web'), ...all('profile')])];
  card.address = addressParts.flatMap(all).filter(Boolean).join(', ');
  const isNobody = card.name.full === '' && card.company === '' && card.emails.length === 0 && card.phones.length === 0;
  return isNobody ? null : card;
}

const addressParts: IdentityField[] = ['street', 'address', 'street_2', 'postcode', 'city', 'state', 'country'];

function isSaid(cell: string | undefined): boolean {
  return cell !== undefined && !/^\s*(|--+|n\/a|null)\s*$/i.test(cell);
}

function listed(cells: string[]): string[] {
  return [...new Set(cells.flatMap((cell) => cell.split(/[;,\n|]|\s:::\s/)).map((part) => part.trim()))].filter(
    (part) => part !== '',
  );
}
