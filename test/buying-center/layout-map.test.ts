import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildAccountMap } from '../../src/buying-center/build-account-map.ts';
import { layoutMap } from '../../src/buying-center/layout-map.ts';
import type { LayoutOptions, MapLayout, Rectangle } from '../../src/buying-center/layout-model.ts';
import type { AccountInput } from '../../src/buying-center/model.ts';
import { account, line, madeAccount, person, quickStop } from './make-account.ts';

function cards(layout: MapLayout): Rectangle[] {
  return [...layout.boxes, ...layout.stacks, ...layout.headings];
}

function overlapping(things: Rectangle[]): [Rectangle, Rectangle][] {
  const sorted = [...things].sort((a, b) => a.y - b.y);
  const found: [Rectangle, Rectangle][] = [];
  sorted.forEach((a, at) => {
    for (const b of sorted.slice(at + 1)) {
      if (b.y >= a.y + a.height) break;
      if (a.x < b.x + b.width && b.x < a.x + a.width) found.push([a, b]);
    }
  });
  return found;
}

function idsIn(layout: MapLayout): string[] {
  return [...layout.boxes.map(({ personId }) => personId), ...layout.stacks.flatMap(({ personIds }) => personIds)];
}

function check(input: AccountInput, options: LayoutOptions): MapLayout {
  const map = buildAccountMap(input);
  const layout = layoutMap(map, options);
  expect(idsIn(layout).sort()).toEqual(map.people.map(({ id }) => id).sort());
  expect(overlapping(cards(layout))).toEqual([]);
  for (const { x, y, width, height } of cards(layout)) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(layout.width);
    expect(y + height).toBeLessThanOrEqual(layout.height);
  }
  return layout;
}

const everyOption = fc.record(
  {
    focus: fc.constantFrom('buying-center' as const, 'all' as const),
    cardsMax: fc.integer({ min: 1, max: 60 }),
    widthMax: fc.integer({ min: 300, max: 2_000 }),
    size: fc.constantFrom('picture' as const, 'full' as const),
    collapsed: fc.array(fc.integer({ min: 1, max: 60 }).map(String), { maxLength: 5 }),
    expanded: fc.array(
      fc.oneof(
        fc.constant('more:parking'),
        fc.integer({ min: 1, max: 60 }).map((id) => `more:${id}`),
      ),
      { maxLength: 5 },
    ),
  },
  { requiredKeys: [] },
);

test('everybody is in exactly one box or stack, nothing overlaps, all stands inside, whatever the account and the options', () => {
  const accounts = fc.record({
    people: fc.integer({ min: 0, max: 60 }),
    interactions: fc.integer({ min: 0, max: 100 }),
    lined: fc.constantFrom(0, 0.3, 0.8, 1),
    seed: fc.integer({ min: 0, max: 1_000 }),
  });
  fc.assert(
    fc.property(accounts, everyOption, ({ people, interactions, lined, seed }, options) => {
      check(madeAccount({ people, interactions: people === 0 ? 0 : interactions, lined }, seed), options);
    }),
    { numRuns: 150 },
  );
});

const shapes: [name: string, input: AccountInput][] = [
  ['nobody', account()],
  ['one person', account({ people: [person('1', { title: 'CEO' })] })],
  ['600 people', madeAccount({ people: 600, interactions: 500 })],
  ['600 people without any reporting line', madeAccount({ people: 600, interactions: 500, lined: 0 })],
  [
    'a manager of 300',
    account({
      people: Array.from({ length: 301 }, (_, at) => person(String(at), { title: 'Buyer' })),
      reportingLines: Array.from({ length: 300 }, (_, at) => line(String(at + 1), '0')),
    }),
  ],
  [
    'a line of command 2,000 long',
    account({
      people: Array.from({ length: 2_000 }, (_, at) => person(String(at), { title: 'Buyer' })),
      reportingLines: Array.from({ length: 1_999 }, (_, at) => line(String(at + 1), String(at))),
    }),
  ],
];

test.each(shapes)('%s: the picture keeps to 680 pixels, the page to the width asked for', (_name, input) => {
  expect(check(input, { size: 'picture' }).width).toBe(680);
  expect(check(input, { widthMax: 1_180 }).width).toBeLessThanOrEqual(1_180);
  expect(check(input, {}).boxes.filter(({ area }) => area === 'tree').length).toBeLessThanOrEqual(300);
});

test('managers stand above their people, with one line to each', () => {
  const layout = check(quickStop(), {});
  const boxes = new Map(layout.boxes.map((box) => [box.personId, box]));
  const [boss, report] = [boxes.get('1'), boxes.get('2')];
  expect(boss?.depth).toBe(0);
  expect(report?.depth).toBe(1);
  expect((boss?.y ?? 0) + (boss?.height ?? 0)).toBeLessThan(report?.y ?? 0);
  const toReport = layout.lines.filter(({ fromId, toId }) => fromId === '2' && toId === '1');
  expect(toReport.map(({ path }) => path.slice(0, 1))).toEqual(['M']);
});

test('people without a role fold below their manager, and open on request', () => {
  const map = buildAccountMap(quickStop());
  const folded = layoutMap(map).stacks.find(({ parentId }) => parentId === '4');
  expect(folded).toMatchObject({ id: 'more:4', why: 'no_role', personIds: ['18', '19', '20', '21', '22'] });
  const opened = layoutMap(map, { expanded: ['more:4'] });
  expect(opened.boxes.map(({ personId }) => personId)).toContain('20');
});

test('a collapsed manager hides everybody below, at every depth', () => {
  const layout = check(quickStop(), { collapsed: ['1'] });
  expect(layout.boxes.filter(({ depth }) => depth > 0)).toEqual([]);
  expect(layout.stacks.find(({ parentId }) => parentId === '1')?.why).toBe('collapsed');
});

test('the same people stand in the same places, whatever the order they come in', () => {
  const input = madeAccount({ people: 80, interactions: 200 });
  const turned = { ...input, people: input.people.toReversed(), reportingLines: input.reportingLines.toReversed() };
  expect(layoutMap(buildAccountMap(turned))).toEqual(layoutMap(buildAccountMap(input)));
});
