// Finds the lines of text on a picture of a card, whatever its tilt and whether the text is dark or light, so that each can be
// straightened and read alone. Letters are connected spots that stand out from their surroundings; neighbours of like height make a line.

export interface GrayImage {
  width: number;
  height: number;
  /** One byte a pixel, row after row, 0 black to 255 white. */
  pixels: Uint8Array;
}

/** A line of text as a tilted box. Lengths in pixels, the angle in radians, clockwise on the screen. */
export interface TextLine {
  centerX: number;
  centerY: number;
  width: number;
  height: number;
  angle: number;
  /** Light letters on a dark ground. */
  isLight: boolean;
}

interface Spot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  area: number;
}

const linesMax = 60;
const spotHeightMin = 5;
const contrastMin = 14;

/** Lines from top to bottom, left to right. Empty where nothing looks like text. */
export function findTextLines(image: GrayImage): TextLine[] {
  const mean = localMeans(image, Math.max(8, Math.round(image.width / 90)));
  const dark = linesOf(spotsOf(image, mean, -1), false);
  const light = linesOf(spotsOf(image, mean, 1), true);
  const kept = withoutShadows([...dark, ...light]);
  return inReadingOrder(kept.slice(0, linesMax).map(({ line }) => line));
}

/** Mean brightness around each pixel (box filter over an integral image). */
function localMeans({ width, height, pixels }: GrayImage, radius: number): Uint8Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += pixels[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  const means = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - radius), Math.min(height, y + radius + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - radius), Math.min(width, x + radius + 1)];
      const at = (row: number, column: number): number => sums[row * (width + 1) + column] ?? 0;
      const sum = at(bottom, right) - at(top, right) - at(bottom, left) + at(top, left);
      means[y * width + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return means;
}

/** Connected spots darker (sign −1) or lighter (sign 1) than their surroundings, by flood fill. */
function spotsOf({ width, height, pixels }: GrayImage, means: Uint8Array, sign: -1 | 1): Spot[] {
  const open = new Uint8Array(width * height);
  for (let at = 0; at < open.length; at++) {
    open[at] = sign * ((pixels[at] ?? 0) - (means[at] ?? 0)) > contrastMin ? 1 : 0;
  }
  const spots: Spot[] = [];
  const stack = new Int32Array(width * height);
  for (let start = 0; start < open.length; start++) {
    if (open[start] === 1) spots.push(fill({ open, stack, width, height, start }));
  }
  return spots.filter(looksLikeLetter);
}

interface Fill {
  open: Uint8Array;
  stack: Int32Array;
  width: number;
  height: number;
  start: number;
}

function fill({ open, stack, width, height, start }: Fill): Spot {
  const spot: Spot = { left: width, right: 0, top: height, bottom: 0, area: 0 };
  let depth = 0;
  stack[depth++] = start;
  open[start] = 0;
  while (depth > 0) {
    const at = stack[--depth] ?? 0;
    const [x, y] = [at % width, Math.floor(at / width)];
    spot.area++;
    spot.left = Math.min(spot.left, x);
    spot.right = Math.max(spot.right, x + 1);
    spot.top = Math.min(spot.top, y);
    spot.bottom = Math.max(spot.bottom, y + 1);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const [nx, ny] = [x + dx, y + dy];
        const next = ny * width + nx;
        if (nx < 0 || ny < 0 || nx >= width || ny >= height || open[next] !== 1) continue;
        open[next] = 0;
        stack[depth++] = next;
      }
    }
  }
  return spot;
}

function looksLikeLetter(spot: Spot): boolean {
  const [width, height] = [spot.right - spot.left, spot.bottom - spot.top];
  if (height < 2 || width < 1 || spot.area < 4 || height > 160) return false;
  return width < 14 * height && height < 9 * width;
}

interface ScoredLine {
  line: TextLine;
  spots: Spot[];
  /** Share of the box that the letters cover: strokes cover less than the ground between them. */
  cover: number;
}

function linesOf(spots: Spot[], isLight: boolean): ScoredLine[] {
  const letters = spots.filter((spot) => spot.bottom - spot.top >= spotHeightMin);
  const angle = skewOf(letters);
  const turned = spots.map((spot) => turn(spot, angle)).sort((a, b) => a.x - b.x);
  return chain(turned.filter(({ spot }) => spot.bottom - spot.top >= spotHeightMin))
    .map((members) => toLine({ members, marks: turned, angle, isLight }))
    .filter((scored): scored is ScoredLine => scored !== null);
}

interface Turned {
  spot: Spot;
  x: number;
  y: number;
  width: number;
  height: number;
}

function turn(spot: Spot, angle: number): Turned {
  const [cx, cy] = [(spot.left + spot.right) / 2, (spot.top + spot.bottom) / 2];
  const [width, height] = [spot.right - spot.left, spot.bottom - spot.top];
  const sine = Math.abs(Math.sin(angle));
  return {
    spot,
    x: cx * Math.cos(angle) + cy * Math.sin(angle),
    y: cy * Math.cos(angle) - cx * Math.sin(angle),
    width: Math.max(1, width - sine * height),
    height: Math.max(1, height - sine * width),
  };
}

