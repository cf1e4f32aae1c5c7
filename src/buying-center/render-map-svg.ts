// A map as one SVG picture, for the CRM's card, pages and exports: the layout drawn with its legend and an alternative text. No scripts,
// no links, nothing loaded from elsewhere; every text escaped and cut to its width.

import { describeMap } from './describe-map.ts';
import { metricsOf } from './layout-blocks.ts';
import type { MapBox, MapHeading, MapLayout, MapSize, MapStack, Rectangle } from './layout-model.ts';
import { colours } from './map-icons.ts';
import type { AccountMap } from './model.ts';
import { type CardRender, renderCard } from './render-card.ts';
import { legendHeight, renderLegend } from './render-legend.ts';
import { renderParkedCard, renderPictureCard } from './render-small-card.ts';
import { fitText, svgText, textElement, textWidth } from './svg-text.ts';
import { headingWords, type Locale, mapWords } from './words.ts';

const fontFamily = "'Inter Variable', Inter, 'Noto Sans', 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

interface RenderOptions {
  map: AccountMap;
  layout: MapLayout;
  locale: Locale;
  /** Epoch milliseconds that days are counted to. Default: when the map was built. */
  now?: number;
  /** Default: the account's name. */
  title?: string;
}

/** Well-formed SVG with `role="img"`, a title, and a description with coverage, missing roles and names. */
export function renderMapSvg({
  map,
  layout,
  locale,
  now = map.builtAt,
  title = map.accountName,
}: RenderOptions): string {
  const width = Math.ceil(layout.width);
  const legendTop = Math.ceil(layout.height);
  const height = legendTop + legendHeight({ size: layout.size, width, locale });
  const ground = layout.size === 'picture' ? colours.surface : colours.canvas;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="quorum-map-title quorum-map-description" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${svgText(fontFamily)}">`,
    `<title id="quorum-map-title">${svgText(title)}</title>`,
    `<desc id="quorum-map-description">${svgText(describeMap({ map, layout, locale }))}</desc>`,
    clips(layout.size),
    `<rect width="${width}" height="${height}" fill="${ground}"/>`,
    layout.parkingLot === null ? '' : renderGround(layout.parkingLot),
    ...layout.lines.map(({ path }) => `<path d="${path}" fill="none" stroke="${colours.line}" stroke-width="1.4"/>`),
    ...layout.headings.map((heading) => renderHeading(heading, { locale, size: layout.size })),
    ...layout.stacks.map((stack) => renderStack(stack, { locale, size: layout.size })),
    ...renderBoxes({ map, layout, locale, now }),
    map.people.some(({ placeholder }) => !placeholder) ? '' : renderNobody({ width, y: legendTop - 6, locale }),
    renderLegend({ size: layout.size, top: legendTop, width, locale }),
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** Letters of a font wider than Inter end at the card's edge. */
function clips(size: MapSize): string {
  const clip = (name: string, { width, height }: { width: number; height: number }): string =>
    `<clipPath id="quorum-clip-${name}"><rect width="${width - 2}" height="${height}"/></clipPath>`;
  return `<defs>${clip(size, metricsOf[size].card)}${clip('parked', metricsOf[size].parked)}</defs>`;
}

function renderBoxes({ map, layout, locale, now }: Required<Omit<RenderOptions, 'title'>>): string[] {
  const people = new Map(map.people.map((person) => [person.id, person]));
  return layout.boxes.map((box: MapBox) => {
    const person = people.get(box.personId);
    if (person === undefined) return '';
    const isOnlyThread = map.coverage.singleThreadedPersonId === person.id;
    const card: CardRender = { box, person, locale, now, isOnlyThread };
    if (box.area === 'parking') return renderParkedCard({ ...card, isOnlyThread: false });
    return layout.size === 'picture' ? renderPictureCard(card) : renderCard(card);
  });
}

function renderGround({ x, y, width, height }: Rectangle): string {
  return `<rect x="${x + 0.5}" y="${y + 0.5}" width="${width - 1}" height="${height - 1}" rx="8" fill="${colours.surface}" stroke="${colours.hairline}"/>`;
}

interface Look {
  locale: Locale;
  size: MapSize;
}

function renderHeading({ kind, count, x, y, width, height }: MapHeading, { locale, size }: Look): string {
  const fontSize = size === 'picture' ? 11.5 : 12.5;
  const word = headingWords[kind][locale];
  const note = kind === 'parking_lot' ? mapWords.parkingNote[locale](count) : String(count);
  const noteX = x + textWidth(word, fontSize + 1) + 6;
  const baseline = y + height - (size === 'picture' || kind === 'parking_lot' ? 8 : 16);
  return [
    textElement({ x, y: baseline, size: fontSize, weight: 600, fill: colours.second, value: word }),
    textElement({
      x: noteX,
      y: baseline,
      size: fontSize,
      fill: colours.third,
      value: fitText(note, { size: fontSize, width: Math.max(20, x + width - noteX) }),
    }),
  ].join('');
}

function renderStack({ x, y, height, width, why, personIds }: MapStack, { locale, size }: Look): string {
  const fontSize = size === 'picture' ? 11 : 12;
  const count = personIds.length;
  const isShort = size === 'picture' && why !== 'parking';
  const words =
    why === 'parking' ? mapWords.withoutPlace : why === 'no_role' && !isShort ? mapWords.moreNoRole : mapWords.more;
  const value = fitText(words[locale](count), { size: fontSize + 0.3, width: width - 26 });
  const chipWidth = Math.min(width, Math.round(textWidth(value, fontSize + 0.3) + 30));
  const middle = y + height / 2;
  return [
    `<rect x="${x + 0.5}" y="${y + 0.5}" width="${chipWidth - 1}" height="${height - 1}" rx="6" fill="${colours.surface}" stroke="${colours.border}"/>`,
    `<path d="M${x + 9} ${middle - 3}L${x + 12} ${middle}L${x + 9} ${middle + 3}" fill="none" stroke="${colours.third}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>`,
    textElement({ x: x + 19, y: middle + fontSize * 0.36, size: fontSize, fill: colours.second, value }),
  ].join('');
}

function renderNobody({ width, y, locale }: { width: number; y: number; locale: Locale }): string {
  const value = fitText(mapWords.nobody[locale], { size: 13, width: width - 40 });
  return textElement({ x: 20, y, size: 12.5, fill: colours.second, value });
}
