import { expect, test } from 'vitest';
import { cutLine } from '../../src/identity/cut-line.ts';
import { findTextLines, type GrayImage } from '../../src/identity/find-text-lines.ts';

/** Bars of letter size in rows, tilted: what a line finder sees of text. */
function drawRows(options: { rows: number[]; angle: number; ink: number; paper: number }): GrayImage {
  const [width, height] = [900, 500];
  const pixels = new Uint8Array(width * height).fill(options.paper);
  const [cosine, sine] = [Math.cos(options.angle), Math.sin(options.angle)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x - 450) * cosine + (y - 250) * sine, (y - 250) * cosine - (x - 450) * sine];
      const isLetter = Math.abs(u) < 300 && (u + 300) % 22 < 6;
      if (isLetter && options.rows.some((row) => Math.abs(v - row) < 12)) pixels[y * width + x] = options.ink;
    }
  }
  return { width, height, pixels };
}

test.each([
  { angle: 0, ink: 20, paper: 240 },
  { angle: 0.12, ink: 20, paper: 240 },
  { angle: -0.25, ink: 30, paper: 200 },
  { angle: 0.08, ink: 235, paper: 30 },
])('three rows are found at a tilt of $angle, ink $ink on $paper', ({ angle, ink, paper }) => {
  const image = drawRows({ rows: [-120, 0, 120], angle, ink, paper });
  const lines = findTextLines(image);
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(line.angle).toBeCloseTo(angle, 1);
    expect(line.isLight).toBe(ink > paper);
    expect(line.width).toBeGreaterThan(500);
  }
  const cut = cutLine(image, lines[1] ?? { centerX: 0, centerY: 0, width: 1, height: 1, angle: 0, isLight: false }, 48);
  expect(cut.height).toBe(48);
  expect(Math.min(...cut.pixels)).toBeLessThan(40);
  expect(cut.pixels[0]).toBeGreaterThan(200);
});

test('an empty picture has no lines', () => {
  expect(findTextLines({ width: 300, height: 200, pixels: new Uint8Array(60_000).fill(255) })).toEqual([]);
});
