import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { labelCardLines } from '../../src/identity/label-card-lines.ts';
import { sharedFile } from '../harness/shared-data.ts';

const toLines = (texts: string[]) => texts.map((text) => ({ text, confidence: 95, height: 0 }));

describe('the lines of a card are told apart by their words alone', () => {
  const truthSchema = z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      title: z.string(),
      company: z.string(),
      email: z.string(),
      lines: z.array(z.string()),
    }),
  );

  test('on every card of the set', () => {
    const file = sharedFile('data/cards/truth.json');
    if (file === null) return;
    const cards = truthSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    expect(cards.length).toBeGreaterThan(5);
    for (const { id, name, title, company, email, lines } of cards) {
      const card = labelCardLines(toLines(lines), { source: id });
      expect({ name: card.name.full, title: card.title, company: card.company, emails: card.emails }).toEqual({
        name,
        title,
        company,
        emails: [email],
      });
    }
  });

  test.each([
    {
      lines: [
        'ACME Holdings',
        'Maria Rossi',
        'Responsabile Acquisti',
        'mrossi©acme-holdings.it',
        'Tel. 02 1234 5678',
        'Via Dante 4, 20121 Milano',
      ],
      expected: {
        name: { full: 'Maria Rossi' },
        company: 'ACME Holdings',
        emails: ['mrossi@acme-holdings.it'],
        phones: ['+390212345678'],
        address: 'Via Dante 4, 20121 Milano',
      },
    },
    {
      lines: [
        'John Smith',
        'Purchasing Manager',
        'Northwind Traders Inc.',
        'T: (206) 555-0134',
        'Fax: (206) 555-0199',
        '22 Main St, Seattle WA 98101',
        'northwind.com',
      ],
      expected: {
        name: { full: 'John Smith' },
        title: 'Purchasing Manager',
        phones: ['+12065550134'],
        urls: ['northwind.com'],
      },
    },
    { lines: [], expected: { name: { full: '' }, warnings: ['No name was found.'] } },
  ])('$lines', ({ lines, expected }) => {
    expect(labelCardLines(toLines(lines), { source: 'text' })).toMatchObject(expected);
  });
});
