// One card of the full map as SVG: name and days since the last contact, title, role with its state, strength and stance. What asks for a
// look stands as a pill on its edge.

import type { Rectangle } from './layout-model.ts';
import { colours, stanceFill, stanceIcon, stateIcon, strengthBars, trendIcon } from './map-icons.ts';
import type { MapPerson, RoleClaim } from './model.ts';
import { fitText, type TextLine, textElement, textWidth } from './svg-text.ts';
import { type Locale, mapWords, roleWords, shortDate, stanceWords, stateWords } from './words.ts';

const dayMs = 86_400_000;
const verifySoonDays = 21;
const pad = 12;

export interface CardRender {
  box: Rectangle;
  person: MapPerson;
  locale: Locale;
  /** Epoch milliseconds: what days are counted to. */
  now: number;
  /** The only one who answers, on deals that hang on one person. */
  isOnlyThread: boolean;
}

export function renderCard(card: CardRender): string {
  const { box, person } = card;
  const parts = person.placeholder ? placeholderParts(card) : personParts(card);
  return [
    `<g transform="translate(${box.x} ${box.y})">`,
    cardFrame(card),
    `<g clip-path="url(#quorum-clip-full)">${parts.join('')}</g>`,
    edgePill(card),
    '</g>',
  ].join('');
}

/** Late to verify, or somebody who may have left. */
export function needsLook(person: MapPerson, now: number): boolean {
  return person.left !== null || (person.verifyBy !== null && person.verifyBy < now);
}

export function cardFrame({ box, person, now, isOnlyThread }: CardRender): string {
  const inset = isOnlyThread ? 1 : 0.5;
  const size = `x="${inset}" y="${inset}" width="${box.width - 2 * inset}" height="${box.height - 2 * inset}" rx="8"`;
  if (person.placeholder) {
    return `<rect ${size} fill="${colours.canvas}" stroke="${colours.dashed}" stroke-width="1.2" stroke-dasharray="4 3"/>`;
  }
  if (needsLook(person, now)) {
    return `<rect ${size} fill="${colours.surface}" stroke="${colours.bad}" stroke-width="1.2" stroke-dasharray="4 3"/>`;
  }
  if (isOnlyThread) {
    return `<rect ${size} fill="${colours.accentFaint}" stroke="${colours.accent}" stroke-width="2"/>`;
  }
  const shadow = `<rect x=".5" y="1.5" width="${box.width - 1}" height="${box.height - 1}" rx="8" fill="${colours.ink}" fill-opacity=".06"/>`;
  return `${shadow}<rect ${size} fill="${colours.surface}" stroke="${colours.border}"/>`;
}

function personParts({ box, person, locale, now }: CardRender): string[] {
  const days =
    person.lastContactAt === null
      ? ''
      : mapWords.days[locale](Math.max(0, Math.floor((now - person.lastContactAt) / dayMs)));
  const right = box.width - pad;
  const daysWidth = days === '' ? 0 : textWidth(days, 11) + 8;
  // A long name takes the whole line; the days move down beside the title.
  const isNameLong = textWidth(person.name, 13) > right - pad - daysWidth;
  const name = fitText(person.name, { size: 13, width: right - pad - (isNameLong ? 0 : daysWidth) });
  const title = fitText(person.title ?? '–', { size: 12, width: right - pad - (isNameLong ? daysWidth : 0) });
  return [
    textElement({ x: pad, y: 22, size: 13, weight: 600, fill: colours.ink, value: name }),
    textElement({ x: right, y: isNameLong ? 38.5 : 21.5, size: 11, fill: colours.third, value: days, anchor: 'end' }),
    textElement({ x: pad, y: 39, size: 12, fill: colours.second, value: title }),
    roleChip(person.roles, { locale, width: right - pad }),
    strengthBars(person.strength, { x: pad, y: 85 }),
    textElement({ x: pad + 20, y: 85, size: 12, weight: 600, fill: colours.ink, value: String(person.strength) }),
    trendIcon(person.trend, { x: pad + 20 + textWidth(String(person.strength), 12.5) + 9, y: 81 }),
    stanceMark(person, { locale, right }),
  ];
}

function stanceMark({ stance }: MapPerson, { locale, right }: { locale: Locale; right: number }): string {
  const word = stance === null ? mapWords.notKnown[locale] : stanceWords[stance][locale];
  const fill = stance === null ? colours.third : stanceFill[stance];
  const x = right - textWidth(word, 12) - 8;
  const text: TextLine = { x: right, y: 85, size: 11.5, fill, value: word, anchor: 'end' };
  return `${stanceIcon(stance, { x: Math.round(x), y: 81 })}${textElement(text)}`;
}

interface ChipRoom {
  locale: Locale;
  width: number;
}

