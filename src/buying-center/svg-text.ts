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

/** Width of a text in semi-bold Inter, in pixels: lighter weights are narrower. Marks that stand on a letter add nothing. */
export function textWidth(text: string, size: number): number {
  let hundredths = 0;
  for (const letter of text.normalize('NFD')) hundredths += widthOf(letter);
  return (hundredths * size) / 100;
}

/** Advance widths of U+0020 to U+007E in hundredths of the size, as measured in Inter 4 at weight 600. */
const asciiWidths = [
  25, 32, 52, 64, 65, 100, 66, 33, 37, 37, 54, 67, 32, 47, 32, 38, 66, 42, 62, 64, 67, 61, 64, 58, 64, 64, 32, 33, 67,
  67, 67, 54, 100, 73, 66, 74, 72, 61, 59, 75, 75, 28, 58, 70, 57, 92, 76, 77, 65, 77, 65, 65, 66, 74, 73, 102, 72, 71,
  65, 37, 38, 37, 48, 47, 35, 57, 62, 58, 62, 59, 39, 63, 61, 26, 26, 57, 26, 90, 61, 61, 62, 62, 40, 55, 35, 61, 59,
  84, 57, 59, 57, 45, 36, 45, 67,
];

function widthOf(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x7f) return asciiWidths[code - 0x20] ?? 25;
  if (/\p{M}/u.test(letter)) return 0;
  if (letter === '…' || code >= 0x1100) return 105;
  return /\p{Lu}/u.test(letter) ? 84 : 66;
}

interface TextRoom {
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
