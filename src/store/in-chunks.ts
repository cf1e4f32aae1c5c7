// Bounds a statement's size: a list in pieces.

export function* inChunks<T>(items: readonly T[], sizeMax: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += sizeMax) yield items.slice(start, start + sizeMax);
}
