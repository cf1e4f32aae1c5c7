// One card of the map as SVG: name, title, role with its state, closeness and stance; a missing role as a dashed card.
import type { CardBox } from './layout-map.ts';
import type { FactState, MapPerson, RoleFact, Stance, Trend } from './model.ts';
import { fitText, svgText, textWidth } from './svg-text.ts';
import { type Locale, mapWords, roleWords, stanceWords } from './words.ts';

const ink = '#1A2633';
const second = '#435364';
const third = '#5B6B7C';
const border = '#C7D1DC';
const dashed = '#8595A6';
const accent = '#0B698A';
const bad = '#B02A1F';
const dayMs = 86_400_000;

export interface CardRender {
  box: CardBox;
  person: MapPerson | undefined;
  locale: Locale;
  now: number;
}

export function renderCard({ box, person, locale, now }: CardRender): string {
  if (person === undefined) return renderMissing(box, locale);
  if (box.height < 60) return renderParked({ box, person, locale, now });
  const isLate = person.left !== null || (person.verifyBy !== null && person.verifyBy < now);
  const frame = isLate ? `stroke="${bad}" stroke-dasharray="4 3"` : `stroke="${border}"`;
  const days =
    person.lastContactAt === null
      ? ''
      : mapWords.days[locale](Math.max(0, Math.floor((now - person.lastContactAt) / dayMs)));
  const daysWidth = textWidth(days, 11) + (days === '' ? 0 : 6);
  return [
    `<g transform="translate(${box.x} ${box.y})">`,
    `<rect x=".5" y=".5" width="${box.width - 1}" height="${box.height - 1}" rx="8" fill="#FFFFFF" ${frame}/>`,
    text({
      x: 11,
      y: 21,
      size: 13,
      weight: 600,
      fill: ink,
      value: fitText(person.name, { size: 13.6, width: box.width - 24 - daysWidth }),
    }),
    days === '' ? '' : text({ x: box.width - 11, y: 21, size: 11, fill: third, value: days, end: true }),
    text({
      x: 11,
      y: 38,
      size: 12,
      fill: second,
      value: fitText(subtitle(person, locale), { size: 12, width: box.width - 22 }),
    }),
    renderRole(person.roles[0], { locale, more: person.roles.length - 1, width: box.width - 22 }),
    renderStrength(person.strength, person.trend),
    renderStance(person.stance?.stance ?? null, { locale, right: box.width - 11 }),
    '</g>',
  ].join('');
}

function subtitle(person: MapPerson, locale: Locale): string {
  if (person.left !== null) return `${mapWords.left[locale]} ${person.title ?? ''}`;
  return person.title ?? '–';
}

const stateGlyphs: Record<FactState, string> = { stated: '●', observed: '◉', inferred: '◐', assumed: '◌' };

function renderRole(
  known: RoleFact | undefined,
  { locale, more, width }: { locale: Locale; more: number; width: number },
): string {
  if (known === undefined) return text({ x: 11, y: 60, size: 12, fill: third, value: mapWords.noRole[locale] });
  const { role, fact } = known;
  const note = `${stateGlyphs[fact.state]}${fact.state === 'inferred' ? ` ${Math.round(fact.probability * 100)}%` : ''}${more > 0 ? ` +${more}` : ''}`;
  const noteWidth = textWidth(note, 11.5) + 6;
  const label = fitText(roleWords[role][locale], { size: 12, width: width - noteWidth - 14 });
  const chipWidth = Math.min(width - noteWidth, textWidth(label, 12) + 14);
  const style =
    fact.state === 'stated'
      ? `fill="#E2F1F6" stroke="#BBDDE8"`
      : fact.state === 'observed'
        ? `fill="#FFFFFF" stroke="${accent}"`
        : `fill="#FFFFFF" stroke="${dashed}" stroke-dasharray="3 2"`;
  return [
    `<rect x="11.5" y="46.5" width="${chipWidth.toFixed(1)}" height="20" rx="4" ${style}/>`,
    text({
      x: 18,
      y: 60.5,
      size: 12,
      fill: fact.state === 'stated' || fact.state === 'observed' ? '#08526D' : ink,
      value: label,
    }),
    text({
      x: 11 + chipWidth + 5,
      y: 60.5,
      size: 11,
      fill: fact.state === 'stated' || fact.state === 'observed' ? accent : second,
      value: note,
    }),
  ].join('');
}