function roleChip(claims: RoleClaim[], { locale, width }: ChipRoom): string {
  const [first, ...more] = claims;
  if (first === undefined) return chip({ label: mapWords.noRole[locale], x: pad, state: null, width }).svg;
  const { role, fact } = first;
  const count = more.length === 0 ? '' : `+${more.length}`;
  const sure = fact.state === 'inferred' ? `${Math.round(fact.probability * 100)} %` : stateWords[fact.state][locale];
  const sureWidth = textWidth(sure, 11);
  const label = roleWords[role][locale];
  const rest = count === '' ? 0 : textWidth(count, 11.5) + 6;
  // The word gives way first: the sign says the same.
  const isWordShown = fact.state === 'inferred' || textWidth(label, 11.3) + 13 + 20 + sureWidth + rest <= width;
  const note = [isWordShown ? sure : '', count].filter((part) => part !== '').join('  ');
  const noteWidth = 20 + (note === '' ? 0 : textWidth(note, 11));
  const { svg, right } = chip({ label, x: pad, state: fact.state, width: width - noteWidth });
  return [
    svg,
    stateIcon(fact.state, { x: right + 11, y: 56.5 }),
    textElement({ x: right + 21, y: 60.5, size: 11.5, fill: colours.second, value: note }),
  ].join('');
}

interface Chip {
  label: string;
  x: number;
  state: RoleClaim['fact']['state'] | null;
  width: number;
}

function chip({ label, x, state, width }: Chip): { svg: string; right: number } {
  const text = fitText(label, { size: 11.3, width: width - 13 });
  const chipWidth = Math.round(Math.min(width, textWidth(text, 11.3) + 13));
  const look = {
    stated: `fill="${colours.accentTint}" stroke="#9CCBDC"`,
    observed: `fill="${colours.surface}" stroke="${colours.accent}"`,
    inferred: `fill="${colours.surface}" stroke="${colours.second}" stroke-dasharray="3 2"`,
    assumed: `fill="${colours.surface}" stroke="${colours.dashed}" stroke-dasharray="1.5 2"`,
    none: 'fill="#EDF1F5" stroke="none"',
  }[state ?? 'none'];
  const fill = state === 'stated' || state === 'observed' ? colours.accentDark : colours.second;
  const words = textElement({ x: x + 6.5, y: 60.5, size: 11.5, weight: 500, fill, value: text });
  const rect = `<rect x="${x + 0.5}" y="47.5" width="${chipWidth - 1}" height="18" rx="4" ${look}/>`;
  return { svg: `${rect}${words}`, right: x + chipWidth };
}

/** The role alone: that nobody is known stands below it. */
export function placeholderName({ roles, name }: MapPerson, locale: Locale): string {
  const role = roles[0]?.role;
  return role === undefined ? name : roleWords[role][locale];
}

function placeholderParts({ box, person, locale }: CardRender): string[] {
  const width = box.width - 2 * pad;
  const line = (line: Omit<TextLine, 'x'>): string =>
    textElement({ x: pad, ...line, value: fitText(line.value, { size: line.size + 0.5, width }) });
  return [
    line({ y: 24, size: 13, weight: 600, fill: colours.ink, value: placeholderName(person, locale) }),
    stateIcon('assumed', { x: pad + 7, y: 45 }),
    textElement({ x: pad + 19, y: 49, size: 12, fill: colours.bad, value: mapWords.nobodyYet[locale] }),
    line({ y: 82, size: 12, fill: colours.accent, value: mapWords.nameThisPerson[locale] }),
  ];
}

function edgePill({ box, person, locale, now, isOnlyThread }: CardRender): string {
  const pill = edgeNote({ person, locale, now, isOnlyThread });
  if (pill === null) return '';
  const value = fitText(pill.value, { size: 11.5, width: box.width - 30 });
  const width = Math.round(textWidth(value, 11.5) + 16);
  const x = box.width - 10 - width;
  const { ground, edge, fill } = pillLooks[pill.kind];
  const rect = `<rect x="${x}" y="-11" width="${width}" height="19" rx="9.5" fill="${ground}" stroke="${edge}"/>`;
  const text = textElement({
    x: x + width / 2,
    y: 2.5,
    size: 11,
    weight: 500,
    fill,
    value,
    anchor: 'middle',
  });
  return `${rect}${text}`;
}

const pillLooks = {
  bad: { ground: colours.badTint, edge: '#E6A79F', fill: colours.bad },
  warn: { ground: colours.warnTint, edge: '#E3C48B', fill: colours.warn },
  only: { ground: colours.ink, edge: colours.ink, fill: '#FFFFFF' },
};

/** What stands on the card's edge: one who may have left, the only one who answers, or what is to be verified, the first of these. */
export function edgeNote({
  person,
  locale,
  now,
  isOnlyThread,
}: Omit<CardRender, 'box'>): { kind: keyof typeof pillLooks; value: string } | null {
  if (person.left !== null) return { kind: 'bad', value: mapWords.left[locale] };
  if (isOnlyThread) return { kind: 'only', value: mapWords.onlyOneAnswering[locale] };
  if (person.verifyBy === null) return null;
  const daysLeft = Math.floor((person.verifyBy - now) / dayMs);
  if (daysLeft < 0) return { kind: 'bad', value: mapWords.verifyLate[locale](-daysLeft) };
  if (daysLeft > verifySoonDays) return null;
  return { kind: 'warn', value: mapWords.verifyBy[locale](shortDate(person.verifyBy, locale)) };
}