/** The commonest direction from a letter to its right neighbour, within 40 degrees, to a tenth of a degree. */
function skewOf(letters: Spot[]): number {
  const sorted = [...letters].sort((a, b) => a.left - b.left);
  const votes = new Float64Array(801);
  for (let i = 0; i < sorted.length; i++) {
    const a = sorted[i];
    if (a === undefined) continue;
    const height = a.bottom - a.top;
    for (let j = i + 1; j < Math.min(sorted.length, i + 400); j++) {
      const b = sorted[j];
      if (b === undefined || b.left - a.right > 6 * height) break;
      if (b.left < a.right || !alike(height, b.bottom - b.top, 1.25)) continue;
      const slope = Math.atan2((b.top + b.bottom - a.top - a.bottom) / 2, (b.left + b.right - a.left - a.right) / 2);
      const at = Math.round((slope * 1_800) / Math.PI) + 400;
      if (at < 0 || at > 800) continue;
      for (let step = -8; step <= 8; step++) votes[at + step] = (votes[at + step] ?? 0) + (9 - Math.abs(step));
    }
  }
  let best = 400;
  for (let at = 0; at <= 800; at++) if ((votes[at] ?? 0) > (votes[best] ?? 0)) best = at;
  return ((best - 400) * Math.PI) / 1_800;
}

function alike(a: number, b: number, ratio: number): boolean {
  return a < b * ratio && b < a * ratio;
}

/** Groups letters whose next neighbour to the right stands at like height, within the width of a space. */
function chain(letters: Turned[]): Turned[][] {
  const groupOf = letters.map((_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (groupOf[root] !== root) root = groupOf[root] ?? root;
    groupOf[at] = root;
    return root;
  };
  for (let i = 0; i < letters.length; i++) {
    const a = letters[i];
    if (a === undefined) continue;
    for (let j = i + 1; j < letters.length; j++) {
      const b = letters[j];
      if (b === undefined || b.x - a.x > 200) break;
      const height = Math.max(a.height, b.height);
      const gap = b.x - b.width / 2 - (a.x + a.width / 2);
      const lower = Math.min(a.height, b.height);
      const isNear = gap < 1.6 * height && Math.abs(a.y - b.y) < 0.62 * lower && alike(a.height, b.height, 2.3);
      if (isNear) groupOf[find(j)] = find(i);
    }
  }
  const groups = new Map<number, Turned[]>();
  letters.forEach((letter, at) => {
    const root = find(at);
    groups.set(root, [...(groups.get(root) ?? []), letter]);
  });
  return [...groups.values()].filter((members) => members.length >= 3);
}

interface LineParts {
  members: Turned[];
  marks: Turned[];
  angle: number;
  isLight: boolean;
}

/** The box around the letters and the dots, accents and tails that belong to them. */
function toLine({ members, marks, angle, isLight }: LineParts): ScoredLine | null {
  const heights = members.map(({ height }) => height).sort((a, b) => a - b);
  const tall = heights[Math.floor(heights.length * 0.85)] ?? 0;
  const left = Math.min(...members.map(({ x, width }) => x - width / 2));
  const right = Math.max(...members.map(({ x, width }) => x + width / 2));
  const ys = members.map(({ y }) => y).sort((a, b) => a - b);
  const middle = ys[Math.floor(ys.length / 2)] ?? 0;
  const inside = marks.filter(
    ({ x, y, height }) =>
      x > left - tall && x < right + tall * 0.6 && Math.abs(y - middle) < tall * 0.95 && height < tall * 1.9,
  );
  const top = Math.min(...inside.map(({ y, height }) => y - height / 2));
  const bottom = Math.max(...inside.map(({ y, height }) => y + height / 2));
  if (right - left < tall * 1.5 || tall < spotHeightMin + 1) return null;
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const line: TextLine = {
    centerX: x * Math.cos(angle) - y * Math.sin(angle),
    centerY: x * Math.sin(angle) + y * Math.cos(angle),
    width: right - left,
    height: bottom - top,
    angle,
    isLight,
  };
  const area = inside.reduce((sum, { spot }) => sum + spot.area, 0);
  return { line, spots: inside.map(({ spot }) => spot), cover: area / Math.max(1, line.width * line.height) };
}

/** Where a dark and a light line lie on each other, one is the ground between the other's letters: the one that covers more. */
function withoutShadows(lines: ScoredLine[]): ScoredLine[] {
  const sorted = lines.filter(({ cover }) => cover < 0.62).sort((a, b) => weight(b) - weight(a));
  const kept: ScoredLine[] = [];
  for (const candidate of sorted)
    if (!kept.some((other) => overlap(candidate.line, other.line) > 0.4)) kept.push(candidate);
  return kept;
}

function weight({ spots, cover }: ScoredLine): number {
  return spots.length * (cover < 0.42 ? 1 : 0.4);
}

/** Share of the smaller box that lies in the other; tilt is left out, since all lines of a picture share it. */
function overlap(a: TextLine, b: TextLine): number {
  const wide =
    Math.min(a.centerX + a.width / 2, b.centerX + b.width / 2) -
    Math.max(a.centerX - a.width / 2, b.centerX - b.width / 2);
  const tall =
    Math.min(a.centerY + a.height / 2, b.centerY + b.height / 2) -
    Math.max(a.centerY - a.height / 2, b.centerY - b.height / 2);
  return (Math.max(0, wide) * Math.max(0, tall)) / Math.min(a.width * a.height, b.width * b.height);
}

function inReadingOrder(lines: TextLine[]): TextLine[] {
  const down = (line: TextLine): number => line.centerY * Math.cos(line.angle) - line.centerX * Math.sin(line.angle);
  const along = (line: TextLine): number => line.centerX * Math.cos(line.angle) + line.centerY * Math.sin(line.angle);
  return [...lines].sort((a, b) =>
    Math.abs(down(a) - down(b)) < 0.5 * Math.min(a.height, b.height) ? along(a) - along(b) : down(a) - down(b),
  );
}