const trendGlyphs: Record<Trend, string> = { rising: '↗', steady: '→', falling: '↘' };

/** Four bars, the number, and where it goes. */
function renderStrength(strength: number, trend: Trend): string {
  const filled = Math.ceil(strength / 25);
  const bars = [0, 1, 2, 3].map((at) => {
    const height = 3 + at * 3;
    return `<rect x="${11 + at * 4}" y="${88 - height}" width="3" height="${height}" rx=".5" fill="${at < filled ? ink : border}"/>`;
  });
  const fill = trend === 'falling' ? bad : trend === 'rising' ? '#1A7343' : third;
  return `${bars.join('')}${text({ x: 31, y: 88, size: 12, weight: 600, fill: ink, value: String(strength) })}${text({ x: 31 + textWidth(String(strength), 12) + 6, y: 88, size: 12, fill, value: trendGlyphs[trend] })}`;
}

const stanceGlyphs: Record<Stance, { glyph: string; fill: string }> = {
  mentor: { glyph: '⌃⌃', fill: '#1A7343' },
  supporter: { glyph: '⌃', fill: '#1A7343' },
  neutral: { glyph: '–', fill: second },
  skeptic: { glyph: '⌄', fill: '#8A5600' },
  opponent: { glyph: '⌄⌄', fill: bad },
};

function renderStance(stance: Stance | null, { locale, right }: { locale: Locale; right: number }): string {
  if (stance === null)
    return text({ x: right, y: 88, size: 12, fill: third, value: `· ${mapWords.notKnown[locale]}`, end: true });
  const { glyph, fill } = stanceGlyphs[stance];
  return text({ x: right, y: 88, size: 12, fill, value: `${glyph} ${stanceWords[stance][locale]}`, end: true });
}

function renderMissing(box: CardBox, locale: Locale): string {
  const role = box.role === null ? '' : roleWords[box.role][locale];
  return [
    `<g transform="translate(${box.x} ${box.y})">`,
    `<rect x=".5" y=".5" width="${box.width - 1}" height="${box.height - 1}" rx="8" fill="#FBFCFD" stroke="${dashed}" stroke-dasharray="4 3"/>`,
    text({
      x: 11,
      y: 21,
      size: 13,
      weight: 600,
      fill: ink,
      value: fitText(role, { size: 13.6, width: box.width - 22 }),
    }),
    text({
      x: 11,
      y: 38,
      size: 12,
      fill: second,
      value: fitText(mapWords.nobodyYet[locale], { size: 12, width: box.width - 22 }),
    }),
    text({ x: 11, y: 60, size: 12, fill: bad, value: `◌ ${mapWords.missing[locale]}` }),
    '</g>',
  ].join('');
}

function renderParked({ box, person, locale }: CardRender & { person: MapPerson }): string {
  return [
    `<g transform="translate(${box.x} ${box.y})">`,
    `<rect x=".5" y=".5" width="${box.width - 1}" height="${box.height - 1}" rx="6" fill="#FFFFFF" stroke="${border}"/>`,
    text({
      x: 11,
      y: 19,
      size: 12.5,
      weight: 600,
      fill: ink,
      value: fitText(person.name, { size: 13, width: box.width - 22 }),
    }),
    text({
      x: 11,
      y: 35,
      size: 11.5,
      fill: second,
      value: fitText(subtitle(person, locale), { size: 11.5, width: box.width - 22 }),
    }),
    '</g>',
  ].join('');
}

interface TextPart {
  x: number;
  y: number;
  size: number;
  fill: string;
  value: string;
  weight?: number;
  end?: boolean;
}

function text({ x, y, size, fill, value, weight, end }: TextPart): string {
  const anchor = end === true ? ' text-anchor="end"' : '';
  const bold = weight === undefined ? '' : ` font-weight="${weight}"`;
  return `<text x="${Math.round(x * 10) / 10}" y="${y}" font-size="${size}" fill="${fill}"${bold}${anchor}>${svgText(value)}</text>`;
}
