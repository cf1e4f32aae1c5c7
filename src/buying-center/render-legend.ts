// The legend of a map as SVG: what the signs mean, in as many lines as the width asks for.

import type { MapSize } from './layout-model.ts';
import { colours, stanceFill, stanceIcon, stateIcon, strengthBars } from './map-icons.ts';
import type { FactState, Stance } from './model.ts';
import { textElement, textWidth } from './svg-text.ts';
import { type Locale, mapWords, stanceWords, stateWords } from './words.ts';

const fontSize = 11.5;
const lineHeight = 22;
const margin = 20;

interface LegendEntry {
  word: string;
  width: number;
  icon(x: number, y: number): string;
  fill: string;
}

interface LegendRoom {
  size: MapSize;
  width: number;
  locale: Locale;
}

export function legendHeight(room: LegendRoom): number {
  const lines = placed(room).at(-1)?.line ?? 0;
  return (lines + 1) * lineHeight + 16;
}

export function renderLegend({ top, ...room }: LegendRoom & { top: number }): string {
  return placed(room)
    .map(({ entry, x, line }) => {
      const y = top + 12 + line * lineHeight;
      const text = textElement({ x: x + entry.width, y: y + 4, size: fontSize, fill: entry.fill, value: entry.word });
      return `${entry.icon(x, y)}${text}`;
    })
    .join('');
}

function placed(room: LegendRoom): { entry: LegendEntry; x: number; line: number }[] {
  let [x, line] = [margin, 0];
  return entriesOf(room).map((entry) => {
    const width = entry.width + textWidth(entry.word, fontSize) + 20;
    if (x > margin && x + width - 20 > room.width - margin) [x, line] = [margin, line + 1];
    const at = { entry, x, line };
    x += width;
    return at;
  });
}

function entriesOf({ size, locale }: LegendRoom): LegendEntry[] {
  const states: FactState[] = ['stated', 'observed', 'inferred', 'assumed'];
  const entries: LegendEntry[] = states.map((state) => ({
    word: stateWords[state][locale],
    width: 19,
    icon: (x, y) => stateIcon(state, { x: x + 7, y }),
    fill: colours.second,
  }));
  const verify: LegendEntry = {
    word: mapWords.toVerify[locale],
    width: 25,
    icon: (x, y) =>
      `<rect x="${x}" y="${y - 6}" width="18" height="12" rx="3" fill="none" stroke="${colours.bad}" stroke-width="1.2" stroke-dasharray="3 2"/>`,
    fill: colours.second,
  };
  const strength: LegendEntry = {
    word: mapWords.strength[locale],
    width: 22,
    icon: (x, y) => strengthBars(60, { x, y: y + 5 }),
    fill: colours.second,
  };
  if (size === 'picture') return [...entries, strength, verify];
  return [...entries, lineEntry(locale), ...stanceEntries(locale), strength, verify, daysEntry(locale)];
}

function lineEntry(locale: Locale): LegendEntry {
  const icon = (x: number, y: number): string =>
    `<path d="M${x} ${y}h20" stroke="${colours.line}" stroke-width="1.6"/>`;
  return { word: mapWords.reportsTo[locale], width: 26, icon, fill: colours.second };
}

function stanceEntries(locale: Locale): LegendEntry[] {
  const stances: Stance[] = ['mentor', 'supporter', 'neutral', 'skeptic', 'opponent'];
  return stances.map((stance) => ({
    word: stanceWords[stance][locale].toLowerCase(),
    width: 15,
    icon: (x, y) => stanceIcon(stance, { x: x + 5, y }),
    fill: stanceFill[stance],
  }));
}

function daysEntry(locale: Locale): LegendEntry {
  return { word: mapWords.sinceContact[locale], width: 0, icon: () => '', fill: colours.second };
}
