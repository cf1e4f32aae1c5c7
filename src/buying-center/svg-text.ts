// Text in pictures: escaped, and cut to the width it has.

/** Safe as text and as attribute value of an XML document: no markup, no control characters, no broken surrogates. */
export function svgText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Width of a text in Inter, in pixels, a little on the wide side. Marks that stand on a letter add nothing. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text.normalize('NFD')) ems += emsOf(letter);
  return ems * size;
}

function emsOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x80) return emsOfAscii(letter);
  if (/\p{M}/u.test(letter)) return 0;
  if (code >= 0x1100) return 1.05;
  return /\p{Lu}/u.test(letter) ? 0.74 : 0.6;
}

function emsOfAscii(letter: string): number {
  if (/[ijl.,:;'!|I()[\] ]/.test(letter)) return 0.31;
  if (/[ftr\-/"*]/.test(letter)) return 0.4;
  if (/[mwMW@%]/.test(letter)) return 0.93;
  return /[A-Z]/.test(letter) ? 0.69 : 0.595;
}

export interface TextRoom {
  /** Pixels of the font. */
  size: number;
  /** Pixels there are. */
  width: number;
}

/** The text, or as much of it as fits with an ellipsis. Piles of marks on one letter are cut to three. */
export function fitText(text: string, { size, width }: TextRoom): string {
  const clean = text
    .slice(0, 400)
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .trim();
  if (textWidth(clean, size) <= width) return clean;
  let kept = '';
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(clean)) {
    if (textWidth(`${kept}${segment}…`, size) > width) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

export interface TextLine {
  x: number;
  y: number;
  size: number;
  fill: string;
  value: string;
  weight?: 400 | 500 | 600;
  anchor?: 'start' | 'middle' | 'end';
}

export function textElement({ x, y, size, fill, value, weight, anchor }: TextLine): string {
  const place = anchor === undefined || anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const bold = weight === undefined ? '' : ` font-weight="${weight}"`;
  const at = `x="${Math.round(x * 10) / 10}" y="${Math.round(y * 10) / 10}"`;
  return `<text ${at} font-size="${size}" fill="${fill}"${bold}${place}>${svgText(value)}</text>`;
}
