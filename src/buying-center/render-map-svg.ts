// A map as one SVG picture, for HubSpot's card, exports and mails: the layout drawn with its legend and an alternative text. No scripts,
// no links, every text escaped and cut to its width.

import type { MapLayout } from './layout-map.ts';
import type { AccountMap } from './model.ts';
import { renderCard } from './render-card.ts';
import { fitText, svgText } from './svg-text.ts';
import { type Locale, mapWords, roleWords, stateWords } from './words.ts';

const colours = {
  canvas: '#F5F7F9',
  line: '#A9B7C6',
  second: '#435364',
  border: '#C7D1DC',
  surface: '#FFFFFF',
  accent: '#0B698A',
  third: '#5B6B7C',
} as const;
const fontFamily = "'Inter Variable', Inter, 'Noto Sans', 'Segoe UI', Roboto, Arial, sans-serif";
const legendHeight = 34;

export interface RenderOptions {
  map: AccountMap;
  layout: MapLayout;
  locale: Locale;
  /** Epoch ms; for days since the last contact. */
  now: number;
}

/** Well-formed SVG with `role="img"`, a title and a description that says coverage, missing roles and names. */
export function renderMapSvg({ map, layout, locale, now }: RenderOptions): string {
  const [width, height] = [Math.ceil(layout.width), Math.ceil(layout.height) + legendHeight];
  const people = new Map(map.people.map((person) => [person.id, person]));
  const cards = [...layout.cards, ...(layout.parking?.cards ?? [])].map((box) => {
    const person = box.personId === null ? undefined : people.get(box.personId);
    return renderCard({ box, person, locale, now });
  });
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="map-title map-description" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${svgText(fontFamily)}">`,
    `<title id="map-title">${svgText(map.accountName)}</title>`,
    `<desc id="map-description">${svgText(describeMap(map, layout, locale))}</desc>`,
    `<rect width="${width}" height="${height}" fill="${colours.canvas}"/>`,
    ...layout.lines.map(
      ({ points }) => `<path d="${pathOf(points)}" fill="none" stroke="${colours.line}" stroke-width="1.5"/>`,
    ),
    ...cards,
    ...layout.folds.map((fold) => renderFold(fold, locale)),
    renderParking(layout, locale),
    map.people.length === 0
      ? `<text x="16" y="${height - legendHeight - 12}" font-size="13" fill="${colours.second}">${svgText(mapWords.nobody[locale])}</text>`
      : '',
    renderLegend(height - 12, locale),
    '</svg>',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The picture in words, for those who do not see it. */
export function describeMap(map: AccountMap, layout: MapLayout, locale: Locale): string {
  if (map.people.length === 0) return mapWords.nobody[locale];
  const missing = map.coverage.missingRoles.map((role) => roleWords[role][locale]).join(', ');
  const people = new Map(map.people.map((person) => [person.id, person]));
  const names = layout.cards
    .map((card) => (card.personId === null ? undefined : people.get(card.personId)))
    .filter((person) => person !== undefined)
    .map((person) => [person.name, ...person.roles.map(({ role }) => roleWords[role][locale])].join(', '));
  const first = `${mapWords.coverage[locale]} ${map.coverage.percent} %.`;
  const second = missing === '' ? '' : ` ${mapWords.missingRoles[locale]}: ${missing}.`;
  return `${first}${second} ${mapWords.people[locale]}: ${names.join('; ')}.`;
}

/** Right angles with rounded corners. */
function pathOf(points: [number, number][]): string {
  const radius = 6;
  return points
    .map(([x, y], at) => {
      const [before, after] = [points[at - 1], points[at + 1]];
      if (before === undefined) return `M${x} ${y}`;
      if (after === undefined) return `L${x} ${y}`;
      const back = Math.min(radius, Math.hypot(x - before[0], y - before[1]) / 2);
      const ahead = Math.min(radius, Math.hypot(after[0] - x, after[1] - y) / 2);
      const from = [x - Math.sign(x - before[0]) * back, y - Math.sign(y - before[1]) * back];
      const to = [x + Math.sign(after[0] - x) * ahead, y + Math.sign(after[1] - y) * ahead];
      return `L${from[0]} ${from[1]}Q${x} ${y} ${to[0]} ${to[1]}`;
    })
    .join('');
}

function renderFold({ x, y, width, height, personIds, noRole }: MapLayout['folds'][number], locale: Locale): string {
  const label = noRole ? mapWords.moreNoRole[locale](personIds.length) : mapWords.more[locale](personIds.length);
  return `<g><rect x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="6" fill="${colours.surface}" stroke="${colours.border}"/><text x="${x + 12}" y="${y + 19}" font-size="12" fill="${colours.second}">${svgText(fitText(label, { size: 12, width: width - 20 }))}</text></g>`;
}

function renderParking({ parking }: MapLayout, locale: Locale): string {
  if (parking === null) return '';
  const more = parking.more > 0 ? ` · ${mapWords.more[locale](parking.more)}` : '';
  const text = `${mapWords.parkingLot[locale]}${more}`;
  return `<text x="16" y="${parking.y + 20}" font-size="13" font-weight="600" fill="${colours.second}">${svgText(text)}</text>`;
}

function renderLegend(y: number, locale: Locale): string {
  const states = (['stated', 'observed', 'inferred', 'assumed'] as const).map((state) => stateWords[state][locale]);
  const glyphs = ['●', '◉', '◐', '◌'];
  const text = states.map((word, at) => `${glyphs[at]} ${word}`).join('    ');
  return `<text x="16" y="${y}" font-size="11.5" fill="${colours.third}" xml:space="preserve">${svgText(text)}</text>`;
}
