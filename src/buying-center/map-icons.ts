// The small signs of a map as SVG: state, stance, strength, trend. Shape first, then word, then colour; each stands in a box of its own.
import type { FactState, Stance, Trend } from './model.ts';

export const colours = {
  ink: '#1A2633',
  second: '#435364',
  third: '#5B6B7C',
  accent: '#0B698A',
  accentDark: '#08526D',
  accentTint: '#E2F1F6',
  accentFaint: '#F2F9FB',
  good: '#1A7343',
  warn: '#8A5600',
  warnTint: '#FCF0DA',
  bad: '#B02A1F',
  badTint: '#FBE8E5',
  canvas: '#F5F7F9',
  surface: '#FFFFFF',
  hairline: '#E3E8EE',
  border: '#C7D1DC',
  dashed: '#8595A6',
  line: '#A9B8C6',
} as const;

const stroke = 'fill="none" stroke-linecap="round" stroke-linejoin="round"';

/** 14 by 14 pixels around the point: disc with tick, eye, half disc, dotted ring with a question mark. */
export function stateIcon(state: FactState, { x, y }: { x: number; y: number }): string {
  const shapes: Record<FactState, string> = {
    stated: `<circle r="6.2" fill="${colours.accent}"/><path d="M-2.8 .1L-.8 2.1L2.9 -2" ${stroke} stroke="#FFFFFF" stroke-width="1.6"/>`,
    observed: `<path d="M-6.4 0C-4.4 -3.2 -2.2 -4.4 0 -4.4S4.4 -3.2 6.4 0C4.4 3.2 2.2 4.4 0 4.4S-4.4 3.2 -6.4 0Z" ${stroke} stroke="${colours.accent}" stroke-width="1.4"/><circle r="2.1" fill="${colours.accent}"/>`,
    inferred: `<circle r="5.6" fill="#FFFFFF" stroke="${colours.second}" stroke-width="1.4"/><path d="M0 -5.6A5.6 5.6 0 0 0 0 5.6Z" fill="${colours.second}"/>`,
    assumed: `<circle r="5.8" fill="none" stroke="${colours.third}" stroke-width="1.3" stroke-dasharray="1.8 1.85"/><path d="M-1.7 -1.3A1.8 1.8 0 1 1 .5 .3Q0 .55 0 1.2" ${stroke} stroke="${colours.second}" stroke-width="1.2"/><circle cy="3" r=".75" fill="${colours.second}"/>`,
  };
  return `<g transform="translate(${x} ${y})">${shapes[state]}</g>`;
}

export const stanceFill: Record<Stance, string> = {
  mentor: colours.good,
  supporter: colours.good,
  neutral: colours.second,
  skeptic: colours.warn,
  opponent: colours.bad,
};

/** 10 by 10 pixels around the point; a dot where nothing is known. */
export function stanceIcon(stance: Stance | null, { x, y }: { x: number; y: number }): string {
  if (stance === null) return `<circle cx="${x}" cy="${y}" r="1.2" fill="${colours.third}"/>`;
  const paths: Record<Stance, string> = {
    mentor: 'M-3.5 0L0 -3.4L3.5 0M-3.5 4L0 .6L3.5 4',
    supporter: 'M-3.5 1.8L0 -1.7L3.5 1.8',
    neutral: 'M-3.8 0H3.8',
    skeptic: 'M-3.5 -1.8L0 1.7L3.5 -1.8',
    opponent: 'M-3.5 -4L0 -.6L3.5 -4M-3.5 0L0 3.4L3.5 0',
  };
  return `<path transform="translate(${x} ${y})" d="${paths[stance]}" ${stroke} stroke="${stanceFill[stance]}" stroke-width="1.7"/>`;
}

/** Four bars on a base line, 15 pixels wide; one is filled for each full or begun quarter. */
export function strengthBars(strength: number, { x, y }: { x: number; y: number }): string {
  const filled = Math.ceil(Math.max(0, Math.min(100, strength)) / 25);
  const bars = [3.5, 6, 8.5, 11].map((height, at) => {
    const fill = at < filled ? colours.ink : colours.border;
    return `<rect x="${x + at * 4}" y="${y - height}" width="3" height="${height}" rx=".8" fill="${fill}"/>`;
  });
  return bars.join('');
}

const trendFill: Record<Trend, string> = { rising: colours.good, steady: colours.third, falling: colours.bad };

/** 8 by 8 pixels around the point. */
export function trendIcon(trend: Trend, { x, y }: { x: number; y: number }): string {
  const paths: Record<Trend, string> = {
    rising: 'M-3 3L3 -3M-1.4 -3H3V1.4',
    steady: 'M-3.8 0H3.6M.9 -2.7L3.6 0L.9 2.7',
    falling: 'M-3 -3L3 3M-1.4 3H3V-1.4',
  };
  return `<path transform="translate(${x} ${y})" d="${paths[trend]}" ${stroke} stroke="${trendFill[trend]}" stroke-width="1.4"/>`;
}
