// One CSV file of a HubSpot export, whatever its encoding and delimiter: which object it holds, and its rows in HubSpot's property names.
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { dealStages } from './property-definitions.ts';

export interface ExportRow {
  line: number;
  recordId: string | null;
  properties: Record<string, string>;
  companyIds: string[];
  companyNames: string[];
  contactIds: string[];
}

export interface ExportTable {
  file: string;
  type: 'companies' | 'contacts' | 'deals';
  rows: ExportRow[];
}

/** Export labels and internal names, folded, to property names. */
const columns: Record<ExportTable['type'], Record<string, string>> = {
  companies: {
    'company name': 'name',
    name: 'name',
    'company domain name': 'domain',
    domain: 'domain',
    'domain name': 'domain',
    industry: 'industry',
    'number of employees': 'numberofemployees',
    numberofemployees: 'numberofemployees',
    'annual revenue': 'annualrevenue',
    annualrevenue: 'annualrevenue',
    city: 'city',
    'country region': 'country',
    country: 'country',
    'street address': 'address',
    address: 'address',
    'state region': 'state',
    state: 'state',
    'postal code': 'zip',
    zip: 'zip',
    'phone number': 'phone',
    phone: 'phone',
    'company owner': 'owner',
    'create date': 'createdate',
    createdate: 'createdate',
  },
  contacts: {
    'first name': 'firstname',
    firstname: 'firstname',
    'last name': 'lastname',
    lastname: 'lastname',
    email: 'email',
    'job title': 'jobtitle',
    jobtitle: 'jobtitle',
    'phone number': 'phone',
    phone: 'phone',
    'mobile phone number': 'mobilephone',
    mobilephone: 'mobilephone',
    'company name': 'company',
    company: 'company',
    department: 'department',
    'buying role': 'hs_buying_role',
    'hs buying role': 'hs_buying_role',
    'employment seniority': 'hs_seniority',
    'hs seniority': 'hs_seniority',
    'contact owner': 'owner',
    'create date': 'createdate',
    createdate: 'createdate',
  },
  deals: {
    'deal name': 'dealname',
    dealname: 'dealname',
    amount: 'amount',
    'deal stage': 'dealstage',
    dealstage: 'dealstage',
    pipeline: 'pipeline',
    'close date': 'closedate',
    closedate: 'closedate',
    currency: 'deal_currency_code',
    'deal currency code': 'deal_currency_code',
    'deal type': 'dealtype',
    dealtype: 'dealtype',
    'deal owner': 'owner',
    'create date': 'createdate',
    createdate: 'createdate',
  },
};

type Rejected = { file: string; row: number; reason: string }[];

/** Null, with the reason among the rejected, where the file is none of the three. */
export function readExportTable(file: string, rejected: Rejected): ExportTable | null {
  const name = path.basename(file);
  const text = decode(fs.readFileSync(file));
  const delimiter =
    [',', ';', '\t'].sort(
      (a, b) => (text.split('\n')[0]?.split(b).length ?? 0) - (text.split('\n')[0]?.split(a).length ?? 0),
    )[0] ?? ',';
  let records: string[][];
  try {
    records = parse(text, { delimiter, relaxQuotes: true, relaxColumnCount: true, skipEmptyLines: true, bom: true });
  } catch {
    rejected.push({ file: name, row: 0, reason: 'The file is no CSV that can be read; export it again as CSV.' });
    return null;
  }
  const [headers = [], ...rows] = records;
  const folded = headers.map(fold);
  const type = typeOf(folded, name);
  if (type === null) {
    rejected.push({
      file: name,
      row: 0,
      reason:
        'The file holds neither companies, contacts nor deals: no column Company name, First Name, Email or Deal Name.',
    });
    return null;
  }
  return { file: name, type, rows: rows.map((cells, at) => toRow({ cells, folded, type, line: at + 2 })) };
}

