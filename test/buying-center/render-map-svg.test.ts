import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import { layoutMap } from '../../src/buying-center/layout-map.ts';
import type { MapSize } from '../../src/buying-center/layout-model.ts';
import type { AccountInput } from '../../src/buying-center/model.ts';
import { renderMapSvg } from '../../src/buying-center/render-map-svg.ts';
import { fitText, textWidth } from '../../src/buying-center/svg-text.ts';
import type { Locale } from '../../src/buying-center/words.ts';
import { account, madeAccount, person, quickStop } from './make-account.ts';
import { readXml, type XmlElement } from './well-formed.ts';

function draw(input: AccountInput, { size = 'full', locale = 'en' }: { size?: MapSize; locale?: Locale } = {}): string {
  const map = buildAccountMap(input);
  return renderMapSvg({ map, layout: layoutMap(map, { size }), locale });
}

const allowed = new Set(['svg', 'title', 'desc', 'defs', 'clipPath', 'rect', 'path', 'g', 'text', 'circle']);

function check(source: string): XmlElement[] {
  const elements = readXml(source);
  for (const { name, attributes } of elements) {
    expect(allowed).toContain(name);
    for (const key of attributes.keys()) expect(key).not.toMatch(/^on|href|style/);
  }
  return elements;
}

const attacks = [
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '&lt;b&gt; &amp; &#x41; &nbsp;',
  ']]><!--',
  '<?xml version="1.0"?>',
  '\u0000\u0007\u001b[31m red',
  '\ud800 half',
  '\u202e reversed',
  'a'.repeat(5_000),
  `Z${'\u0301'.repeat(3_000)}`,
  '👩‍👩‍👧‍👦'.repeat(50),
  'Nguyễn Thị Hồng Ánh Tuyết Vĩnh Phúc Trường Giang',
  '株式会社田中太郎営業部長',
  'محمد بن عبد الله',
  '{{7*7}}',
  '=HYPERLINK("http://x")',
];

test.each(attacks)('a map with %j in every field is well-formed, runs nothing and keeps to its cards', (text) => {
  const named = [1, 2, 3, 4].map((id) =>
    person(String(id), { name: text, title: `Head of IT ${text}`, email: text, department: text, left: id === 4 }),
  );
  const input = account({ accountName: text, people: [...named, person('5', { name: text, title: text })] });
  for (const size of ['full', 'picture'] as const)
    for (const locale of ['en', 'vi'] as const) check(draw(input, { size, locale }));
});

test('any text whatever gives a well-formed picture', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'binary' }), (name, title) => {
      check(
        draw(
          account({ accountName: name, people: [person('1', { name, title }), person('2', { name, title: 'CEO' })] }),
        ),
      );
    }),
    { numRuns: 200 },
  );
});

test.each(['en', 'vi'] as const)('the alternative text in %s says coverage, missing roles and names', (locale) => {
  const elements = check(draw(quickStop(), { locale }));
  const [svg, title, description] = ['svg', 'title', 'desc'].map((name) => elements.find((each) => each.name === name));
  expect(svg?.attributes.get('role')).toBe('img');
  expect(title?.text).toBe('QUICK-Stop');
  expect(description?.text).toContain('50 %');
  expect(description?.text).toContain(locale === 'en' ? 'Economic buyer' : 'Người duyệt chi');
  expect(description?.text).toContain('Nguyễn Thị Lan Anh');
});

test('states, the leaver, the late fact and the only one who answers are told in words, not by colour alone', () => {
  const text = check(draw(quickStop()))[0]?.text ?? '';
  for (const words of ['stated', 'inferred', 'Left?', 'd late', 'Only one answering', 'Opponent', 'nobody known yet']) {
    expect(text).toContain(words);
  }
});

test('an account without people says so', () => {
  expect(check(draw(account()))[0]?.text).toContain('No people are known');
  expect(check(draw(account(), { size: 'picture', locale: 'vi' }))[0]?.text).toContain('Chưa biết ai');
});

test('the picture of 600 people stays small', () => {
  expect(draw(madeAccount({ people: 600, interactions: 1_000 }), { size: 'picture' }).length).toBeLessThan(60_000);
});

test('a text is cut to the width there is, whole letters with their marks kept', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 30, max: 300 }), (text, width) => {
      expect(textWidth(fitText(text, { size: 12, width }), 12)).toBeLessThanOrEqual(width);
    }),
  );
  expect(fitText('Nguyễn Thị', { size: 12, width: 200 })).toBe('Nguyễn Thị');
});
