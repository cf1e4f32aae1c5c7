// Small cards as SVG: those of the picture on a record's card, and those of the parking lot.
import { colours, stanceFill, stanceIcon, stateIcon, strengthBars } from './map-icons.ts';
import { type CardRender, cardFrame, needsLook, placeholderName } from './render-card.ts';
import { fitText, textElement, textWidth } from './svg-text.ts';
import { mapWords, roleWords, stanceWords, stateWords } from './words.ts';

const pad = 10;

/** Name, role with its state, stance and strength. */
export function renderPictureCard(card: CardRender): string {
  const { box, person, locale } = card;
  const width = box.width - 2 * pad;
  const role = person.roles[0];
  const label = person.placeholder
    ? stateWords.assumed[locale]
    : role === undefined
      ? mapWords.noRole[locale]
      : roleWords[role.role][locale];
  const labelX = role === undefined ? pad : pad + 18;
  const name = person.placeholder ? placeholderName(person, locale) : person.name;
  const roleText = fitText(label, { size: 11.5, width: box.width - pad - labelX });
  return [
    `<g transform="translate(${box.x} ${box.y})">`,
    cardFrame(card),
    '<g clip-path="url(#quorum-clip-picture)">',
    textElement({
      x: pad,
      y: 18,
      size: 12.5,
      weight: 600,
      fill: colours.ink,
      value: fitText(name, { size: 12.6, width }),
    }),
    role === undefined ? '' : stateIcon(role.fact.state, { x: pad + 6, y: 32 }),
    textElement({ x: labelX, y: 36, size: 11.5, fill: colours.ink, value: roleText }),
    person.placeholder
      ? textElement({ x: pad, y: 54, size: 11.5, fill: colours.bad, value: mapWords.missing[locale] })
      : pictureFoot(card),
    '</g></g>',
  ].join('');
}

function pictureFoot({ box, person, locale, now }: CardRender): string {
  const right = box.width - pad;
  const strength = String(person.strength);
  const barsX = right - textWidth(strength, 11.5) - 19;
  const { stance } = person;
  const isAsking = needsLook(person, now);
  const word = isAsking
    ? mapWords[person.left === null ? 'toVerify' : 'left'][locale]
    : stance === null
      ? mapWords.notKnown[locale]
      : stanceWords[stance][locale];
  const fill = isAsking ? colours.bad : stance === null ? colours.third : stanceFill[stance];
  const wordX = isAsking ? pad : pad + 16;
  return [
    isAsking ? '' : stanceIcon(stance, { x: pad + 6, y: 50 }),
    textElement({ x: wordX, y: 54, size: 11, fill, value: fitText(word, { size: 11.5, width: barsX - wordX - 4 }) }),
    strengthBars(person.strength, { x: Math.round(barsX), y: 54 }),
    textElement({ x: right, y: 54, size: 11.5, fill: colours.second, value: strength, anchor: 'end' }),
  ].join('');
}

/** Initials, name, title or what is wrong. */
export function renderParkedCard(card: CardRender): string {
  const { box, person, locale } = card;
  const textX = 46;
  const width = box.width - textX - 10;
  const left = person.left !== null;
  const note = left ? `${mapWords.left[locale]} ${person.title ?? ''}` : (person.title ?? person.email ?? '–');
  const name = fitText(person.name, { size: 13, width });
  return [
    `<g transform="translate(${box.x} ${box.y})">`,
    cardFrame(card),
    '<g clip-path="url(#quorum-clip-parked)">',
    `<circle cx="24" cy="24" r="14" fill="#EDF1F5"/>`,
    textElement({
      x: 24,
      y: 28,
      size: 11,
      weight: 500,
      fill: colours.second,
      value: initials(person.name),
      anchor: 'middle',
    }),
    textElement({ x: textX, y: 21, size: 12.5, weight: 600, fill: colours.ink, value: name }),
    textElement({
      x: textX,
      y: 37,
      size: 11.5,
      fill: left ? colours.bad : colours.second,
      value: fitText(note, { size: 11.8, width }),
    }),
    '</g></g>',
  ].join('');
}

function initials(name: string): string {
  const words = name.match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return [first, last].map((word) => [...(word ?? '').normalize('NFC')][0]?.toUpperCase() ?? '').join('');
}