function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function fold(header: string): string {
  return header
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

function typeOf(folded: string[], file: string): ExportTable['type'] | null {
  const has = (name: string): boolean => folded.includes(name);
  if (has('deal name') || has('dealname')) return 'deals';
  if (has('first name') || has('firstname') || has('last name') || has('lastname')) return 'contacts';
  if (has('company name') || has('company domain name') || (has('name') && (has('domain') || /compan/i.test(file))))
    return 'companies';
  return has('email') ? 'contacts' : null;
}

interface Cells {
  cells: string[];
  folded: string[];
  type: ExportTable['type'];
  line: number;
}

function toRow({ cells, folded, type, line }: Cells): ExportRow {
  const row: ExportRow = { line, recordId: null, properties: {}, companyIds: [], companyNames: [], contactIds: [] };
  folded.forEach((header, at) => {
    const value = (cells[at] ?? '').trim();
    if (value === '') return;
    if (['record id', 'hs object id', 'id'].includes(header)) row.recordId = value;
    else if (/^associated company ids?/.test(header)) row.companyIds.push(...splitIds(value));
    else if (/^associated contact ids?/.test(header)) row.contactIds.push(...splitIds(value));
    else if (/^(associated company|primary associated company|associated company names?)$/.test(header))
      row.companyNames.push(...value.split(';').map((part) => part.trim()));
    const property = columns[type][header];
    if (property !== undefined) row.properties[property] = normal(property, value);
  });
  if (type === 'contacts' && row.properties.company !== undefined) row.companyNames.push(row.properties.company);
  if (type === 'deals') row.properties.pipeline = 'default';
  return row;
}

function splitIds(value: string): string[] {
  return value.split(/[;,\s]+/).filter((part) => /^\d+$/.test(part));
}

/** Labels back to internal values, amounts without thousands signs, dates in ISO. */
function normal(property: string, value: string): string {
  if (property === 'dealstage') return stageOf(value);
  if (property === 'hs_buying_role')
    return value
      .split(';')
      .map((part) =>
        part
          .trim()
          .toUpperCase()
          .replace(/&/g, 'AND')
          .replace(/[^A-Z]+/g, '_'),
      )
      .join(';');
  if (property === 'hs_seniority') return value.toLowerCase();
  if (property === 'dealtype') return /exist/i.test(value) ? 'existingbusiness' : 'newbusiness';
  if (['amount', 'annualrevenue', 'numberofemployees'].includes(property)) return plainNumber(value);
  if (['closedate', 'createdate'].includes(property)) return isoDate(value);
  return value;
}

/** `$1,200.50`, `1.200,50 €` and `1200` alike; what holds no digit stays, so that the portal refuses it. */
function plainNumber(value: string): string {
  const digits = value.replace(/[^\d.,-]/g, '');
  if (!/\d/.test(digits)) return value;
  const [point, comma] = [digits.lastIndexOf('.'), digits.lastIndexOf(',')];
  const isCommaDecimal = comma > point && (point >= 0 || !/^-?\d{1,3}(,\d{3})+$/.test(digits));
  return isCommaDecimal ? digits.replaceAll('.', '').replace(',', '.') : digits.replaceAll(',', '');
}

function stageOf(value: string): string {
  const plain = value.toLowerCase().replace(/[^a-z]/g, '');
  const found = dealStages.find(
    ({ id, label }) => id === plain || label.toLowerCase().replace(/[^a-z]/g, '') === plain,
  );
  if (found !== undefined) return found.id;
  if (/won|thang/.test(plain)) return 'closedwon';
  return /lost|thua/.test(plain) ? 'closedlost' : 'qualifiedtobuy';
}

/** HubSpot writes `2026-03-01 09:30`; anything else that JavaScript reads is taken too, the rest is refused by the portal. */
function isoDate(value: string): string {
  const time = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}/.test(value)
    ? Date.parse(`${value.replace(' ', 'T')}Z`)
    : Date.parse(value);
  return Number.isNaN(time) ? value : new Date(time).toISOString();
}
