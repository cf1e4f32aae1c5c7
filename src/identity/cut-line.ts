// Cuts one line of text out of a picture, straight and dark on light: what a reader of single lines wants.
import type { GrayImage, TextLine } from './find-text-lines.ts';

/** The line with a margin around it, `height` pixels high, its contrast stretched. */
export function cutLine(image: GrayImage, line: TextLine, height: number): GrayImage {
  const margin = line.height * 0.22;
  const scale = height / (line.height + 2 * margin);
  const width = Math.max(8, Math.round((line.width + 2 * line.height * 0.35) * scale));
  const pixels = new Uint8Array(width * height);
  const [cosine, sine] = [Math.cos(line.angle), Math.sin(line.angle)];
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const [dx, dy] = [(u - width / 2) / scale, (v - height / 2) / scale];
      const value = sample(image, line.centerX + dx * cosine - dy * sine, line.centerY + dx * sine + dy * cosine);
      pixels[v * width + u] = line.isLight ? 255 - value : value;
    }
  }
  return { width, height, pixels: stretch(pixels) };
}

/** Bilinear. */
function sample({ width, height, pixels }: GrayImage, x: number, y: number): number {
  const left = Math.min(width - 2, Math.max(0, Math.floor(x)));
  const top = Math.min(height - 2, Math.max(0, Math.floor(y)));
  const [fx, fy] = [Math.min(1, Math.max(0, x - left)), Math.min(1, Math.max(0, y - top))];
  const at = top * width + left;
  const upper = (pixels[at] ?? 0) * (1 - fx) + (pixels[at + 1] ?? 0) * fx;
  const lower = (pixels[at + width] ?? 0) * (1 - fx) + (pixels[at + width + 1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}

/** Contrast to the full range, leaving out the outer one per cent on either side. */
function stretch(pixels: Uint8Array): Uint8Array {
  const counts = new Uint32Array(256);
  for (const value of pixels) counts[value] = (counts[value] ?? 0) + 1;
  const edge = pixels.length * 0.01;
  let [low, high, below, above] = [0, 255, 0, 0];
  while (low < 255 && below + (counts[low] ?? 0) < edge) below += counts[low++] ?? 0;
  while (high > low && above + (counts[high] ?? 0) < edge) above += counts[high--] ?? 0;
  const range = Math.max(1, high - low);
  return pixels.map((value) => Math.min(255, Math.max(0, ((value - low) * 255) / range)));
}
